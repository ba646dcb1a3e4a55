using System.IO.Compression;
using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Directory;

/// <summary>
/// The ONS Postcode Directory, the National Statistics Postcode Lookup or Ordnance Survey's Code-Point Open, as they are published: a CSV
/// file, or the zip in which they come. It is read a line at a time, so it may be as large as it likes.
/// </summary>
public sealed class PostcodeFile : IDisposable
{
    /// <summary>Of one line. The widest that is published has about 600 bytes.</summary>
    public const int LongestLine = 16 * 1024;
    /// <summary>Of all lines together. The largest that is published has some 1.4 GB; a small zip can unpack to far more.</summary>
    public const long MostBytes = 4L * 1024 * 1024 * 1024;
    private const string NotKnown =
        "This is none of the files that can be read: the ONS Postcode Directory (or the lookup NSPL) with its line of headings, or "
            + "Code-Point Open, as CSV or as the zip in which it is published.";

    private readonly ZipArchive? _zip;
    private readonly IReadOnlyList<Func<Stream>> _parts;

    private readonly long _most;

    private PostcodeFile(ZipArchive? zip, IReadOnlyList<Func<Stream>> parts, long most) => (_zip, _parts, _most) = (zip, parts, most);

    /// <summary>Lines that have no point, or no postcode, and so say nothing; known once all were read.</summary>
    public int LeftOut { get; private set; }

    public void Dispose() => _zip?.Dispose();

    /// <param name="stream">One in which can be sought; it stays the caller's, and open as long as rows are read.</param>
    /// <param name="most">How many bytes all its lines have together, at most.</param>
    /// <returns>The file, or why it cannot be read.</returns>
    public static (PostcodeFile? File, string? Why) Open(Stream stream, long most = MostBytes)
    {
        Span<byte> begin = stackalloc byte[2];
        bool isZip = stream.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) is 2 && begin.SequenceEqual("PK"u8);
        stream.Position = 0;
        if (!isZip)
        {
            bool isKnown = IsKnown(stream);
            return isKnown ? (new PostcodeFile(null, [() =>
            {
                stream.Position = 0;
                return new Unclosed(stream);
            }], most), null) : (null, NotKnown);
        }
        ZipArchive? zip = null;
        try
        {
            zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            ZipArchiveEntry[] known =
                [.. zip.Entries.Where(e => e.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && IsKnown(e))];
            // The directory comes as one file and once more in parts; the one holds what all the parts do.
            ZipArchiveEntry[] whole = [.. known.Where(e => !e.FullName.Contains("multi_csv", StringComparison.OrdinalIgnoreCase))];
            ZipArchiveEntry[] read = whole.Length > 0 ? whole : known;
            if (read.Length > 0)
                return (new PostcodeFile(zip, [.. read.Select(e => (Func<Stream>)e.Open)], most), null);
            zip.Dispose();
            return (null, NotKnown);
        }
        catch (InvalidDataException)
        {
            zip?.Dispose();
            return (null, "This zip file is damaged. Download it again.");
        }
    }

    private static bool IsKnown(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        return IsKnown(stream);
    }

    private static bool IsKnown(Stream stream)
    {
        try
        {
            CsvLines lines = new(stream, LongestLine, most: 64 * LongestLine);
            return lines.Next() && PostcodeColumns.Of(lines) is not null;
        }
        // What has no lines of a usual length is something else, such as one of the documents beside the data.
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Every postcode that has a point, in the order of the file.</summary>
    /// <exception cref="ImportRefusedException">
    /// A line is longer than any of these files has, the zip is damaged, or it unpacks to more than any of them.
    /// </exception>
    public IEnumerable<PostcodeRow> Rows()
    {
        LeftOut = 0;
        long left = _most;
        foreach (Func<Stream> open in _parts)
        {
            using Stream stream = open();
            CsvLines lines = new(stream, LongestLine, left);
            if (!Next(lines) || PostcodeColumns.Of(lines) is not { } columns)
                continue;
            bool isRow = !columns.HasHeadings;
            while (isRow || Next(lines))
            {
                isRow = false;
                if (columns.Read(lines) is { Key: > 0 } row)
                    yield return row;
                else
                    LeftOut++;
            }
            left -= lines.Taken;
        }
    }

    /// <summary>
    /// Writes what is read of some parts of the country, as another such file: a county of the whole country's is small enough to be sent.
    /// </summary>
    /// <param name="areas">As <see cref="PostcodeAreas"/> has them; null for all.</param>
    /// <exception cref="ImportRefusedException">As with <see cref="Rows"/>.</exception>
    public void Cut(IReadOnlyCollection<string>? areas, Stream to)
    {
        long left = _most;
        bool isFirst = true;
        foreach (Func<Stream> open in _parts)
        {
            using Stream stream = open();
            CsvLines lines = new(stream, LongestLine, left);
            if (!Next(lines) || PostcodeColumns.Of(lines) is not { } columns)
                continue;
            IReadOnlyList<(string Heading, int Column)> kept = columns.Read();
            if (isFirst)
                to.Write(Encoding.ASCII.GetBytes($"{string.Join(',', kept.Select(k => k.Heading))}\n"));
            bool isRow = !columns.HasHeadings;
            while (isRow || Next(lines))
            {
                isRow = isFirst = false;
                if (columns.Read(lines) is not { Key: > 0 } row || (areas is not null && !PostcodeAreas.Have(areas, row.Outward)))
                    continue;
                for (int i = 0; i < kept.Count; i++)
                {
                    to.Write(lines[kept[i].Column]);
                    to.WriteByte((byte)(i == kept.Count - 1 ? '\n' : ','));
                }
            }
            left -= lines.Taken;
        }
    }

    private static bool Next(CsvLines lines)
    {
        try
        {
            return lines.Next();
        }
        catch (InvalidDataException e)
        {
            throw new ImportRefusedException($"The file cannot be read to its end: {e.Message}");
        }
    }

    /// <summary>The caller closes it.</summary>
    private sealed class Unclosed(Stream stream) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => stream.Length;
        public override long Position { get => stream.Position; set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) => stream.Read(buffer, offset, count);
        public override int Read(Span<byte> buffer) => stream.Read(buffer);
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
