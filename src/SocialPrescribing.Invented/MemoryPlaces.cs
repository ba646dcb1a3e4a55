using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Invented;

/// <summary>Keeps places in memory, until the process ends.</summary>
public sealed class MemoryPlaces : IPlaces
{
    private SortedDictionary<ulong, PostcodeRow> _rows = [];
    private PlacesSource? _source;

    public Task<PlacesSource?> Source(CancellationToken cancellation) => Task.FromResult(_source);

    public Task<PostcodePlace?> Find(string postcode, CancellationToken cancellation) => Task.FromResult(
        _rows.TryGetValue(PostcodeRow.KeyOf(System.Text.Encoding.ASCII.GetBytes(postcode)), out PostcodeRow row) ? row.Place : null);

    public Task<MapPoint?> Middle(string part, CancellationToken cancellation)
    {
        (ulong from, ulong before) = PostcodeRow.KeysIn(part);
        return Task.FromResult(Distance.Middle([.. _rows.Values.Where(r => r.Key >= from && r.Key < before).Select(r => r.Point)]));
    }

    public Task<PlacesSource> Import(
        IEnumerable<PostcodeRow> rows, string name, DateTimeOffset now, CancellationToken cancellation)
    {
        SortedDictionary<ulong, PostcodeRow> all = [];
        foreach (PostcodeRow row in rows)
            all[row.Key] = row;
        if (all.Count is 0)
            throw new ImportRefusedException("The file names no postcode that has a place.");
        _rows = all;
        _source = new PlacesSource(name, now, all.Count);
        return Task.FromResult(_source);
    }
}
