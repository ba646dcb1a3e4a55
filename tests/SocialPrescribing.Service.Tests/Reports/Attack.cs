using SocialPrescribing.Service.Reports;

namespace SocialPrescribing.Service.Tests.Reports;

/// <summary>
/// Somebody who has a published table and knows the rule asks which whole numbers a hidden count could be. The table is a flow from its
/// rows to its columns, with a lower and an upper bound for every count. Filling it up finds the possible numbers exactly.
/// </summary>
/// <remarks>
/// It shares nothing with <see cref="Suppression"/>: that one searches for one example, this one for all possibilities.
/// </remarks>
internal sealed class Attack
{
    private readonly List<(int From, int To, string Name)> _pipes;
    private readonly int _nodes;

    /// <summary>A table with its rows, its columns and their totals.</summary>
    public static Attack OnTable(int rows, int columns) => new(2 + rows + columns,
    [
        .. Enumerable.Range(0, rows).Select(r => (0, 2 + r, $"row {r}")),
        .. Enumerable.Range(0, columns).Select(c => (2 + rows + c, 1, $"column {c}")),
        .. Enumerable.Range(0, rows).SelectMany(r => Enumerable.Range(0, columns).Select(c => (2 + r, 2 + rows + c, $"cell {r} {c}"))),
        (1, 0, "all"),
    ]);

    /// <summary>The same people, split in several ways, one after another.</summary>
    public static Attack OnSplits(params int[] parts) => new(parts.Length + 1,
    [
        .. parts.SelectMany((count, table) => Enumerable.Range(0, count).Select(p => (table, table + 1, $"part {table} {p}"))),
        (parts.Length, 0, "all"),
    ]);

    private Attack(int nodes, IEnumerable<(int, int, string)> pipes) => (_nodes, _pipes) = (nodes, [.. pipes]);

    /// <summary>All values that a hidden count could have, given what is published.</summary>
    /// <param name="small">Counts hidden because they are small, which readers may guess. Other hidden counts are at least 1.</param>
    public int[] Possible(string name, IReadOnlyDictionary<string, int?> published, IReadOnlySet<string> small) =>
    [
        .. Enumerable.Range(1, Suppression.MostHidden)
            .Where(value => IsPossible(n => n == name ? (value, value) : RoomOf(published[n], small.Contains(n)))),
    ];

    private static (int Least, int Most) RoomOf(int? published, bool small) => published switch
    {
        null => small ? (1, Suppression.MostHidden) : (1, 500),
        0 => (0, 0),
        { } rounded => (Math.Max(Suppression.MostHidden + 1, rounded - 2), rounded + 2),
    };

    private bool IsPossible(Func<string, (int Least, int Most)> room)
    {
        // Lower bounds become a surplus at each node (Ford and Fulkerson).
        int source = _nodes, sink = _nodes + 1, size = _nodes + 2, wanted = 0;
        int[,] free = new int[size, size];
        List<(int From, int To, int Most)> pipes = [];
        int[] excess = new int[_nodes];
        foreach ((int from, int to, string name) in _pipes)
        {
            (int least, int most) = room(name);
            pipes.Add((from, to, most - least));
            excess[to] += least;
            excess[from] -= least;
        }
        foreach ((int from, int to, int most) in pipes)
            free[from, to] += most;
        for (int node = 0; node < _nodes; node++)
            if (excess[node] > 0)
                (free[source, node], wanted) = (excess[node], wanted + excess[node]);
            else
                free[node, sink] = -excess[node];
        int flown = 0;
        while (Path(free, source, sink, size) is { } path)
        {
            int step = path.Min(p => free[p.From, p.To]);
            foreach ((int from, int to) in path)
                (free[from, to], free[to, from]) = (free[from, to] - step, free[to, from] + step);
            flown += step;
        }
        return flown == wanted;
    }

    private static List<(int From, int To)>? Path(int[,] free, int source, int sink, int size)
    {
        int[] before = [.. Enumerable.Repeat(-1, size)];
        Queue<int> queue = new([source]);
        before[source] = source;
        while (queue.TryDequeue(out int node))
            for (int next = 0; next < size; next++)
                if (before[next] < 0 && free[node, next] > 0)
                {
                    before[next] = node;
                    queue.Enqueue(next);
                }
        if (before[sink] < 0)
            return null;
        List<(int, int)> path = [];
        for (int node = sink; node != source; node = before[node])
            path.Add((before[node], node));
        return path;
    }
}
