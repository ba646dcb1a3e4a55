using System.Globalization;
using System.Text;

namespace SocialPrescribing.Simulation;

/// <summary>The year in words, for a terminal.</summary>
internal static class Report
{
    /// <summary>Pounds; list prices change, so both are options.</summary>
    internal sealed record Prices(double PerThousandMails, double PerMillionOperations);

    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    public static string Of(Outcome outcome, Prices prices)
    {
        StringBuilder text = new();
        Scenario scenario = outcome.Scenario;
        Week last = outcome.Weeks[^1];
        Line($"{scenario.People:N0} referrals in {scenario.Weeks} weeks, {scenario.LinkWorkers} link workers, seed {scenario.Seed}");
        Line($"");
        Line($"Waiting, in working days     median   90 %   in target   still waiting");
        foreach (Wait wait in outcome.Waits)
            Line($"  {"until " + wait.For,-26} {Days(wait.Median),6} {Days(wait.NinetyPercent),6}   {(wait.InTarget is { } share ? $"{share,6:P0} of {wait.Target}" : "        –"),-10} {wait.StillWaiting,11:N0}");
        Line($"");
        Line($"How far people came");
        foreach ((string what, int people) in (ReadOnlySpan<(string, int)>)[("referred", last.Referred), ("contacted", last.Contacted), ("met", last.Met), ("planned", last.Planned), ("introduced", last.Introduced), ("attended", last.Attended), ("independent", last.Independent)])
            Line($"  {what,-26} {people,8:N0} {(double)people / Math.Max(1, last.Referred),6:P0}");
        Line($"  referrals to activities {outcome.Referrals,11:N0}, signposted {outcome.Signposted:N0}");
        Line($"");
        Line($"How support ended");
        foreach ((string reason, int people) in outcome.Ends)
            Line($"  {reason,-26} {people,8:N0}");
        Line($"  still open {last.Open,24:N0}, waiting for a link worker {last.Waiting:N0}");
        Line($"");
        Line($"Caseload of a link worker: {outcome.Weeks.Average(w => (double)(w.Open - w.Waiting) / scenario.LinkWorkers):0.0} on average, {outcome.Weeks.Max(w => (double)(w.Open - w.Waiting) / scenario.LinkWorkers):0.0} in the fullest week");
        Line($"Overdue tasks at the end: {last.Overdue:N0}; escalations in the year: {outcome.Escalations:N0}");
        Line($"Messages: {outcome.Messages.Sum(m => m.Sent):N0} ({string.Join(", ", outcome.Messages.OrderByDescending(m => m.Sent).Take(5).Select(m => $"{m.Kind} {m.Sent.ToString("N0", British)}"))}, …)");
        Line($"Unmet needs: {(outcome.UnmetNeeds.Count is 0 ? "none" : string.Join(", ", outcome.UnmetNeeds.Select(u => $"{u.Need} {u.People.ToString("N0", British)}")))}");
        Line($"The year would cost £{outcome.Messages.Sum(m => m.Sent) / 1_000.0 * prices.PerThousandMails:0.00} for mail and £{(outcome.Commits + outcome.Rows) / 1_000_000.0 * prices.PerMillionOperations:0.00} for {outcome.Commits + outcome.Rows:N0} storage operations");
        Line($"{(outcome.Lost is 0 ? "Nobody is lost: every open journey has a next moment." : $"{outcome.Lost} open journeys have no next moment. This is a bug.")}");
        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(British).TrimEnd()).Append('\n');
    }

    private static string Days(int? days) => days?.ToString(British) ?? "waits";
}
