using System.Collections.Concurrent;

namespace SocialPrescribing.Service.Watch;

/// <summary>Whether the background loops of this process still run, and how often in a row each has failed.</summary>
public sealed class BackgroundLoops
{
    /// <summary>After this many failures in a row a human should hear of it.</summary>
    public const int TooOften = 3;

    private readonly ConcurrentDictionary<string, int> _failures = [];
    private readonly ConcurrentDictionary<string, bool> _ended = [];

    public void Worked(string loop) => _failures[loop] = 0;

    public void Failed(string loop) => _failures.AddOrUpdate(loop, 1, (_, before) => before + 1);

    /// <summary>The loop does not run any more in this process.</summary>
    public void Ended(string loop) => _ended[loop] = true;

    /// <summary>The loops that have failed too often in a row.</summary>
    public IReadOnlyList<string> Failing => [.. _failures.Where(f => f.Value >= TooOften).Select(f => f.Key).Order(StringComparer.Ordinal)];

    public bool AllAlive => _ended.IsEmpty;
}
