namespace SocialPrescribing.Journeys;

/// <summary>
/// One kind of message: who gets it and on which channels, how urgent it is, when it is no longer of use, and what its text names. The
/// text is the template with the same name.
/// </summary>
public sealed partial record MessageType(MessageKind Kind, Recipient To, Priority Priority)
{
    /// <summary>For whom it is written: everybody who works for the service, volunteers too, is written to as staff.</summary>
    public Recipient Audience => To switch
    {
        Recipient.Person or Recipient.Referrer or Recipient.Provider => To,
        Recipient.Volunteer or Recipient.Staff or Recipient.Lead or Recipient.SafeguardingLead or Recipient.SafeguardingLeadAndLead =>
            Recipient.Staff,
    };

    /// <summary>The ways to its reader. Mail is tried first and goes by itself; on the others a human goes, who gets a task.</summary>
    public IReadOnlyList<MessageChannel> Channels { get; private init; } = [MessageChannel.Email];

    /// <summary>
    /// The address that the journey has for it now, given what the message is about. Null if it goes to somebody whom no journey knows.
    /// </summary>
    public Func<Journey, MessageAbout?, string?>? Address { get; private init; } = To switch
    {
        Recipient.Person => (journey, _) => journey.Preferences.Email,
        Recipient.Referrer => (journey, about) => (about as MessageAbout.Referral)?.In(journey)?.Details.Referrer?.Email,
        Recipient.Provider => (journey, about) => (about as MessageAbout.Introduction)?.In(journey)?.Activity.Email,
        Recipient.Volunteer or Recipient.Staff or Recipient.Lead or Recipient.SafeguardingLead or Recipient.SafeguardingLeadAndLead => null,
    };

    /// <summary>
    /// Nobody has confirmed the address that it goes to. So it names nobody, holds nothing with which anything of the person's could be
    /// changed, and goes to nobody else in the person's place.
    /// </summary>
    public bool IsToNewAddress { get; private init; }

    /// <summary>It says only what somebody who is contacted before the person must know, so that the person can come.</summary>
    internal bool MayGoToWhoIsFirst { get; private init; }

    /// <summary>
    /// What its reader can stop with one click in a mail program (RFC 8058). Letters about meetings have no such click, because
    /// <c>Unsubscribe</c> does not mean <c>I cannot come</c>; nor has a letter to an address that may not be the person's.
    /// </summary>
    public OptOut Stops { get; private init; } = OptOut.Nothing;

    /// <summary>Whether it may be sent again if nobody knows whether it was sent.</summary>
    public bool MayRepeat { get; private init; }

    /// <summary>It is of no use once support has ended: it does not go any more, and nobody says it in its place.</summary>
    internal bool EndsWithSupport { get; private init; }

    /// <summary>With it somebody who works here gets into their account. Its address is the account's own.</summary>
    public bool IsOfAnAccount { get; private init; }

    /// <summary>Its link, where that opens a page that is no journey's: the id in it is of its own, and works once.</summary>
    public LinkPurpose? Opens { get; private init; }

    /// <summary>
    /// It goes to somebody outside whom no journey knows: a record of what it is about has the address.
    /// </summary>
    public bool IsAddressedByRecord => Address is null && Audience is not Recipient.Staff;

    /// <summary>Until when its reader can answer or come back; null where the message does not say so.</summary>
    public Func<Journey, Pathway, DateTimeOffset?> NextBy { get; private init; } = (_, _) => null;

    /// <summary>It tells the referrer how the referral has ended.</summary>
    internal bool TellsTheEnd { get; private init; }

    /// <summary>Dues that make it pointless once they have fired, given what the message is about.</summary>
    internal Func<MessageAbout, Pathway, IEnumerable<Coming>> GivesWayTo { get; private init; } = (_, _) => [];

    /// <summary>What it is about, from the text in which that is stored; null for a text that says nothing of the kind.</summary>
    internal Func<string, MessageAbout?> Reads { get; private init; } = _ => null;

    /// <summary>Whether later events have made it pointless.</summary>
    internal Func<Journey, MessageAbout?, DateTimeOffset, bool> IsOvertaken { get; private init; } = (_, _, _) => false;

    /// <summary>Whether it is of its day alone, and that day is over.</summary>
    public Func<MessageAbout?, DateTimeOffset, bool> IsOfYesterday { get; private init; } = (_, _) => false;

    /// <summary>Under which key it tells of the end that the journey has now; null for what is not said at each end.</summary>
    internal Func<Journey, MessageAbout?, string>? KeyOfTheEnd { get; private init; }

    /// <summary>Whether a human goes on where mail cannot, given what it is about and why mail cannot.</summary>
    internal Func<Journey, MessageAbout?, string, bool> IsWorthATask { get; private init; } = (_, _, _) => true;

