namespace SocialPrescribing.Service.Reports;

/// <summary>One count that is the sum of others: what a reader can subtract.</summary>
/// <param name="Total">The name of a count.</param>
public sealed record Sum(string Total, IReadOnlyList<string> Parts);

/// <summary>
/// What of counts of people may leave the house (NHS Digital's rule for hospital statistics): 1 to 7 are hidden, nothing is nothing, the
/// rest goes to the nearest 5, and a total is rounded on its own.
/// </summary>
/// <remarks>
/// More is hidden where the rest would give a hidden count away. A hidden count is safe once another set of counts is found that would be
/// published in just the same way and in which it is another: nobody who reads what is published can then tell which of the two is true.
/// That is looked for over all sums that share a name, so a pack of tables is one system.
/// </remarks>
public static class Suppression
{
    public const int MostHidden = 7;
    private const int Nearest = 5;
    /// <summary>The values that are left for a hidden count lie at least this far apart.</summary>
    public const int LeastRange = 2;
    /// <summary>How many steps a search takes before the count is called unsafe, and something more is hidden.</summary>
    private const int MostSteps = 3_000;

    /// <summary>A count on its own: null for hidden.</summary>
    public static int? Alone(int count) => count is > 0 and <= MostHidden ? null : Rounded(count);

    /// <summary>Of a share or a mean: counts of at least this many people carry one.</summary>
    public static bool Carries(int people) => people > MostHidden;

    /// <param name="counts">All counts that are published together, by name.</param>
    /// <returns>What is published, by name: null for hidden.</returns>
    /// <exception cref="ArgumentException">A sum does not add up, or names what is not there.</exception>
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

        /// <summary>Whether a reader must think at least three values possible, or two that lie apart.</summary>
        public bool IsSafe(string name)
        {
            int least = Farthest(name, -1), most = Farthest(name, 1);
            return most + least >= LeastRange;
        }

        /// <summary>How far it can go in this direction, up to what is asked for.</summary>
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

        /// <summary>Looks for other counts to move until every sum adds up again, with all of it published as it was.</summary>
        private bool Balances()
        {
            if (_steps++ > MostSteps)
                return false;
            (Sum? wrong, int missing) = FirstWrong();
            if (wrong is null)
                return true;
            // A part has to grow by what is missing, or the total to shrink. What has room in few other sums is tried first.
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

        /// <summary>Whether it would be published in the same way. A reader may guess which were hidden for their own sake.</summary>
        private bool CanBe(string name, int count) =>
            _more.Contains(name) ? count > 0
            : Alone(_counts[name]) is { } published ? Alone(count) == published && count >= 0
            : count is > 0 and <= MostHidden;

        /// <summary>Hides the smallest that stands beside it; first parts, then totals, then what is further away.</summary>
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
                        return _more.Add(choices.MinBy(n => (_counts[n], n))!);
                near.UnionWith(sums.SelectMany(i => _sums[i].Parts.Append(_sums[i].Total)));
            }
            return false;
        }
    }
}
