using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Phrases;

/// <summary>How documents are described in words.</summary>
public static class DocumentWords
{
    public static string Of(Document document) => $"{KindOf(document.Type)}, {Size(document.Bytes)}";

    public static string KindOf(DocumentType type) => type switch
    {
        DocumentType.Pdf => "PDF",
        DocumentType.Jpeg or DocumentType.Png or DocumentType.Heic => "picture",
        DocumentType.Word or DocumentType.EarlierWord => "Word",
        DocumentType.Excel or DocumentType.EarlierExcel => "Excel",
        DocumentType.PowerPoint => "PowerPoint",
        DocumentType.OpenText or DocumentType.OpenSheet => "OpenDocument",
    };

    private static string Size(int bytes) => bytes < 1024 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1024)} KB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024.0:0.0} MB");
}
