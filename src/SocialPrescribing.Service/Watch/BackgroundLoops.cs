using System.Collections.Concurrent;

namespace SocialPrescribing.Service.Watch;

/// <summary>
/// How the loops of this process are that work by themselves: whether each still runs, and how often in a row it has failed.
/// </summary>
public sealed class BackgroundLoops
{
    /// <summary>Failures in a row that a human should hear of.</summary>
    public const int TooOften = 3;

    private readonly ConcurrentDictionary<string, int> _failures = [];
    private readonly ConcurrentDictionary<string, bool> _ended = [];

    public void Worked(string loop) => _failures[loop] = 0;

    public void Failed(string loop) => _failures.AddOrUpdate(loop, 1, (_, before) => before + 1);

    /// <summary>The loop will not come back in this process.</summary>
    public void Ended(string loop) => _ended[loop] = true;

    /// <summary>Those that have failed too often in a row.</summary>
    public IReadOnlyList<string> Failing => [.. _failures.Where(f => f.Value >= TooOften).Select(f => f.Key).Order(StringComparer.Ordinal)];

    public bool AllAlive => _ended.IsEmpty;
}
