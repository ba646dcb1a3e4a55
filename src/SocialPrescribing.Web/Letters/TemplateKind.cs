namespace SocialPrescribing.Web.Letters;

/// <summary>Who a message is for. It decides the footer and what the message may say.</summary>
public enum Audience
{
    Person,
    Referrer,
    Provider,
    Staff,
}

/// <summary>
/// What one template file may and must hold. <paramref name="Must"/> placeholders stand in every version of the file
/// and need a value; <paramref name="May"/> placeholders can be left out or be empty; <paramref name="Says"/> are words that the file
/// may not lose however it is rewritten.
/// </summary>
public sealed record TemplateKind(
    string Name,
    Audience Audience,
    IReadOnlyList<string> Must,
    IReadOnlyList<string> May,
    IReadOnlyList<string> Says,
    bool IsFooter)
{
    /// <summary>A placeholder that stands for a list of lines, in a paragraph of its own.</summary>
    public const string Tasks = "tasks";

    /// <summary>Stands for whom to call when it cannot wait, in this nation: in a paragraph of its own.</summary>
    public const string CrisisLines = "crisisLines";

    /// <summary>Goes to an address of which nobody knows yet whose it is: it holds nothing by which anything of the person's could be changed.</summary>
    private const string ConfirmAddress = "confirm-address";

    private const string FirstFooter = "footer-person-first", NewAddressFooter = "footer-new-address", DiscreetFooter = "footer-person-discreet";
    private static readonly string[] Meeting = ["place", "linkWorker", "meetingLink", "calendarLink"];

    /// <summary>
    /// Every template there is. No message to a person has a placeholder for a need or a concern, and none to a referrer or a provider one for
    /// the person: such words can then not get into a mail, whoever rewrites the texts.
    /// </summary>
    public static IReadOnlyDictionary<string, TemplateKind> All { get; } = new[]
    {
        Person("received", must: [], may: ["linkWorker", "nextStep", "nextBy", "reference"]),
        Person("meeting-booked", must: ["when"], may: Meeting),
        Person("meeting-moved", must: ["when"], may: ["oldWhen", .. Meeting]),
        Person("meeting-cancelled", must: ["when"], may: ["linkWorker"]),
        Person("meeting-reminder", must: ["when"], may: Meeting),
        Person("meeting-reminder-today", must: ["when"], may: Meeting),
        Person("session-reminder", must: ["activity", "when"], may: ["place", "transport", "support", "linkWorker"]),
        Person("survey-invitation", must: ["surveyLink"], may: ["closesOn", "linkWorker"]),
        Person("survey-reminder", must: ["surveyLink"], may: ["closesOn", "linkWorker"]),
        Person("we-tried-to-reach-you", must: [], may: ["linkWorker", "nextBy", "reference"]),
        Person("details-changed", must: [], may: []),
        new(ConfirmAddress, Audience.Person, Must: ["confirmLink"], May: [], Says: [], IsFooter: false),
        Person("goodbye", must: [], may: ["linkWorker", "nextBy", "whyEnded"]),

        Referrer("referrer-received", must: ["reference"], may: ["nextStep", "nextBy"]),
        Referrer("referrer-could-not-reach", must: ["reference"], may: ["nextStep", "nextBy"]),
        Referrer("referrer-declined", must: ["reference", "reason"], may: ["nextStep"]),
        Referrer("referrer-closed", must: ["reference", "outcome"], may: ["outcomeReason"], says: ["There is no action for you."]),

        Referrer("referrer-record-closed", must: ["reference", "outcome"], may: ["outcomeReason"], says: ["There is no action for you."]),
        Referrer("referrer-list", must: ["listLink"], may: []),

        Provider("provider-introduction", must: ["activity", "reference", "providerLink"], may: ["linkWorker"]),
        Provider("provider-nudge", must: ["activity", "reference", "providerLink"], may: ["linkWorker"]),
        Provider("confirm-activity", must: ["activityName", "confirmLink"], may: ["providerName", "times", "place"]),

        Staff("digest", must: [Tasks], may: ["boardLink"]),
        Staff("escalation", must: ["reference", "taskKind", "lateSince", "journeyLink"], may: ["boardLink"]),
        Staff("concern", must: ["reference", "raisedAt", "journeyLink"], may: ["boardLink"]),
        Staff("concern-again", must: ["reference", "raisedAt", "journeyLink"], may: ["boardLink"]),

        Staff("read-now", must: ["reference", "noticedAt", "journeyLink"], may: ["boardLink"]),
        Staff("read-now-again", must: ["reference", "noticedAt", "journeyLink"], may: ["boardLink"]),

        Footer("footer-person", Audience.Person, must: ["servicePhone", "preferencesLink"], may: [CrisisLines, "serviceName", "inPlaceOf"], says: []),
        Footer(DiscreetFooter, Audience.Person, must: ["servicePhone", "preferencesLink"], may: [CrisisLines, "inPlaceOf"], says: []),
        Footer(FirstFooter, Audience.Person, must: ["servicePhone", "preferencesLink"], may: [CrisisLines], says: []),
        Footer(NewAddressFooter, Audience.Person, must: ["servicePhone"], may: [CrisisLines], says: []),
        Footer("footer-referrer", Audience.Referrer, must: ["servicePhone"], may: ["serviceName"], says: []),
        Footer("footer-provider", Audience.Provider, must: ["servicePhone"], may: ["serviceName"], says: []),
        Footer("footer-staff", Audience.Staff, must: [], may: ["serviceName", "servicePhone"], says: []),
    }.ToDictionary(kind => kind.Name);

    /// <summary>Ends what a person gets, and so says whom to call when it cannot wait.</summary>
    public bool SaysHelpNow => IsFooter && Audience is Audience.Person;

    /// <summary>Goes out before anybody has looked: no number in it dials by itself.</summary>
    public bool IsPlain => Name is FirstFooter or NewAddressFooter;

    /// <summary>For a person who asked for discretion.</summary>
    public bool IsDiscreet => Name is DiscreetFooter;

    /// <summary>What every message to this audience has a value for, because its footer and sender need it.</summary>
    public IReadOnlyList<string> Always => Audience switch
    {
        Audience.Person when Name is not ConfirmAddress => ["serviceName", "servicePhone", "preferencesLink"],
        Audience.Person => ["serviceName", "servicePhone"],
        Audience.Referrer or Audience.Provider => ["serviceName", "servicePhone"],
        _ => ["serviceName"],
    };

    /// <summary>Every placeholder that the file may hold.</summary>
    public IEnumerable<string> Allowed => IsFooter ? Must.Concat(May) : Must.Concat(May).Concat(Always).Distinct();

    /// <summary>Every value without which the message cannot be rendered.</summary>
    public IEnumerable<string> Needed => Must.Concat(Always).Distinct();

    /// <summary>The name of the footer that this message gets.</summary>
    /// <param name="isFirst">Nobody has looked yet at what was typed: there is no link but the one that stops messages.</param>
    public string FooterFor(bool discreet, bool isFirst) => Audience switch
    {
        Audience.Person when Name is ConfirmAddress => NewAddressFooter,
        Audience.Person when isFirst => FirstFooter,
        Audience.Person => discreet ? DiscreetFooter : "footer-person",
        Audience.Referrer => "footer-referrer",
        Audience.Provider => "footer-provider",
        _ => "footer-staff",
    };

    /// <summary>Addresses of pages come in through these and nowhere else.</summary>
    public static bool IsLink(string placeholder) => placeholder.EndsWith("Link", StringComparison.Ordinal);

    private static TemplateKind Person(string name, string[] must, string[] may) =>
        new(name, Audience.Person, must, ["preferredName", "inPlaceOf", .. may], [], IsFooter: false);

    private static TemplateKind Referrer(string name, string[] must, string[] may, string[]? says = null) =>
        new(name, Audience.Referrer, must, may, says ?? [], IsFooter: false);

    private static TemplateKind Provider(string name, string[] must, string[] may) =>
        new(name, Audience.Provider, must, may, [], IsFooter: false);

    private static TemplateKind Staff(string name, string[] must, string[] may) =>
        new(name, Audience.Staff, must, ["staffName", "servicePhone", .. may], [], IsFooter: false);

    private static TemplateKind Footer(string name, Audience audience, string[] must, string[] may, string[] says) =>
        new(name, audience, must, may, says, IsFooter: true);
}
