using System.IO.Compression;
using System.Text;

namespace SocialPrescribing.Contracts;

/// <summary>Small files of each kind, as their programs write them, as far as anybody looks.</summary>
public static class SampleFiles
{
    public static byte[] Pdf(string words = "Invented") => Encoding.ASCII.GetBytes($"%PDF-1.7\n1 0 obj ({words}) endobj\n%%EOF\n");

    public static byte[] Pdf(int bytes)
    {
        byte[] file = new byte[bytes];
        Pdf().CopyTo(file, 0);
        return file;
    }

    public static byte[] Jpeg { get; } = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF"u8, 0, 1, 1];
    public static byte[] Png { get; } = [0x89, .. "PNG\r\n"u8, 0x1A, .. "\n"u8, 0, 0, 0, 13, .. "IHDR"u8];
    public static byte[] Heic { get; } = [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8];

    public static byte[] Docx { get; } = Office("word/document.xml", "wordprocessingml.document.main");
    public static byte[] Xlsx { get; } = Office("xl/workbook.xml", "spreadsheetml.sheet.main");
    public static byte[] Pptx { get; } = Office("ppt/presentation.xml", "presentationml.presentation.main");
    public static byte[] Odt { get; } = Zip(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<x/>"));
    public static byte[] Ods { get; } = Zip(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<x/>"));
    public static byte[] Doc { get; } = Compound("WordDocument");
    public static byte[] Xls { get; } = Compound("Workbook");

    public static byte[] Office(string part, string main, params (string Name, string Text)[] more) => Zip(
        [("[Content_Types].xml", $"<Types><Override PartName='/{part}' "
            + $"ContentType='application/vnd.openxmlformats-officedocument.{main}+xml'/></Types>"),
            (part, "<x/>"), .. more]);

    public static byte[] Compound(params string[] names) =>
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[504], .. names.SelectMany(n => Encoding.Unicode.GetBytes(n + "\0"))];

    public static byte[] Zip(params (string Name, string Text)[] parts)
    {
        using MemoryStream file = new();
        using (ZipArchive archive = new(file, ZipArchiveMode.Create, leaveOpen: true))
            foreach ((string name, string text) in parts)
            {
                using StreamWriter writer = new(archive.CreateEntry(name, CompressionLevel.NoCompression).Open());
                writer.Write(text);
            }
        return file.ToArray();
    }
}
