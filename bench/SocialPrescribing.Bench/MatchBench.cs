using System.Diagnostics;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Bench;

/// <summary>
/// Sorts twenty thousand activities on one core for a person who asks for everything that can be asked, with the reasons for the first
/// five. Every second entry suits one of their needs. The directory of a county has far fewer entries.
/// </summary>
internal static class MatchBench
{
    private const int Entries = 20_000;
    private const double Limit = 30;
    private static readonly DateOnly _on = new(2026, 11, 28);
    private static readonly string[] _needs = ["loneliness", "anxiety", "housing", "moneyAndDebt"];
    private static readonly Matching.Wanted _wanted = new(["loneliness", "anxiety"], new Wishes
    {
        Days = [Weekday.Monday, Weekday.Tuesday],
        Parts = [PartOfDay.Morning],
        WalksMiles = 1,
        StepFree = true,
        SmallGroups = true,
        Company = true,
        MostPounds = 2,
        Likes = ["sewing", "gardening"],
    }, 60);

    public static Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        MatchEntry[] entries = [.. Enumerable.Range(1, Entries).Select(Entry)];
        Rank(entries);
        double[] took = [.. Enumerable.Range(0, quick ? 5 : 50).TakeWhile(_ => !cancellation.IsCancellationRequested).Select(_ =>
        {
            Stopwatch watch = Stopwatch.StartNew();
            Rank(entries);
            return watch.Elapsed.TotalMilliseconds;
        })];
        double median = Figure.Median(took);
        return Task.FromResult<IReadOnlyList<Figure>>(
        [
            new($"match: {Entries:#,0} activities put in order for one person, p50", FormattableString.Invariant($"{median:0.0} ms"),
                FormattableString.Invariant($"{Limit} ms"), median / Limit, FormattableString.Invariant($"< {Limit} ms"), median < Limit),
        ]);
    }

    private static void Rank(MatchEntry[] entries)
    {
        Matching.Ranking ranking =
            Matching.Rank(_wanted, entries, e => e.Latitude, _on, new MatchingPoints());
        foreach (Suggestion first in ranking.Suiting.Take(5))
            _ = first.Reasons.Count;
    }

    private static MatchEntry Entry(int n) => new(new Guid(n, 0, 0, new byte[8]), $"Group {n}")
    {
        Needs = [_needs[n % 4], _needs[n * 7 % 4]],
        Times = [new((Weekday)(n % 7), new TimeOnly(8 + (n % 12), 0), (MatchRhythm)(n % 3))],
        Latitude = n % 97 / 10.0,
        StepFree = (n % 3) switch { 0 => true, 1 => null, _ => false },
        Company = n % 2 is 0,
        Size = n % 40,
        Pounds = n % 6,
        Places = n % 9,
        PlacesSaidOn = _on.AddDays(-n % 60),
        IsConfirmed = n % 5 > 0,
        ConfirmedOn = _on.AddDays(-n % 200),
        Words = MatchEntry.Plain($"Group {n} where people meet, drink tea, do some {(n % 10 is 0 ? "gardening" : "cooking")} and talk"),
    };
}
