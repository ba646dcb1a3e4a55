using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Local.Moving;

/// <summary>The file of an exported service. It holds everything in the data folder except the keys, and only its owner can
/// read it.</summary>
internal static class MovedFile
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes the lines and their footer. The file gets its name only when it is complete.</summary>
    /// <exception cref="IOException">The file exists already, or cannot be written. Nothing is left behind.</exception>
    public static async Task<MovedCounts> Write(string file, IAsyncEnumerable<string> lines, CancellationToken cancellation)
    {
        if (Path.Exists(file))
            throw new IOException($"{file} is there already. An export never overwrites anything: choose another name.");
        string half = $"{file}.{Guid.NewGuid():N}.half";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            MovedCounts counts = new();
            await using (FileStream stream = File.Open(half, options))
            {
                await using StreamWriter writer = new(stream, _utf8) { NewLine = "\n" };
                await foreach (string line in lines.WithCancellation(cancellation))
                {
                    counts = counts.After(line, MovedLine.Parse(line));
                    await writer.WriteLineAsync(line.AsMemory(), cancellation);
                }
                await writer.WriteLineAsync(counts.Footer.Write());
                await writer.FlushAsync(cancellation);
                stream.Flush(flushToDisk: true);
            }
            File.Move(half, file, overwrite: false);
            return counts;
        }
        finally
        {
            File.Delete(half);
        }
    }

    /// <summary>Reads the whole file, so that a broken one is refused before anything is sent.</summary>
    public static async Task<(MovedCounts? Counts, string? Problem)> Verify(string file, CancellationToken cancellation)
    {
        MovedCounts counts = new();
        MovedLine? last = null;
        try
        {
            await foreach (string line in File.ReadLinesAsync(file, _utf8, cancellation))
            {
                if (last is MovedLine.Footer)
                    return (null, $"{file}, line {counts.Lines + 1}: there is something behind the footer.");
                last = MovedLine.Parse(line);
                if (last is MovedLine.Header != counts.Lines is 0)
                    return (null, $"{file}, line {counts.Lines + 1}: an export has one header, on its first line.");
                if (last is MovedLine.Header { Format: not MovedLine.CurrentFormat and var format })
                    return (null,
                        $"{file} has format {format}, and this program reads format {MovedLine.CurrentFormat}. Use the version of the "
                            + $"program that wrote it, or a newer one.");
                if (last is MovedLine.Footer footer && footer != counts.Footer)
                    return (null, $"{file} is not as it was written: a line is missing, doubled or changed. Nothing was sent.");
                counts = counts.After(line, last);
            }
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or DecoderFallbackException)
        {
            return (null, $"{file}, line {counts.Lines + 1}: this is not a line of an export. Nothing was sent.");
        }
        return last is MovedLine.Footer ? (counts, null) : (null, $"{file} has no footer: it is not complete. Nothing was sent.");
    }

    /// <summary>The journeys that could not be read when this file was written.</summary>
    public static async Task<IReadOnlyList<MovedLine.Unreadable>> Unreadable(string file)
    {
        List<MovedLine.Unreadable> unreadable = [];
        await foreach (string line in File.ReadLinesAsync(file, _utf8))
            if (MovedLine.Parse(line) is MovedLine.Unreadable one)
                unreadable.Add(one);
        return unreadable;
    }

    /// <summary>How many documents were missing or had changed when this file was written.</summary>
    public static async Task<int> MissingDocuments(string file)
    {
        int missing = 0;
        await foreach (string line in File.ReadLinesAsync(file, _utf8))
            if (MovedLine.Parse(line) is MovedLine.Document { Bytes: null })
                missing++;
        return missing;
    }

    /// <summary>Splits the lines into parts that a host accepts, each with the number of lines before it.</summary>
    /// <param name="erased">Journeys that have been erased since the file was written.</param>
    /// <param name="done">What the host took before an interruption. It must be the beginning of this file.</param>
    /// <exception cref="IOException">It is the beginning of another file.</exception>
    public static async IAsyncEnumerable<(long After, IReadOnlyList<string> Lines)> Parts(
        string file, IReadOnlyCollection<LoadedJourney.Erased> erased, MovedCounts done,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        const int MostLines = 1_000, MostCharacters = 2_000_000;
        List<string> part = [];
        MovedCounts counts = new();
        int characters = 0;
        await foreach (string line in Without(erased.ToDictionary(e => e.Tombstone.Journey), file, cancellation))
        {
            if (part.Count is MostLines || (part.Count > 0 && characters + line.Length > MostCharacters))
            {
                yield return (counts.Lines - part.Count, part);
                (part, characters) = ([], 0);
            }
            if (counts.Lines == done.Lines && counts.Chain != done.Chain)
                throw new IOException("Another file is being imported there. Go on with that one, or begin on an empty service.");
            if (counts.Lines >= done.Lines)
            {
                part.Add(line);
                characters += line.Length;
            }
            counts = counts.After(line, MovedLine.Parse(line));
        }
        if (part.Count > 0)
            yield return (counts.Lines - part.Count, part);
    }

    /// <summary>Replaces journeys that have been erased since by their tombstones, and leaves out everything that names them.</summary>
    private static async IAsyncEnumerable<string> Without(
        Dictionary<Guid, LoadedJourney.Erased> erased, string file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        MovedCounts counts = new();
        HashSet<Guid> buried = [];
        Func<string, string, string, bool> namesOne = RecordKinds.NamingOneOf(erased.Keys);
        await foreach (string line in File.ReadLinesAsync(file, _utf8, cancellation))
        {
            MovedLine one = MovedLine.Parse(line);
            string? kept = one is MovedLine.Footer ? counts.Footer.Write()
                : one.OfJourney() is { } journey && erased.TryGetValue(journey, out LoadedJourney.Erased? stayed)
                    ? one is MovedLine.Document || !buried.Add(journey) ? null
                        : new MovedLine.Erased(stayed.Tombstone, stayed.Version, stayed.Facts).Write()
                : one is MovedLine.Record record && namesOne(record.Of, record.Key, record.Json) ? null
                : line;
            if (kept is null)
                continue;
            yield return kept;
            counts = counts.After(kept, MovedLine.Parse(kept));
        }
    }
}
