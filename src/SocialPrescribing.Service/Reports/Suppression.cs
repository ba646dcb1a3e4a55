namespace SocialPrescribing.Service.Reports;

/// <summary>A count that is the sum of others. Readers can subtract from it.</summary>
/// <param name="Total">The name of a count.</param>
public sealed record Sum(string Total, IReadOnlyList<string> Parts);

/// <summary>
/// Decides which counts of people may be shared, by NHS Digital's rule for hospital statistics: 1 to 7 are hidden, 0 stays 0, and all
/// others are rounded to the nearest 5. A total is rounded by itself.
/// </summary>
/// <remarks>
/// More is hidden if the rest would give a hidden count away. A hidden count is safe if another set of counts exists that would be
/// published in exactly the same way and in which this count is different: then nobody can tell from what is published which of the two is
/// true. The search covers all sums that share a name, so a pack of tables is one system.
/// </remarks>
public static class Suppression
{
    public const int MostHidden = 7;
    private const int Nearest = 5;
    /// <summary>The possible values of a hidden count must lie at least this far apart.</summary>
    public const int LeastRange = 2;
    /// <summary>After this many steps of a search the count is called unsafe, and something more is hidden.</summary>
    private const int MostSteps = 3_000;

    /// <summary>What is published of a count by itself; null if it is hidden.</summary>
    public static int? Alone(int count) => count is > 0 and <= MostHidden ? null : Rounded(count);

    /// <summary>Whether so many people are enough to publish a share or a mean.</summary>
    public static bool Carries(int people) => people > MostHidden;

    /// <param name="counts">All counts that are published together, by name.</param>
    /// <returns>What is published, by name; null if it is hidden.</returns>
    /// <exception cref="ArgumentException">A sum does not add up, or names a count that does not exist.</exception>
    public static IReadOnlyDictionary<string, int?> Of(IReadOnlyDictionary<string, int> counts, IReadOnlyList<Sum> sums)
    {
        Cells cells = new(counts, sums);
        foreach (string name in counts.Where(c => Alone(c.Value) is null).Select(c => c.Key).Order(StringComparer.Ordinal))
            while (!cells.IsSafe(name) && cells.HideMore(name))
            {
            }
        return counts.Keys.ToDictionary(name => name, name => cells.IsHidden(name) ? (int?)null : Rounded(counts[name]));
    }

    private static int Rounded(int count) => (count + Nearest / 2) / Nearest * Nearest;

    private sealed class Cells
    {
        private readonly IReadOnlyDictionary<string, int> _counts;
        private readonly IReadOnlyList<Sum> _sums;
        private readonly Dictionary<string, int[]> _sumsOf = [];
        private readonly HashSet<string> _more = [];
        private readonly Dictionary<string, int> _moved = [];
        private int _steps;

        public Cells(IReadOnlyDictionary<string, int> counts, IReadOnlyList<Sum> sums)
        {
            (_counts, _sums) = (counts, sums);
            foreach (Sum sum in sums)
                if (!counts.ContainsKey(sum.Total) || !sum.Parts.All(counts.ContainsKey)
                    || sum.Parts.Sum(p => counts[p]) != counts[sum.Total])
                    throw new ArgumentException($"{sum.Total} is not the sum of its parts.", nameof(sums));
            foreach (var of in sums.SelectMany((s, i) => s.Parts.Append(s.Total).Select(name => (name, i))).GroupBy(s => s.name))
                _sumsOf.Add(of.Key, [.. of.Select(s => s.i).Distinct()]);
        }

        public bool IsHidden(string name) => Alone(_counts[name]) is null || _more.Contains(name);

        /// <summary>Whether readers must consider at least three values possible, or two that lie apart.</summary>
        public bool IsSafe(string name)
        {
            int least = Farthest(name, -1), most = Farthest(name, 1);
            return most + least >= LeastRange;
        }

        /// <summary>How far the true count could lie in this direction, up to <see cref="LeastRange"/>.</summary>
        private int Farthest(string name, int direction)
        {
            for (int far = LeastRange; far > 0; far--)
            {
                _moved.Clear();
                _steps = 0;
                if (CanBe(name, _counts[name] + far * direction))
                {
                    _moved[name] = far * direction;
                    if (Balances())
                        return far;
                }
            }
            return 0;
        }

        /// <summary>Changes other counts until every sum adds up again and all of them would still be published in the same way.</summary>
        private bool Balances()
        {
            if (_steps++ > MostSteps)
                return false;
            (Sum? wrong, int missing) = FirstWrong();
            if (wrong is null)
                return true;
            // Either a part grows by what is missing, or the total shrinks by it. Counts that are in few other sums are tried first.
            foreach ((string name, int by) in wrong.Parts.Select(p => (p, missing)).Append((wrong.Total, -missing))
                .Where(c => !_moved.ContainsKey(c.Item1))
                .OrderBy(c => c.Item1 == wrong.Total ? 0 : 1).ThenBy(c => _sumsOf[c.Item1].Length)
                .ThenByDescending(c => IsHidden(c.Item1)))
                for (int part = by; part != 0; part -= Math.Sign(by))
                {
                    if (!CanBe(name, _counts[name] + part))
                        continue;
                    _moved[name] = part;
                    if (Balances())
                        return true;
                    _moved.Remove(name);
                }
            return false;
        }

        private (Sum? Wrong, int Missing) FirstWrong()
        {
            foreach (int i in _moved.Keys.SelectMany(name => _sumsOf.GetValueOrDefault(name) ?? []).Distinct())
            {
                int missing = _moved.GetValueOrDefault(_sums[i].Total) - _sums[i].Parts.Sum(p => _moved.GetValueOrDefault(p));
                if (missing != 0)
                    return (_sums[i], missing);
            }
            return (null, 0);
        }

        /// <summary>Whether this value would be published in the same way. We assume that readers guess which counts were hidden for
        /// being small.</summary>
        private bool CanBe(string name, int count) =>
            _more.Contains(name) ? count > 0
            : Alone(_counts[name]) is { } published ? Alone(count) == published && count >= 0
            : count is > 0 and <= MostHidden;

        /// <summary>Hides the smallest count near it: first another part, then a total, then a count further away.</summary>
        public bool HideMore(string name)
        {
            HashSet<string> near = [name];
            for (int before = 0; before != near.Count;)
            {
                before = near.Count;
                int[] sums = [.. near.SelectMany(n => _sumsOf.GetValueOrDefault(n) ?? []).Distinct()];
                foreach (string[] choices in new[] { sums.SelectMany(i => _sums[i].Parts), sums.Select(i => _sums[i].Total) }
                    .Select(c => c.Where(n => !IsHidden(n) && _counts[n] > 0).Distinct().ToArray()))
                    if (choices is not [])
                        return _more.Add(choices.OrderBy(n => _counts[n]).ThenBy(n => n, StringComparer.Ordinal).First());
                near.UnionWith(sums.SelectMany(i => _sums[i].Parts.Append(_sums[i].Total)));
            }
            return false;
        }
    }
}
