using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Win32.SafeHandles;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Storage;

/// <summary>
/// Postcodes in a file beside the database: sorted rows of one length, searched by halving. They are public data that can be imported
/// again, so backups leave them out. A new file is written beside the old one and then replaces it, so that nobody reads half of it.
/// </summary>
internal sealed class PlacesFile(string folder) : IPlaces, IDisposable
{
    public const string FileName = "places.bin";
    private const string AboutName = "places.json";
    /// <summary>More postcodes than all nations have ever had.</summary>
    private const int MostRows = 6_000_000;
    /// <summary>How many rows are sorted at once: 18 MB.</summary>
    private const int AtOnce = 500_000;
    private static readonly int _width = Marshal.SizeOf<PostcodeRow>();

    private readonly Lock _lock = new();
    private (SafeFileHandle Handle, DateTime Written, long Rows)? _open;

    private string Path => System.IO.Path.Combine(folder, FileName);
    private string About => System.IO.Path.Combine(folder, AboutName);

    public void Dispose() => _open?.Handle.Dispose();

    public async Task<PlacesSource?> Source(CancellationToken cancellation)
    {
        try
        {
            await using FileStream about = File.OpenRead(About);
            return File.Exists(Path) ? await JsonSerializer.DeserializeAsync(about, PlacesJson.Default.PlacesSource, cancellation) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    public Task<PostcodePlace?> Find(string postcode, CancellationToken cancellation)
    {
        ulong key = PostcodeRow.KeyOf(System.Text.Encoding.ASCII.GetBytes(postcode));
        lock (_lock)
        {
            if (key is 0 || Opened() is not { } file)
                return Task.FromResult<PostcodePlace?>(null);
            long at = FirstFrom(file.Handle, file.Rows, key);
            return Task.FromResult(at < file.Rows && Read(file.Handle, at) is var row && row.Key == key ? row.Place : null);
        }
    }

    public Task<Journeys.MapPoint?> Middle(string part, CancellationToken cancellation)
    {
        (ulong from, ulong before) = PostcodeRow.KeysIn(part);
        lock (_lock)
        {
            if (before is 0 || Opened() is not { } file)
                return Task.FromResult<Journeys.MapPoint?>(null);
            long first = FirstFrom(file.Handle, file.Rows, from), end = FirstFrom(file.Handle, file.Rows, before);
            PostcodeRow[] rows = new PostcodeRow[end - first];
            int read = RandomAccess.Read(file.Handle, MemoryMarshal.AsBytes(rows.AsSpan()), first * _width) / _width;
            return Task.FromResult(Journeys.Distance.Middle([.. rows.Take(read).Select(r => r.Point)]));
        }
    }

    public Task<PlacesSource> Import(
        IEnumerable<PostcodeRow> rows, string name, DateTimeOffset now, CancellationToken cancellation) =>
        Task.Run(() => Write(rows, name, now, cancellation), cancellation);

    private PlacesSource Write(IEnumerable<PostcodeRow> rows, string name, DateTimeOffset now, CancellationToken cancellation)
    {
        ClearHalves();
        string half = $"{Path}.{Guid.NewGuid():N}.half";
        List<string> runs = [];
        try
        {
            int count = 0;
            PostcodeRow[] some = new PostcodeRow[AtOnce];
            int filled = 0;
            foreach (PostcodeRow row in rows)
            {
                if (++count > MostRows)
                    throw new ImportRefusedException($"The file has more than {MostRows:N0} postcodes, which is more than there are.");
                some[filled++] = row;
                if (filled == AtOnce)
                    filled = Sorted(some, filled, $"{half}.{runs.Count}", runs, cancellation);
            }
            if (filled > 0)
                Sorted(some, filled, $"{half}.{runs.Count}", runs, cancellation);
            if (runs is [])
                throw new ImportRefusedException("The file names no postcode that has a place.");
            PlacesSource source = new(name, now, Merge(runs, half, cancellation));
            File.WriteAllBytes($"{half}.json", JsonSerializer.SerializeToUtf8Bytes(source, PlacesJson.Default.PlacesSource));
            File.Move(half, Path, overwrite: true);
            File.Move($"{half}.json", About, overwrite: true);
            return source;
        }
        finally
        {
            foreach (string left in runs.Append(half).Append($"{half}.json"))
                File.Delete(left);
        }
    }

    /// <summary>Deletes what a killed import has left. An import that still runs has written within the last hour.</summary>
    private void ClearHalves()
    {
        foreach (string left in Directory.EnumerateFiles(folder, FileName + ".*.half*"))
            if (File.GetLastWriteTimeUtc(left) < TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1))
                File.Delete(left);
    }

    private static int Sorted(PostcodeRow[] rows, int count, string file, List<string> runs, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        // The sort need not be stable: a postcode that is in a file twice has one place.
        Array.Sort(rows, 0, count, PostcodeRow.Order);
        runs.Add(file);
        using FileStream run = File.Create(file);
        run.Write(MemoryMarshal.AsBytes(rows.AsSpan(0, count)));
        return 0;
    }

    /// <returns>How many different postcodes there are.</returns>
    private static int Merge(IReadOnlyList<string> runs, string file, CancellationToken cancellation)
    {
        FileStream[] streams = [.. runs.Select(r => new FileStream(r, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 18))];
        try
        {
            PriorityQueue<(PostcodeRow Row, FileStream From), ulong> next = new();
            foreach (FileStream stream in streams)
                Ahead(stream);
            using FileStream merged = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 18);
            ulong last = 0;
            int count = 0;
            while (next.TryDequeue(out (PostcodeRow Row, FileStream From) first, out ulong key))
            {
                if (key != last)
                {
                    if (++count % AtOnce is 0)
                        cancellation.ThrowIfCancellationRequested();
                    merged.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<PostcodeRow>(in first.Row)));
                }
                last = key;
                Ahead(first.From);
            }
            merged.Flush(flushToDisk: true);
            return count;

            void Ahead(FileStream stream)
            {
                PostcodeRow row = default;
                Span<byte> bytes = MemoryMarshal.AsBytes(new Span<PostcodeRow>(ref row));
                if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length)
                    next.Enqueue((row, stream), row.Key);
            }
        }
        finally
        {
            foreach (FileStream stream in streams)
                stream.Dispose();
        }
    }

    /// <summary>The current file: another process may have replaced it.</summary>
    private (SafeFileHandle Handle, DateTime Written, long Rows)? Opened()
    {
        FileInfo file = new(Path);
        if (!file.Exists)
            return null;
        if (_open is { } open && open.Written == file.LastWriteTimeUtc)
            return open;
        _open?.Handle.Dispose();
        SafeFileHandle handle = File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _open = (handle, file.LastWriteTimeUtc, RandomAccess.GetLength(handle) / _width);
        return _open;
    }

    /// <summary>The index of the first row whose key is not smaller than <paramref name="key"/>.</summary>
    private static long FirstFrom(SafeFileHandle file, long rows, ulong key)
    {
        long low = 0, high = rows;
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if (Read(file, middle).Key < key)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static PostcodeRow Read(SafeFileHandle file, long at)
    {
        PostcodeRow row = default;
        RandomAccess.Read(file, MemoryMarshal.AsBytes(new Span<PostcodeRow>(ref row)), at * _width);
        return row;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PlacesSource))]
internal sealed partial class PlacesJson : JsonSerializerContext;
