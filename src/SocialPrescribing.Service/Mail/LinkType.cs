using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Mail;

/// <summary>One kind of link: what it is about, how long it opens, and whose it is.</summary>
public sealed record LinkType(LinkPurpose Purpose)
{
    internal static readonly TimeSpan HalfAYear = TimeSpan.FromDays(180);

    /// <summary>How long it opens; null if it never ends. Some that never end can be renewed.</summary>
    internal TimeSpan? Lasts { get; private init; } = HalfAYear;

    /// <summary>For how long it also shows what is held. Its date then says that, and no end. Null for most.</summary>
    internal TimeSpan? Shows { get; private init; }

    /// <summary>
    /// The person's addresses to which it may have been sent. Null if it is not the person's: nothing that happens to their letters ends
    /// the links of providers, referrers, volunteers and staff.
    /// </summary>
    internal Func<Journey, IEnumerable<string>>? Addresses { get; private init; }

    public bool IsThePersons => Addresses is not null;

    /// <summary>The letter with it may have gone to a stranger, who must not stop the person's messages.</summary>
    public bool MayBeAStrangers { get; private init; }

    private static readonly Dictionary<LinkPurpose, LinkType> Types = new LinkType[]
    {
        // About a journey; the subject is the survey, the meeting with its version, or the list.
        new(LinkPurpose.Survey) { Addresses = Own },
        new(LinkPurpose.Meeting) { Addresses = Own },
        new(LinkPurpose.Calendar) { Addresses = Own },
        new(LinkPurpose.ActivityList) { Addresses = Own },
        // Whoever wants no more messages can say so for ever.
        new(LinkPurpose.Preferences) { Addresses = Own, Lasts = null, Shows = HalfAYear },
        // Whoever has just typed a new address soon looks for mail there.
        new(LinkPurpose.ConfirmAddress)
        {
            Addresses = journey => journey.AwaitedEmail is { } awaited ? [awaited.Email] : [],
            Lasts = TimeSpan.FromDays(7), MayBeAStrangers = true,
        },
        // About a journey; the subject is the introduction, the referral, or the session with the volunteer.
        new(LinkPurpose.Provider),
        new(LinkPurpose.ClosingSummary),
        new(LinkPurpose.Volunteer),
        // About an entry of the directory, which stands in place of a journey.
        new(LinkPurpose.ConfirmActivity),
        new(LinkPurpose.Register) { Lasts = TimeSpan.FromDays(7) },
        // These work once, so an id of their own stands in place of a journey.
        new(LinkPurpose.ReferrerList),
        new(LinkPurpose.SetPassword),
        new(LinkPurpose.ForgottenPassword),
        // About no journey; the subject is the organisation, or the staff id.
        new(LinkPurpose.Organisation) { Lasts = null },
        new(LinkPurpose.StaffCalendar) { Lasts = null },
    }.ToDictionary(type => type.Purpose);

    public static LinkType Of(LinkPurpose purpose) => Types[purpose];

    /// <summary>Null for a number that only a newer version knows.</summary>
    internal static LinkType? Find(LinkPurpose purpose) => Types.GetValueOrDefault(purpose);

    /// <remarks>Links in a mailbox that is not to be used open only while there is no other: whoever said so can take it back.</remarks>
    private static IEnumerable<string> Own(Journey journey) =>
        [.. journey.Preferences.Contacts.Where(c => c.Kind is ContactKind.Email && (c.Allowed || journey.Preferences.Email is null))
            .Select(c => c.Value),
            // Somebody who gets letters in the person's place acts for them, and sees no more than the letters say.
            .. RelatedPeople.First(journey.Person) is { Email: { } email } ? [email] : Array.Empty<string>()];
}
