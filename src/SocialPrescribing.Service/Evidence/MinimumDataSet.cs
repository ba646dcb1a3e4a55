using System.Globalization;
using System.Text.Json;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Evidence;

/// <summary>
/// The four groups of the national minimum data set for social prescribing (people, needs and concerns, support offered, outcomes) as one
/// list, with a line for each thing that is known. The receiver takes the lines they need.
/// </summary>
public static class MinimumDataSet
{
    /// <summary>Counted once for each journey, when its first referral is accepted.</summary>
    public const string Referral = "871731000000106";
    /// <summary>Used only where the person declined.</summary>
    public const string Declined = "871711000000103";

    public const string People = "people", Needs = "needs", Support = "support", Outcomes = "outcomes";

    public static IReadOnlyList<string> Columns { get; } = ["key", "group", "item", "value", "on", "snomedCt"];

    public static IEnumerable<IReadOnlyList<string>> Of(JourneyFacts facts)
    {
        if (!facts.Counts)
            return [];
        return Items(facts).Where(i => i.Value is not (null or ""))
            .Select(i => (IReadOnlyList<string>)[facts.Key, i.Group, i.Item, i.Value!, Written(i.On), i.Code]);
    }

    private static IEnumerable<(string Group, string Item, string? Value, DateOnly? On, string Code)> Items(JourneyFacts f)
    {
        yield return (People, "ageBand", f.AgeBand, null, "");
        yield return (People, "sex", f.Sex, null, "");
        yield return (People, "ethnicCategory", f.EthnicCategory, null, "");
        yield return (People, "language", f.Language, null, "");
        string? notSaid = f.CarerRatherNotSay ? Equality.RatherNotSay : null;
        yield return (People, "carer", f.Carer switch { true => "true", false => "false", null => notSaid }, null, "");
        yield return (People, "disability", f.Disability, null, "");
        yield return (People, "area", f.Area, null, "");
        yield return (People, "practice", f.Practice, null, "");
        yield return (People, "referredBy", Word(f.Source), f.Referred, "");
        foreach ((string need, int rank) in f.Needs.Select((need, i) => (need, i + 1)))
            yield return (Needs, need, Number(rank), null, "");
        foreach (CountedUnmetNeed unmet in f.Unmet)
            yield return (Needs, $"unmet:{unmet.Need}", Word(unmet.Reason), unmet.On, "");
        if (f.Accepted is not null)
            yield return (Support, "referralToSocialPrescribing", "accepted", f.Accepted, Referral);
        if (f.Declined is not null)
            yield return (Support, "declined", f.DeclinedByPerson ? "byPerson" : "byService", f.Declined,
                f.DeclinedByPerson ? Declined : "");
        foreach (IGrouping<string, CountedContacts> kind in f.Contacts.GroupBy(c => c.Kind))
            yield return (Support, $"contacts:{kind.Key}", Number(kind.Sum(c => c.Count)), null, "");
        foreach (CountedIntroduction one in f.Introductions)
            yield return (Support, Word(one.As), Word(one.Answer), one.On, "");
        yield return (Support, "sessionsAttended", Number(f.Sessions.Sum(s => s.Came)), f.Attended, "");
        if (f.Alone is not null)
            yield return (Outcomes, "goesAlone", Number(f.WeeksUntilAlone ?? 0), f.Alone, "");
        foreach (MeasuredScale scale in f.Measures)
        {
            yield return (Outcomes, $"{scale.Scale}:first", Number(scale.First), scale.FirstOn, "");
            yield return (Outcomes, $"{scale.Scale}:latest", scale.Latest is { } latest ? Number(latest) : null, scale.LatestOn, "");
        }
        foreach (CountedGoal goal in f.Goals)
            yield return (Outcomes, "goal", Word(goal.Mark), goal.LatestOn ?? goal.FirstOn, "");
        yield return (Outcomes, "endReason", f.EndReason is { } reason ? Word(reason) : null, f.Ended, "");
    }

    private static string Written(DateOnly? on) => on?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static string Number(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string Word(Enum word) => JsonNamingPolicy.CamelCase.ConvertName(word.ToString());
}
