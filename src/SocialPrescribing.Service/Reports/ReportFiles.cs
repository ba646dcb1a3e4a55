using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace SocialPrescribing.Service.Reports;

/// <summary>
/// Tables as files: for spreadsheets, so in UTF-8 with the mark by which they see that, and without anything that they would run.
/// </summary>
public static class ReportFiles
{
    private static readonly CsvConfiguration _csv = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\r\n",
    };

    public static byte[] Csv(ReportTable table, Shown shown, Func<RowName, string> words) => Written(csv =>
    {
        string[] heads =
        [
            table.First, .. table.Second is null ? (string[])[] : [table.Second], "code", .. table.Columns.Select(c => c.Head),
        ];
        Line(csv, heads);
        foreach (TableRow row in table.Rows)
            Line(csv,
            [
                words(row.Name), .. table.Second is null ? (string[])[] : [row.More is null ? "" : words(row.More)],
                row.More is null ? row.Name.Code ?? "" : $"{row.Name.Code}/{row.More.Code}", .. row.Cells.Select(shown.Raw),
            ]);
    });

    /// <summary>Every table, and what their columns are.</summary>
    public static byte[] Zip(IReadOnlyList<Report> reports, Shown shown, Func<RowName, string> words)
    {
        using MemoryStream file = new();
        using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (Report report in reports)
                foreach (ReportTable table in report.Tables)
                    Add(zip, $"{report.Id}-{table.Id}.csv", Csv(table, shown, words));
            Add(zip, "columns.csv", Written(csv =>
            {
                Line(csv, ["file", "what it says", "column", "what it holds"]);
                foreach (Report report in reports)
                    foreach (ReportTable table in report.Tables)
                        foreach (TableColumn column in table.Columns)
                            Line(csv, [$"{report.Id}-{table.Id}.csv", table.Caption, column.Id, column.Head]);
            }));
            Add(zip, "results.csv", Written(csv =>
            {
                Line(csv, ["report", "result"]);
                foreach (Report report in reports)
                    foreach (FormattableString sentence in report.Sentences.Concat(report.Cautions))
                        Line(csv, [report.Title, shown.Say(sentence, words)]);
            }));
        }
        return file.ToArray();
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using Stream entry = zip.CreateEntry(name).Open();
        entry.Write(content);
    }

    private static void Line(CsvWriter csv, IEnumerable<string> fields)
    {
        foreach (string field in fields)
            csv.WriteField(Defused(field));
        csv.NextRecord();
    }

    /// <summary>What begins like a formula gets an apostrophe before it; a number below zero is none.</summary>
    private static string Defused(string field) => field is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]
        && !double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? $"'{field}" : field;

    private static byte[] Written(Action<CsvWriter> write)
    {
        using MemoryStream file = new();
        using (StreamWriter text = new(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)))
        using (CsvWriter csv = new(text, _csv))
            write(csv);
        return file.ToArray();
    }
}
