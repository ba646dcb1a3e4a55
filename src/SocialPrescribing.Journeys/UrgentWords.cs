using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Somebody has written something that may be about harm (<see cref="HarmWords"/>). A human must read it within a working hour, and named
/// people are told again until one has. This pauses nothing and accuses nobody. Whoever reads it decides whether it is a concern.
/// </summary>
public static class UrgentWords
{
    /// <summary>Say that a text that may be urgent has been read.</summary>
    /// <param name="Words">The id of the text.</param>
    /// <param name="Note">What is done now, or why nothing has to be.</param>
    /// <example>
    /// {"commandId": "c-41", "kind": "readUrgentWords", "words": "referral-019951726c407d5e9f213b8a4c6d7e8f", "note": "I rang her: she is
    /// with her sister, and sees her GP today."}
    /// </example>
    [GivenBy(Givers.Care)]
    public sealed record Read(string Words, string Note) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override string? Subject => Words;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideRead(journey, this, moment);
    }

    /// <summary>The event does not repeat the text, which stays where it was written.</summary>
    /// <param name="About">The referral, the meeting or the introduction.</param>
    public sealed record Noticed(string Words, UrgentSource Source, string? About = null) : JourneyEvent
    {
        internal override string? Subject => Words;
        public override bool FollowsByItself() => true;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { UrgentTexts = [.. journey.UrgentTexts, new UrgentText(Words, Source, About, entry.At, LastToldAt: entry.At)] };
    }

    public sealed record ToldAgain(string Words, int Times) : JourneyEvent
    {
        internal override string? Subject => Words;
        public override bool FollowsByItself() => true;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            With(journey, Words, t => t with { LastToldAt = entry.At, TimesTold = Times });
    }

    public sealed record WereRead(string Words, string Note) : JourneyEvent
    {
        internal override string? Subject => Words;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            With(journey, Words, t => t with { ReadAt = entry.At, ReadBy = entry.By.Id });
    }

    /// <summary>Somebody is told again that a text must be read.</summary>
    public sealed record WillTellAgain(string Words, int Times) : Coming
    {
        public override string Thing => $"urgent/{Words}";
        protected override string What => $"told/{Times}";
    }

    private static Decision DecideRead(Journey journey, Read command, Moment moment) =>
        moment.Actor is not { Kind: ActorKind.Staff, Id: not null }
            ? Decision.Refuse("needs-a-human", "This is read by a named member of staff.")
        : journey.UrgentTexts.FirstOrDefault(t => t.Id == command.Words) is not { } text
            ? Decision.Refuse("text-unknown", "There is no such text.")
        : text.ReadAt is not null ? Decision.Refuse("already-read", "Somebody has read this already.")
        : string.IsNullOrWhiteSpace(command.Note) ? Decision.Refuse("note-missing", "Say what is done now, or why nothing has to be.")
        : Decision.Of([new WereRead(text.Id, command.Note), .. journey.CloseTasks([TaskKind.ReadNow], text.Id)]);

    /// <summary>
    /// Counts working hours from when somebody was last told, whatever happens to the journey. Texts of a journey that was joined to
    /// another are read there.
    /// </summary>
    public static IEnumerable<Due> Agenda(Journey journey, Pathway pathway) => journey.Joined is not null ? []
        : journey.UrgentTexts.Where(t => t.ReadAt is null).Select(text =>
        {
            int times = text.TimesTold + 1;
            return new Due(new WillTellAgain(text.Id, times),
                pathway.Calendar.AddWorkingHours(text.LastToldAt, TimeSpan.FromHours(pathway.ReadAgainWorkingHours)), (key, _) =>
                [new ToldAgain(text.Id, times), Messages.Queue(MessageKind.ReadNowAgain, key, new MessageAbout.Words(text.Id))]);
        });

    /// <summary>By when a human will have read a text that comes in now.</summary>
    public static DateTimeOffset ReadBy(Pathway pathway, DateTimeOffset now) =>
        pathway.Calendar.AddWorkingHours(now, TimeSpan.FromHours(pathway.ReadNowWorkingHours));

    /// <summary>Whether what somebody wrote into the referral should be read at once.</summary>
    public static bool AreIn(Referral referral, Pathway pathway) => pathway.HarmWords.AreIn(TextsOf(referral));

    /// <summary>All longer free texts of a referral.</summary>
    public static IReadOnlyList<string?> TextsOf(Referral referral) =>
    [
        referral.Reason, referral.WhatMattersMost, referral.Safeguarding?.Detail, .. referral.Risks.Select(r => r.Detail),
        referral.Person.WhenToCall, referral.Person.CommunicationNeeds, referral.Person.Mobility,
        referral.Person.Household, .. referral.Person.Adjustments, .. (referral.AsWritten ?? []).Select(t => t.Text),
    ];

    /// <param name="isConcern">Whether the referral has raised a concern. The mail about it says more, and one mail at a
    /// time is enough.</param>
    internal static IEnumerable<JourneyEvent> FromReferral(
        Journey journey, HeldReferral referral, bool isConcern, Pathway pathway, Moment moment) =>
        AreIn(referral.Details, pathway)
            ? Noticing(journey, $"referral-{referral.Id:N}", UrgentSource.Referral, $"{referral.Id:N}", isConcern, pathway, moment) : [];

    /// <summary>A short text that somebody outside sent with something else. Texts by staff need no check, because staff
    /// have read them.</summary>
    internal static IEnumerable<JourneyEvent> FromNote(
        Journey journey, string? note, UrgentSource source, string about, Pathway pathway, Moment moment) =>
        moment.Actor.Kind is not (ActorKind.Staff or ActorKind.System) && pathway.HarmWords.AreIn([note])
            ? Noticing(journey, moment.CommandId, source, about, isConcern: false, pathway, moment) : [];

    /// <summary>Nobody of the team has read yet what a volunteer wrote.</summary>
    internal static IEnumerable<JourneyEvent> FromVolunteer(
        Journey journey, string? note, string session, Pathway pathway, Moment moment) =>
        note is not null && pathway.HarmWords.AreIn([note])
            ? Noticing(journey, moment.CommandId, UrgentSource.Volunteer, session, isConcern: false, pathway, moment) : [];

    /// <summary>A text from another journey, where nobody had read it, must be read here.</summary>
    internal static IEnumerable<JourneyEvent> ComeAlong(
        Journey journey, UrgentText text, string key, bool isConcern, Pathway pathway, Moment moment) =>
        [journey.Open(key, TaskKind.ReadNow, ReadBy(pathway, moment.Instant), text.Id),
            .. isConcern ? [] : (JourneyEvent[])[Messages.Queue(MessageKind.ReadNow, key, new MessageAbout.Words(text.Id))]];

    /// <summary>The texts that leave with these referrals: their own, and those that came with their journey.</summary>
    internal static IEnumerable<UrgentText> Of(Journey journey, IReadOnlyList<Guid> referrals, Joining.Taking? taking) =>
        journey.UrgentTexts
        .Where(
            t => taking?.Urgent?.Contains(t.Id) is true
                || (t.Source is UrgentSource.Referral && referrals.Any(id => $"{id:N}" == t.About)));

    private static IEnumerable<JourneyEvent> Noticing(
        Journey journey, string id, UrgentSource source, string about, bool isConcern, Pathway pathway, Moment moment) =>
    [
        new Noticed(id, source, about),
        journey.Open($"urgent/{id}", TaskKind.ReadNow, ReadBy(pathway, moment.Instant), id),
        .. isConcern ? [] : (JourneyEvent[])[Messages.Queue(MessageKind.ReadNow, $"urgent/{id}/told/0", new MessageAbout.Words(id))],
    ];

    private static Journey With(Journey journey, string id, Func<UrgentText, UrgentText> change) =>
        journey with { UrgentTexts = [.. journey.UrgentTexts.Select(t => t.Id == id ? change(t) : t)] };
}

/// <summary>A text that must be read at once.</summary>
/// <param name="About">The referral, the meeting or the introduction it came with.</param>
public sealed record UrgentText(
    string Id, UrgentSource Source, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? About, DateTimeOffset NoticedAt,
    DateTimeOffset LastToldAt, int TimesTold = 0)
{
    public DateTimeOffset? ReadAt { get; init; }
    /// <summary>A staff id.</summary>
    public string? ReadBy { get; init; }
}

[JsonConverter(typeof(CamelCaseEnum<UrgentSource>))]
public enum UrgentSource { Referral, Meeting, Provider, List, Volunteer }
