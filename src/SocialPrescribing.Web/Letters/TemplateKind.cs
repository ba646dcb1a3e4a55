using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Letters;

/// <summary>
/// What one template file must and may contain. <paramref name="Must"/> placeholders are in every version of the file and need a value.
/// <paramref name="May"/> placeholders can be left out or be empty. <paramref name="Says"/> are words that the file must keep.
/// </summary>
/// <param name="Audience">As in the message's row. It decides the footer and what the message may say.</param>
public sealed record TemplateKind(
    string Name,
    Recipient Audience,
    IReadOnlyList<string> Must,
    IReadOnlyList<string> May,
    IReadOnlyList<string> Says,
    bool IsFooter)
{
    /// <summary>The message whose text it is; null for an ending.</summary>
    public MessageKind? Message { get; private init; }

    /// <summary>A placeholder that stands for a list of lines, in a paragraph of its own.</summary>
    public const string Tasks = "tasks";

    /// <summary>The placeholder for whom to call when it cannot wait, in a paragraph of its own.</summary>
    public const string CrisisLines = "crisisLines";

    /// <summary>The placeholder for whether somebody reads answers. Only the end of a letter says it.</summary>
    public const string Replies = "replies";

    private const string FirstFooter = "footer-person-first", NewAddressFooter = "footer-new-address",
        DiscreetFooter = "footer-person-discreet";

    /// <summary>
    /// Every template there is. No message to a person has a placeholder for a need or a concern, and no message to a referrer or a
    /// provider has one for the person. So such words cannot get into a mail, whoever rewrites the texts.
    /// </summary>
    public static IReadOnlyDictionary<string, TemplateKind> All { get; } = ((TemplateKind[])
    [
        .. Enum.GetValues<MessageKind>().Select(MessageType.Of).SelectMany(Of),

        Footer("footer-person", Recipient.Person, must: ["servicePhone", "preferencesLink"],
            may: [CrisisLines, Replies, "serviceName", "inPlaceOf"], says: []),
        Footer(DiscreetFooter, Recipient.Person, must: ["servicePhone", "preferencesLink"],
            may: [CrisisLines, Replies, "inPlaceOf"], says: []),
        Footer(FirstFooter, Recipient.Person, must: ["servicePhone", "preferencesLink"], may: [CrisisLines, Replies],
            says: []),
        Footer(NewAddressFooter, Recipient.Person, must: ["servicePhone"], may: [CrisisLines, Replies], says: []),
        Footer("footer-referrer", Recipient.Referrer, must: ["servicePhone"], may: [Replies, "serviceName"], says: []),
        Footer("footer-provider", Recipient.Provider, must: ["servicePhone"], may: [Replies, "serviceName"], says: []),
        Footer("footer-staff", Recipient.Staff, must: [], may: ["serviceName", "servicePhone"], says: []),
    ]).ToDictionary(kind => kind.Name);

    /// <summary>The template of a message. If only our record ended, and nobody's support, the referrer is told just that.</summary>
    public static TemplateKind For(MessageKind kind, Journey? journey) =>
        All[MessageType.Of(kind).OfTheRecord is { Name: var name } && journey?.Ended is { } ended && Closing.IsOfTheRecord(ended.Reason)
            ? name
            : BuiltInLetters.NameOf(kind)];

    /// <summary>A calendar file with the meeting is attached.</summary>
    public bool HasCalendar { get; private init; }

    /// <summary>Ends a person's letter, so it says whom to call when it cannot wait.</summary>
    public bool SaysHelpNow => IsFooter && Audience is Recipient.Person;

    /// <summary>Sent before anybody has looked, so tapping a number in it dials nothing.</summary>
    public bool IsPlain => Name is FirstFooter or NewAddressFooter;

    /// <summary>For a person who asked for discretion.</summary>
    public bool IsDiscreet => Name is DiscreetFooter;

    /// <summary>Values that every message to this audience has, because its footer and sender need them.</summary>
    public IReadOnlyList<string> Always => Audience switch
    {
        Recipient.Person when !IsToNewAddress => ["serviceName", "servicePhone", "preferencesLink"],
        Recipient.Person => ["serviceName", "servicePhone"],
        Recipient.Referrer or Recipient.Provider => ["serviceName", "servicePhone"],
        Recipient.Volunteer or Recipient.Staff or Recipient.Lead or Recipient.SafeguardingLead or Recipient.SafeguardingLeadAndLead =>
            ["serviceName"],
    };

    /// <summary>Every placeholder that the file may contain.</summary>
    public IEnumerable<string> Allowed => IsFooter ? Must.Concat(May) : Must.Concat(May).Concat(Always).Distinct();

    /// <summary>Every value without which the message cannot be rendered.</summary>
    public IEnumerable<string> Needed => Must.Concat(Always).Distinct();

    /// <summary>The name of the footer that this message gets.</summary>
    /// <param name="isFirst">Nobody has looked yet at what was typed: the only link stops messages.</param>
    public string FooterFor(bool discreet, bool isFirst) => Audience switch
    {
        Recipient.Person when IsToNewAddress => NewAddressFooter,
        Recipient.Person when isFirst => FirstFooter,
        Recipient.Person => discreet ? DiscreetFooter : "footer-person",
        Recipient.Referrer => "footer-referrer",
        Recipient.Provider => "footer-provider",
        Recipient.Volunteer or Recipient.Staff or Recipient.Lead or Recipient.SafeguardingLead or Recipient.SafeguardingLeadAndLead =>
            "footer-staff",
    };

    /// <summary>A letter that has this ending; the letter itself if this is not an ending.</summary>
    public static TemplateKind ExampleFor(TemplateKind kind) => !kind.IsFooter ? kind : All[kind.Name switch
    {
        NewAddressFooter => BuiltInLetters.NameOf(MessageKind.ConfirmAddress),
        "footer-referrer" => BuiltInLetters.NameOf(MessageKind.ReferrerReceived),
        "footer-provider" => BuiltInLetters.NameOf(MessageKind.ProviderIntroduction),
        "footer-staff" => BuiltInLetters.NameOf(MessageKind.Digest),
        _ => BuiltInLetters.NameOf(MessageKind.Received),
    }];

    /// <summary>Ends letters that go out before anybody has looked.</summary>
    public static bool IsOfFirst(TemplateKind kind) => kind.Name is FirstFooter;

    private bool IsToNewAddress => Message is { } kind && MessageType.Of(kind).IsToNewAddress;

    /// <summary>Addresses of pages come in only through these placeholders.</summary>
    public static bool IsLink(string placeholder) => placeholder.EndsWith("Link", StringComparison.Ordinal);

    /// <summary>The templates of a kind of message, from its row.</summary>
    private static IEnumerable<TemplateKind> Of(MessageType type)
    {
        yield return Of(type, BuiltInLetters.NameOf(type.Kind), type.Template);
        if (type.OfTheRecord is var (name, texts))
            yield return Of(type, name, texts);
    }

    private static TemplateKind Of(MessageType type, string name, MessageTexts texts)
    {
        string[] everybodys = type.Audience switch
        {
            Recipient.Person => type.IsToNewAddress ? [] : ["preferredName", "inPlaceOf"],
            Recipient.Staff => ["staffName", "servicePhone"],
            Recipient.Referrer or Recipient.Provider or Recipient.Volunteer or Recipient.Lead or Recipient.SafeguardingLead
                or Recipient.SafeguardingLeadAndLead => [],
        };
        return new TemplateKind(name, type.Audience, texts.Must, [.. everybodys, .. texts.May], texts.Says, IsFooter: false)
        {
            Message = type.Kind,
            HasCalendar = texts.HasCalendar,
        };
    }

    private static TemplateKind Footer(string name, Recipient audience, string[] must, string[] may, string[] says) =>
        new(name, audience, must, may, says, IsFooter: true);
}
