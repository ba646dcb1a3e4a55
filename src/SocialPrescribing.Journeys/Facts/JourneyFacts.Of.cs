using System.Text.Json;

namespace SocialPrescribing.Journeys;

/// <content>How facts follow from a journey.</content>
public sealed partial record JourneyFacts
{
    /// <summary>From the whole journal.</summary>
    /// <param name="key">The keyed hash of the journey's id.</param>
    public static JourneyFacts Of(string key, HomeArea? home, IEnumerable<JournalEntry> journal) => After(null, key, home, null, journal);

    /// <summary>
    /// Facts after another commit. Most of them follow from the state. What only events say is counted on from the earlier facts.
    /// </summary>
    /// <param name="earlier">The facts of <paramref name="before"/>; null at the beginning.</param>
    public static JourneyFacts After(
        JourneyFacts? earlier, string key, HomeArea? home, Journey? before, IEnumerable<JournalEntry> since)
    {
        EventCounts counts = new(earlier);
        Journey? journey = before;
        foreach (JournalEntry entry in since)
        {
            Journey after = Journey.Apply(journey, entry);
            counts.Add(entry, journey, after);
            journey = after;
        }
        return Made(key, home, journey ?? throw new ArgumentException("A journal begins with a referral.", nameof(since)), counts);
    }

    private static JourneyFacts Made(string key, HomeArea? home, Journey journey, EventCounts counts)
    {
        DateOnly referred = WorkingCalendar.LondonDate(journey.ReceivedAt);
        Person person = journey.Person;
        DateOnly[] came = [.. journey.Sessions.Where(s => s.Came is true).Select(s => WorkingCalendar.LondonDate(s.At)).Order()];
        DateOnly? introduced = journey.Introductions.Count is 0 ? null : Day(journey.Introductions.Min(i => i.At));
        DateOnly? alone = Day(journey.IndependentAt);
        return new JourneyFacts
        {
            Format = FormatNow,
            Key = key,
            Source = journey.Details.Source,
            Role = ReferrerRole.Of(journey.Details.Referrer?.Role),
            Practice = PracticeOf(journey.GpPractice?.OdsCode),
            Joined = journey.Referrals.Count - 1,
            AgeBand = AgeBandOf(person.DateOfBirth, referred),
            Sex = Equality.Known(Equality.Sexes, person.Sex),
            Ethnicity = Equality.Known(Equality.Ethnicities, person.Ethnicity),
            Language = Equality.KnownLanguage(person.Language),
            Carer = person.Carer,
            CarerRatherNotSay = person.CarerRatherNotSay,
            Disability = Equality.Known(Equality.Disabilities, person.Disability),
            Area = home?.Area,
            Decile = home?.Decile,
            Index = home?.Index,
            Needs = [.. journey.Needs],
            Referred = referred,
            Accepted = Day(journey.AcceptedAt),
            Declined = Day(journey.DeclinedAt),
            DeclinedByPerson = journey.DeclinedAt is not null && counts.DeclinedByPerson,
            Contacted = Day(journey.ContactedAt),
            Met = Day(journey.FirstMetAt),
            Planned = Day(journey.PlanAgreedAt),
            Introduced = introduced,
            Attended = came.Length > 0 ? came[0] : null,
            AttendedThree = came.Length > 2 ? came[2] : null,
            Alone = alone,
            WeeksUntilAlone = alone is { } on && introduced is { } from ? Math.Max(0, on.DayNumber - from.DayNumber) / 7 : null,
            Ended = Day(journey.Ended?.At),
            EndReason = journey.Ended?.Reason,
            Reopened = journey.Reopenings,
            ReopenedOn = Day(journey.ReopenedAt),
            ReferrerTold = counts.ReferrerTold,
            Contacts = counts.Contacts,
            Missed = [.. counts.MissedMeetings.Concat(MissedSessions(journey)).OrderBy(m => m.On)],
            Introductions = [.. journey.Introductions.Select(i => Counted(i, journey))],
            Sessions = [.. SessionsOf(journey)],
            Surveys = [.. journey.Surveys.Select(s => new CountedSurvey(
                s.Id, WorkingCalendar.LondonDate(s.OpenedAt), Day(s.AnsweredAt), s.LapsedAt is not null))],
            Measures = [.. ScalesOf(journey)],
            Goals = [.. Journeys.Goals.Of(journey).Select(g => new CountedGoal(
                g.Goal.Importance, g.First?.Score, Day(g.First?.At), g.Latest?.Score, Day(g.Latest?.At), g.Mark))],
            Unmet = counts.Unmet,
        };
    }

    private static IEnumerable<CountedMiss> MissedSessions(Journey journey) =>
        journey.Sessions.Where(s => s.Came is false)
            .Select(s => new CountedMiss(WorkingCalendar.LondonDate(s.At), FactKinds.Session, s.WhyNot is { } why ? [why] : null));

    private static CountedIntroduction Counted(Introduction one, Journey journey) => new(
        one.Activity.Id, one.As, one.Need, WorkingCalendar.LondonDate(one.At), one.Answer, Day(one.AnsweredAt), one.Support,
        journey.Sessions.Count(s => s.Introduction == one.Id && s.Came is true), Day(one.IndependentAt), Day(one.EndedAt), one.EndReason);

    private static IEnumerable<CountedSessions> SessionsOf(Journey journey) => journey.Sessions.Where(s => s.Came is not null)
        .GroupBy(s => (Month: FactKinds.MonthOf(s.At), s.Support, With: s.WentAlong ?? Companion.Nobody))
        .OrderBy(g => g.Key.Month).ThenBy(g => g.Key.Support).ThenBy(g => g.Key.With)
        .Select(g => new CountedSessions(
            g.Key.Month, g.Key.Support, g.Key.With, g.Count(s => s.Came is true), g.Count(s => s.Came is false)));

    /// <summary>The person's first answer on each scale, their latest, and those in between.</summary>
    private static IEnumerable<MeasuredScale> ScalesOf(Journey journey) =>
        from measure in MeasureProgress.Of(journey)
        from scale in measure.Scales
        where scale.First is not null
        select new MeasuredScale(
            scale.Scale.Id, scale.First!.Value!.Value, WorkingCalendar.LondonDate(scale.First.At), scale.Latest?.Value,
            Day(scale.Latest?.At), Between(scale) is [_, ..] between ? between : null);

    private static MeasuredAnswer[] Between(ScaleProgress scale) =>
    [
        .. scale.Points.Where(p => p.Value is not null && p != scale.First && p != scale.Latest)
            .Select(p => new MeasuredAnswer(WorkingCalendar.LondonDate(p.At), p.Value!.Value)),
    ];

    /// <summary>A letter and five digits, and three more for a branch. Anything else may be free text, so it is left out.</summary>
    private static string? PracticeOf(string? code) =>
        OdsCode.TryParse(code, out string canonical) && canonical.Length is 6 or 9 && char.IsAsciiLetter(canonical[0])
            && canonical.Skip(1).All(char.IsAsciiDigit) ? canonical : null;

    private static DateOnly? Day(DateTimeOffset? at) => at is { } instant ? WorkingCalendar.LondonDate(instant) : null;
}

/// <summary>Words in facts that cover several things of the programme.</summary>
public static class FactKinds
{
    public const string Meeting = "meeting", Session = "session", Conversation = "conversation";

    public static string Of(ContactMethod method) => JsonNamingPolicy.CamelCase.ConvertName(method.ToString());

    internal static DateOnly MonthOf(DateTimeOffset at)
    {
        DateOnly day = WorkingCalendar.LondonDate(at);
        return new DateOnly(day.Year, day.Month, 1);
    }
}
