using System.Text;
using System.Text.Json;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Local.Storage;

/// <summary>A file beside the data, in the form of an export. Restoring a backup replaces the data and not this file.</summary>
public sealed class ErasedList(string data) : IErasedList
{
    public const string FileName = "erased.ndjson";
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private readonly string _file = Path.Combine(data, FileName);

    public async Task Add(LoadedJourney.Erased erased, CancellationToken cancellation)
    {
        if ((await Read(_file, cancellation)).Any(e => e.Tombstone.Journey == erased.Tombstone.Journey))
            return;
        FileStreamOptions options = new()
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using FileStream file = new(_file, options);
        // A power cut may have left half a line.
        if (file.Length > 0)
            file.Seek(-1, SeekOrigin.End);
        string begin = file.Length is 0 || file.ReadByte() is '\n' ? "" : "\n";
        file.Seek(0, SeekOrigin.End);
        string line = new MovedLine.Erased(erased.Tombstone, erased.Version, erased.Facts).Write();
        await file.WriteAsync(_utf8.GetBytes($"{begin}{line}\n"), cancellation);
        file.Flush(flushToDisk: true);
    }

    public Task<IReadOnlyCollection<LoadedJourney.Erased>> Read(CancellationToken cancellation) => Read(_file, cancellation);

    /// <summary>The erased journeys that such a file, or a whole export, names. An incomplete line is ignored.</summary>
    public static async Task<IReadOnlyCollection<LoadedJourney.Erased>> Read(string file, CancellationToken cancellation)
    {
        Dictionary<Guid, LoadedJourney.Erased> erased = [];
        if (!File.Exists(file))
            return [];
        await foreach (string line in File.ReadLinesAsync(file, cancellation))
            if (line.Contains("\"erased\"", StringComparison.Ordinal) && Parse(line) is { } one)
                erased[one.Tombstone.Journey] = new LoadedJourney.Erased(one.Tombstone, one.Version, one.Facts);
        return erased.Values;
    }

    private static MovedLine.Erased? Parse(string line)
    {
        try
        {
            return MovedLine.Parse(line) as MovedLine.Erased;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
