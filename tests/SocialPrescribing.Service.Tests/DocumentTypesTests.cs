using SocialPrescribing.Contracts;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Documents;

namespace SocialPrescribing.Service.Tests;

public sealed class DocumentTypesTests
{
    public static TheoryData<string, DocumentType, byte[]> Taken { get; } = new()
    {
        { "letter.pdf", DocumentType.Pdf, SampleFiles.Pdf() },
        { "LETTER.PDF", DocumentType.Pdf, SampleFiles.Pdf() },
        { "table.jpg", DocumentType.Jpeg, SampleFiles.Jpeg },
        { "table.jpeg", DocumentType.Jpeg, SampleFiles.Jpeg },
        { "table.png", DocumentType.Png, SampleFiles.Png },
        { "table.heic", DocumentType.Heic, SampleFiles.Heic },
        { "form.docx", DocumentType.Word, SampleFiles.Docx },
        { "hours.xlsx", DocumentType.Excel, SampleFiles.Xlsx },
        { "talk.pptx", DocumentType.PowerPoint, SampleFiles.Pptx },
        { "form.odt", DocumentType.OpenText, SampleFiles.Odt },
        { "hours.ods", DocumentType.OpenSheet, SampleFiles.Ods },
        { "form.doc", DocumentType.EarlierWord, SampleFiles.Doc },
        { "hours.xls", DocumentType.EarlierExcel, SampleFiles.Xls },
    };

    [Theory]
    [MemberData(nameof(Taken))]
    public void A_file_is_what_is_in_it_if_its_name_says_the_same(string name, DocumentType type, byte[] content) =>
        Assert.Equal(new DocumentTypes.Found(type), DocumentTypes.Of(name, content));

    [Fact]
    public void Every_type_is_tried() =>
        Assert.Equal(Enum.GetValues<DocumentType>().ToHashSet(), Taken.Select(row => (DocumentType)((object[])row)[1]).ToHashSet());

    public static TheoryData<string, byte[]> Refused { get; } = new()
    {
        { "page.pdf", "<html><script>alert(1)</script></html>"u8.ToArray() },
        { "page.html", "<html></html>"u8.ToArray() },
        { "page.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray() },
        { "notes.txt", "Just words"u8.ToArray() },
        { "setup.exe", "MZ\0\0"u8.ToArray() },
        { "letter.exe", SampleFiles.Pdf() },
        { "letter.pdf.exe", SampleFiles.Pdf() },
        { "letter.jpg", SampleFiles.Pdf() },
        { "letter", SampleFiles.Pdf() },
        { "table.png", SampleFiles.Jpeg },
        { "many.zip", SampleFiles.Zip(("a.txt", "x")) },
        { "form.docx", SampleFiles.Zip(("a.txt", "x")) },
        { "form.docx", SampleFiles.Xlsx },
        { "form.odt", SampleFiles.Ods },
        { "form.docx", [.. "PK\u0003\u0004"u8, .. new byte[40]] },
        { "film.heic", [0, 0, 0, 24, .. "ftypisom"u8, 0, 0, 0, 0] },
        { "thumbs.doc", SampleFiles.Compound("Catalog") },
        { "form.pdf", [] },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Anything_else_is_refused_with_a_sentence(string name, byte[] content)
    {
        DocumentTypes.Found found = DocumentTypes.Of(name, content);
        Assert.Null(found.Type);
        Assert.Contains("PDF", found.Sentence, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> WithMacros { get; } = new()
    {
        { "form.docm", SampleFiles.Office("word/document.xml", "x", ("word/vbaProject.bin", "x")) },
        { "form.docx", SampleFiles.Office("word/document.xml", "x", ("word/vbaProject.bin", "x")) },
        { "form.docx", SampleFiles.Office("word/document.xml", "ms-word.document.macroEnabled.main") },
        { "hours.xlsx", SampleFiles.Office("xl/workbook.xml", "x", ("xl/macrosheets/sheet1.xml", "x")) },
        { "form.odt", SampleFiles.Zip(("mimetype", "application/vnd.oasis.opendocument.text"), ("Basic/Standard/Module1.xml", "x")) },
        { "form.odt", SampleFiles.Zip(("mimetype", "application/vnd.oasis.opendocument.text"), ("Scripts/python/x.py", "x")) },
        { "form.doc", SampleFiles.Compound("WordDocument", "Macros", "_VBA_PROJECT") },
        { "hours.xls", SampleFiles.Compound("Workbook", "_VBA_PROJECT_CUR") },
    };

    [Theory]
    [MemberData(nameof(WithMacros))]
    public void Office_files_with_macros_are_refused_whatever_they_are_called(string name, byte[] content)
    {
        DocumentTypes.Found found = DocumentTypes.Of(name, content);
        Assert.Null(found.Type);
        Assert.Contains("macro", found.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void An_office_file_behind_a_password_is_refused_because_nobody_sees_what_is_in_it() =>
        Assert.Contains(
            "password", DocumentTypes.Of("form.docx", SampleFiles.Compound("EncryptedPackage", "EncryptionInfo")).Sentence,
            StringComparison.Ordinal);

    [Fact]
    public void An_archive_that_would_unpack_to_much_is_not_unpacked()
    {
        using MemoryStream file = new();
        using (System.IO.Compression.ZipArchive archive = new(file, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
            foreach (string name in (string[])["[Content_Types].xml", "word/document.xml"])
            {
                using Stream part = archive.CreateEntry(name).Open();
                for (int i = 0; i < 64; i++)
                    part.Write(new byte[1024 * 1024]);
            }
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(DocumentType.Word, DocumentTypes.Of("form.docx", file.ToArray()).Type);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8 * 1024 * 1024);
    }

    [Theory]
    [InlineData("letter.pdf", "letter.pdf")]
    [InlineData("C:\\Users\\tom\\letter.pdf", "letter.pdf")]
    [InlineData("../../etc/letter.pdf", "letter.pdf")]
    [InlineData("a\"b<c>d.pdf", "abcd.pdf")]
    [InlineData("fdp.\u202Eexe.pdf", "fdp.exe.pdf")]
    [InlineData("a\r\nX-Header: b.pdf", "aX-Header b.pdf")]
    [InlineData(" ..letter.pdf. ", "letter.pdf")]
    [InlineData("Llythyr tŷ.pdf", "Llythyr tŷ.pdf")]
    public void A_file_keeps_its_name_without_what_does_not_belong_there(string sent, string kept) =>
        Assert.Equal(kept, NewDocument.NameOf(sent));

    [Fact]
    public void A_long_name_keeps_its_ending()
    {
        string name = NewDocument.NameOf(new string('a', 300) + ".pdf");
        Assert.Equal(120, name.Length);
        Assert.EndsWith(".pdf", name, StringComparison.Ordinal);
    }
}
