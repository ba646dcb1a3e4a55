using System.Globalization;
using System.Text;

namespace SocialPrescribing.Simulation;

/// <summary>The year in words, for a terminal.</summary>
internal static class Report
{
    /// <summary>In pounds. List prices change, so both are options.</summary>
    internal sealed record Prices(double PerThousandMails, double PerMillionOperations);

    internal static CultureInfo British { get; } = CultureInfo.GetCultureInfo("en-GB");

    public static string Of(Outcome outcome, Prices prices)
    {
        StringBuilder text = new();
        Scenario scenario = outcome.Scenario;
        Line($"{Title(scenario)}");
        Line($"");
        Line($"Waiting, in working days     median   90 %   in target   still waiting");
        foreach (Wait wait in outcome.Waits)
            text.Append(British,
                $"  {"until " + wait.For,-26} {Days(wait.Median),6} {Days(wait.NinetyPercent),6}   "
                    + $"{(wait.InTarget is { } share ? string.Create(British, $"{share,6:P0} of {wait.Target}") : "        –"),-12} "
                    + $"{wait.StillWaiting,10:N0}\n");
        Line($"  {WaitsMean}");
        Line($"");
        Line($"How far people came");
        foreach (Number step in outcome.Funnel)
            Line($"  {step.What,-26} {step.Count,8:N0} {(double)step.Count / Math.Max(1, outcome.Last.Referred),6:P0}");
        Line($"  {"referrals to activities",-26} {outcome.Referrals,8:N0}, signposted {outcome.Signposted:N0}");
        Line($"");
        Line($"How support ended");
        foreach (Number end in outcome.Ends)
            Line($"  {end.What,-26} {end.Count,8:N0}");
        text.Append(British,
            $"  {"still open",-26} {outcome.Last.Open,8:N0}, of whom {outcome.Last.Waiting:N0} "
                + $"{(outcome.Last.Waiting is 1 ? "waits" : "wait")} for a link worker\n");
        Line($"");
        foreach (string sentence in Sentences(outcome, prices))
            Line($"{sentence}");
        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(British).TrimEnd()).Append('\n');
    }

    /// <summary>What <c>--find</c> found, by what it means.</summary>
    public static string Found(int? linkWorkers, Outcome year)
    {
        string asked = string.Create(British,
            $"so that {Simulate.Enough:P0} of the people who can be met are met within {year.Met.Target} working days of their referral");
        if (year.TellsNothing)
            return string.Create(British,
                $"\n{Words.Count(year.Scenario.People, "referral")} in {Words.Count(year.Scenario.Weeks, "week")} "
                    + $"{(year.Scenario.People is 1 ? "does" : "do")} not tell how many link workers are needed {asked}: of those who "
                    + $"could be met, nobody came early enough to judge by. Take more people or more weeks.\nThis is the time with "
                    + $"{year.Scenario.LinkWorkers:N0}:\n\n");
        return linkWorkers is { } enough
            ? string.Create(British, $"\n{Words.Count(enough, "link worker")} {(enough is 1 ? "is" : "are")} needed {asked}.\n")
                + (enough is 1 ? "" : string.Create(British, $"One fewer does not suffice. "))
                + "People who could not be reached or wanted no more before they were met do not count; who still waits when the time is "
                + "over counts as not met.\nThis is the year with that team:\n\n"
            : string.Create(British, $"\nNo number of link workers suffices {asked}.\n")
                + string.Create(British,
                    $"With {year.Scenario.LinkWorkers:N0} it is {year.MetInTarget:P0}, and more of them do not change it: what is missing "
                        + $"are people whom nobody reaches in time, or who do not come to the meeting that they were offered.\nThis is the "
                        + $"year with that team:\n\n");
    }

    public static string Title(Scenario scenario) =>
        string.Create(British,
            $"{Words.Count(scenario.People, "referral")} in {Words.Count(scenario.Weeks, "week")}, "
                + $"{Words.Count(scenario.LinkWorkers, "link worker")}, seed {scenario.Seed}");

    public const string WaitsMean =
        "\"waits\": so many still wait that nobody can say yet. Who left before is not counted; who still waits is.";

    public static IEnumerable<string> Sentences(Outcome outcome, Prices prices)
    {
        int linkWorkers = outcome.Scenario.LinkWorkers;
        yield return string.Create(British,
            $"Caseload of a link worker: {outcome.Weeks.Average(w => (double)(w.Open - w.Waiting) / linkWorkers):0.0} open on average, "
                + $"{outcome.Weeks.Max(w => (double)(w.Open - w.Waiting) / linkWorkers):0.0} in the fullest week; {outcome.Contacts:0.0} "
                + $"contacts a person, and {outcome.Accompanied:0.0} times accompanied where there was company.");
        yield return string.Create(British,
            $"Waiting for a link worker: {Words.Count(outcome.Weeks.Max(w => w.Waiting), "person", "people")} in the worst week.");
        yield return string.Create(British,
            $"Overdue tasks at the end: {outcome.Last.Overdue:N0}. Escalations to the lead in the whole time: {outcome.Escalations:N0}.");
        string most = List(outcome.Messages.Take(5)) + (outcome.Messages.Count > 5 ? ", …" : "");
        yield return string.Create(British, $"Messages: {outcome.Sent:N0}{(most is "" ? "" : $" ({most})")}.");
        yield return string.Create(British, $"Unmet needs: {(outcome.UnmetNeeds.Count is 0 ? "none" : List(outcome.UnmetNeeds))}.");
        yield return string.Create(British,
            $"This would cost £{outcome.Sent / 1_000.0 * prices.PerThousandMails:N2} for mail and £"
                + $"{outcome.StorageOperations / 1_000_000.0 * prices.PerMillionOperations:N2} for "
                + $"{Words.Count(outcome.StorageOperations, "storage operation")}.");
        yield return outcome.Lost is 0
            ? "Nobody is lost: every open journey has a next moment."
            : string.Create(British, $"{Words.Count(outcome.Lost, "open journey")} without a next moment. This is a bug.");

        static string List(IEnumerable<Number> numbers) =>
            string.Join(", ", numbers.Select(n => $"{n.What} {n.Count.ToString("N0", British)}"));
    }

    public static string Days(int? days) => days?.ToString(British) ?? "waits";
}
