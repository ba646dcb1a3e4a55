using System.IO.Compression;
using System.Text;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Documents;

/// <summary>
/// What a file is, by what is in it. Its name has to say the same: whoever opens it later goes by the name, and so does their machine.
/// </summary>
public static class DocumentTypes
{
    private const string Allowed = "PDF, pictures (JPEG, PNG, HEIC), Word, Excel, PowerPoint and OpenDocument files can be kept.";
    /// <summary>What is read of a part that says what an archive is.</summary>
    private const int MostOfAPart = 256 * 1024;
    private const int MostParts = 10_000;

    private static readonly byte[] _jpeg = [0xFF, 0xD8, 0xFF];
    private static readonly byte[] _png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
    /// <summary>What Word and Excel wrote before 2007.</summary>
    private static readonly byte[] _compound = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <param name="Type">Null where it cannot be kept.</param>
    /// <param name="Sentence">Why not, for whoever chose the file; empty where it can.</param>
    public sealed record Found(DocumentType? Type, string Sentence = "");

    /// <summary>As it is served: always as a download.</summary>
    public static string MediaType(DocumentType type) => type switch
    {
        DocumentType.Pdf => "application/pdf",
        DocumentType.Jpeg => "image/jpeg",
        DocumentType.Png => "image/png",
        DocumentType.Heic => "image/heic",
        DocumentType.Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        DocumentType.Excel => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        DocumentType.PowerPoint => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        DocumentType.OpenText => "application/vnd.oasis.opendocument.text",
        DocumentType.OpenSheet => "application/vnd.oasis.opendocument.spreadsheet",
        DocumentType.EarlierWord => "application/msword",
        DocumentType.EarlierExcel => "application/vnd.ms-excel",
        _ => throw new NotSupportedException($"{type} has no media type."),
    };

    /// <summary>What the names of such files may end with; the usual one first.</summary>
    public static IReadOnlyList<string> Endings(DocumentType type) => type switch
    {
        DocumentType.Pdf => [".pdf"],
        DocumentType.Jpeg => [".jpg", ".jpeg"],
        DocumentType.Png => [".png"],
        DocumentType.Heic => [".heic", ".heif"],
        DocumentType.Word => [".docx"],
        DocumentType.Excel => [".xlsx"],
        DocumentType.PowerPoint => [".pptx"],
        DocumentType.OpenText => [".odt"],
        DocumentType.OpenSheet => [".ods"],
        DocumentType.EarlierWord => [".doc"],
        DocumentType.EarlierExcel => [".xls"],
        _ => throw new NotSupportedException($"{type} has no ending."),
    };

    /// <summary>Every ending that is taken, for the field in which a file is chosen.</summary>
    public static IEnumerable<string> AllEndings => Enum.GetValues<DocumentType>().SelectMany(Endings);

    public static Found Of(string fileName, ReadOnlyMemory<byte> content)
    {
        Found found = ByContent(content);
        return found.Type is not { } type || Endings(type).Any(e => fileName.EndsWith(e, StringComparison.OrdinalIgnoreCase)) ? found
            : new Found(null, $"The name of this file should end with {Endings(type)[0]}: that is what is in it. {Allowed}");
    }

    private static Found ByContent(ReadOnlyMemory<byte> content)
    {
        ReadOnlySpan<byte> bytes = content.Span;
        return bytes.StartsWith("%PDF-"u8) ? new(DocumentType.Pdf)
            : bytes.StartsWith(_jpeg) ? new(DocumentType.Jpeg)
            : bytes.StartsWith(_png) ? new(DocumentType.Png)
            : IsHeic(bytes) ? new(DocumentType.Heic)
            : bytes.StartsWith("PK\u0003\u0004"u8) ? Archive(content)
            : bytes.StartsWith(_compound) ? Compound(bytes)
            : Unknown;
    }

    private static Found Unknown { get; } = new(null, Allowed);

    private static Found Macros { get; } =
        new(null, "There is a macro in this file: a program that would run on a colleague's machine. Save it without, or as PDF.");

    /// <summary>A box of the kind <c>ftyp</c> whose brand is one of still pictures.</summary>
    private static bool IsHeic(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 12 && bytes[4..8].SequenceEqual("ftyp"u8)
            && (bytes[8..12].SequenceEqual("heic"u8) || bytes[8..12].SequenceEqual("heix"u8) || bytes[8..12].SequenceEqual("mif1"u8));

    /// <summary>The parts of office files have names that are given; nothing is unpacked but the small one that says what it is.</summary>
    private static Found Archive(ReadOnlyMemory<byte> content)
    {
        try
        {
            using ZipArchive archive = new(new MemoryStream(content.ToArray(), writable: false), ZipArchiveMode.Read);
            if (archive.Entries.Count > MostParts)
                return Unknown;
            HashSet<string> parts = new(archive.Entries.Select(e => e.FullName), StringComparer.OrdinalIgnoreCase);
            return archive.GetEntry("mimetype") is { } kind ? OpenDocument(Text(kind), parts)
                : archive.GetEntry("[Content_Types].xml") is { } types ? OfficeOpenXml(Text(types), parts)
                : Unknown;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            return Unknown;
        }
    }

    private static Found OpenDocument(string kind, HashSet<string> parts) =>
        parts.Any(p => p.StartsWith("Basic/", StringComparison.OrdinalIgnoreCase)
            || p.StartsWith("Scripts/", StringComparison.OrdinalIgnoreCase)) ? Macros
        : kind == MediaType(DocumentType.OpenText) ? new(DocumentType.OpenText)
        : kind == MediaType(DocumentType.OpenSheet) ? new(DocumentType.OpenSheet)
        : Unknown;

    private static Found OfficeOpenXml(string types, HashSet<string> parts) =>
        types.Contains("macroEnabled", StringComparison.OrdinalIgnoreCase)
            || types.Contains("vbaProject", StringComparison.OrdinalIgnoreCase)
            || parts.Any(p => p.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)
                || p.Contains("macrosheets/", StringComparison.OrdinalIgnoreCase)) ? Macros
        : parts.Contains("word/document.xml") ? new(DocumentType.Word)
        : parts.Contains("xl/workbook.xml") ? new(DocumentType.Excel)
        : parts.Contains("ppt/presentation.xml") ? new(DocumentType.PowerPoint)
        : Unknown;

    /// <summary>The names of what is inside stand in such a file as they are. What might be a macro is refused as one.</summary>
    private static Found Compound(ReadOnlySpan<byte> bytes) =>
        Holds(bytes, "EncryptedPackage") ? new(null, "This file is locked with a password. Save it without.")
        : Holds(bytes, "_VBA_PROJECT") ? Macros
        : Holds(bytes, "WordDocument") ? new(DocumentType.EarlierWord)
        : Holds(bytes, "Workbook") ? new(DocumentType.EarlierExcel)
        : Unknown;

    private static bool Holds(ReadOnlySpan<byte> bytes, string name) => bytes.IndexOf(Encoding.Unicode.GetBytes(name)) >= 0;

    private static string Text(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        byte[] text = new byte[MostOfAPart];
        return Encoding.UTF8.GetString(text, 0, stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)).Trim();
    }
}
