using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Documents;

/// <summary>
/// Tells the type of a file from its content. The file's name must agree with it, because whoever opens the file later, and their
/// machine, goes by the name.
/// </summary>
public static class DocumentTypes
{
    private const string Allowed = "PDF, pictures (JPEG, PNG, HEIC), Word, Excel, PowerPoint and OpenDocument files can be kept.";
    /// <summary>How many bytes are read of the part that says what an archive is.</summary>
    private const int MostOfAPart = 256 * 1024;
    private const int MostParts = 10_000;

    private static readonly byte[] _jpeg = [0xFF, 0xD8, 0xFF];
    private static readonly byte[] _png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
    /// <summary>How files of Word and Excel before 2007 begin.</summary>
    private static readonly byte[] _compound = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <param name="Type">Null if the file cannot be kept.</param>
    /// <param name="Sentence">Tells whoever chose the file why it cannot be kept; empty if it can.</param>
    public sealed record Found(DocumentType? Type, string Sentence = "");

    /// <summary>The type with which the file is served, always as a download.</summary>
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
    };

    /// <summary>The endings that such a file's name may have, the usual one first.</summary>
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
    };

    /// <summary>Every ending that is accepted, for the form's file field.</summary>
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

    /// <summary>The file begins with an <c>ftyp</c> box that names a brand for still pictures.</summary>
    private static bool IsHeic(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 12 && bytes[4..8].SequenceEqual("ftyp"u8)
            && (bytes[8..12].SequenceEqual("heic"u8) || bytes[8..12].SequenceEqual("heix"u8) || bytes[8..12].SequenceEqual("mif1"u8));

    /// <summary>The parts of an office file have fixed names. Only the small part that says what the file is gets unpacked.</summary>
    private static Found Archive(ReadOnlyMemory<byte> content)
    {
        try
        {
            ArraySegment<byte> bytes = MemoryMarshal.TryGetArray(content, out ArraySegment<byte> array) ? array : content.ToArray();
            using ZipArchive archive = new(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false), ZipArchiveMode.Read);
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

    /// <summary>Such a file holds the names of its parts as plain text. If one could be a macro, the file is refused.</summary>
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