    /// <summary>The task for that human; null if mail is the only channel, because the message is a courtesy.</summary>
    internal TaskKind? TaskInstead => Channels.Count is 1 ? null : To switch
    {
        Recipient.Person => TaskKind.TellPerson,
        Recipient.Referrer => TaskKind.TellReferrer,
        Recipient.Provider => TaskKind.TellProvider,
        Recipient.Volunteer => TaskKind.TellVolunteer,
        Recipient.Staff or Recipient.Lead or Recipient.SafeguardingLead or Recipient.SafeguardingLeadAndLead => null,
    };

    /// <summary>What its text names. Nothing else that could identify a person gets into a mail.</summary>
    public MessageTexts Template { get; private init; } = new([], []);

    /// <summary>The text if only our record has ended, and nobody's support; null if it is the same.</summary>
    public (string Name, MessageTexts Texts)? OfTheRecord { get; private init; }

    public static MessageType Of(MessageKind kind) => Types[kind];

    private static MessageType ToPerson(
        MessageKind kind, Priority priority, Func<Journey, MessageAbout?, DateTimeOffset, bool>? isOvertaken = null) =>
        new(kind, Recipient.Person, priority) { IsOvertaken = isOvertaken ?? ((_, _, _) => false) };

    private static MessageType OfAMeeting(MessageKind kind, Func<Journey, MessageAbout.MeetingAsSet, DateTimeOffset, bool> isOvertaken) =>
        ToPerson(kind, Priority.Dated).About(MessageAbout.MeetingAsSet.Read, isOvertaken) with
        {
            Channels = AnyWay,
            MayGoToWhoIsFirst = true,
        };

    private static MessageType ToReferrer(
        MessageKind kind, MessageChannel[] channels, Func<Journey, MessageAbout.Referral, DateTimeOffset, bool> isOvertaken) =>
        new MessageType(kind, Recipient.Referrer, Priority.News).About(MessageAbout.Referral.Read, isOvertaken) with
        {
            Channels = channels,
        };

    private static MessageType OfAConcern(MessageKind kind, Recipient to) => Safety(kind, to, "raisedAt")
        .About(MessageAbout.Concern.Read, (journey, about, _) => about.In(journey) is not { AcknowledgedAt: null });

    private static MessageType OfWords(MessageKind kind, Recipient to) => Safety(kind, to, "noticedAt")
        .About(MessageAbout.Words.Read, (journey, about, _) => about.In(journey) is not { ReadAt: null });

    private static MessageType OfAnAccount(MessageKind kind, LinkPurpose opens) => new(kind, Recipient.Staff, Priority.Dated)
    {
        IsOfAnAccount = true,
        Opens = opens,
        Reads = MessageAbout.Link.Read,
        Template = Must("setUpLink"),
    };

    private static MessageType Safety(MessageKind kind, Recipient to, string since) =>
        new(kind, to, Priority.Safety)
        {
            MayRepeat = true,
            Template = Must("reference", since, "journeyLink").AndMay("boardLink"),
        };

    /// <summary>A message about one thing. It is overtaken as soon as that thing is not there any more.</summary>
    private MessageType About<TAbout>(Func<string, TAbout?> reads, Func<Journey, TAbout, DateTimeOffset, bool> isOvertaken)
        where TAbout : MessageAbout => this with
        {
            Reads = reads,
            IsOvertaken = (journey, about, now) => about is not TAbout its || isOvertaken(journey, its, now),
        };

    private static MessageTexts Must(params string[] placeholders) => new(placeholders, []);

    private static MessageTexts May(params string[] placeholders) => new([], placeholders);

    private static bool IsNoReasonForSilence(Journey journey, MessageAbout? about, string why) =>
        why is not (Messages.Reasons.Concern or Messages.Reasons.DeathOnRecord or Messages.Reasons.OfTheRecord);

    private static bool IsNotBooked(Journey journey, MessageAbout.MeetingAsSet about, DateTimeOffset now) =>
        about.In(journey) is not { IsBooked: true, At: var at } || at <= now;

    private static bool IsNotOpen(Journey journey, MessageAbout.Survey about, DateTimeOffset now) =>
        about.In(journey)?.IsOpenAt(now) is not true;

    private static bool IsAnswered(Journey journey, MessageAbout.Introduction about, DateTimeOffset now) =>
        about.In(journey) is not { Answer: ProviderAnswer.None, EndedAt: null };
}

/// <summary>What the text of a message must contain, even if an admin rewrites it.</summary>
/// <param name="Must">Placeholders that every version of the text must have. They need a value.</param>
/// <param name="May">Placeholders that may be left out or empty.</param>
public sealed record MessageTexts(IReadOnlyList<string> Must, IReadOnlyList<string> May)
{
    /// <summary>Words that the text must keep.</summary>
    public IReadOnlyList<string> Says { get; init; } = [];

    /// <summary>A calendar file with the meeting is attached.</summary>
    public bool HasCalendar { get; init; }

    internal MessageTexts AndMay(params string[] placeholders) => this with { May = placeholders };
}

public enum Recipient { Person, Referrer, Provider, Volunteer, Staff, Lead, SafeguardingLead, SafeguardingLeadAndLead }

/// <summary>A way to whoever gets a message.</summary>
public enum MessageChannel { Email, Phone, Post }
