using System.IO.Compression;
using CsvHelper;

namespace SocialPrescribing.Service.Reports;

/// <summary>Tables as files.</summary>
public static class ReportFiles
{
    public static byte[] Csv(ReportTable table, Shown shown, Func<RowName, string> words) => Written(csv =>
    {
        string[] heads =
        [
            table.First, .. table.Second is null ? (string[])[] : [table.Second], "code", .. table.Columns.Select(c => c.Head),
        ];
        csv.Line(heads);
        foreach (TableRow row in table.Rows)
            csv.Line(
            [
                words(row.Name), .. table.Second is null ? (string[])[] : [row.More is null ? "" : words(row.More)],
                row.More is null ? row.Name.Code ?? "" : $"{row.Name.Code}/{row.More.Code}", .. row.Cells.Select(shown.Raw),
            ]);
    });

    /// <summary>Every table, and a description of their columns.</summary>
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
                csv.Line(["file", "what it says", "column", "what it holds"]);
                foreach (Report report in reports)
                    foreach (ReportTable table in report.Tables)
                        foreach (TableColumn column in table.Columns)
                            csv.Line([$"{report.Id}-{table.Id}.csv", table.Caption, column.Id, column.Head]);
            }));
            Add(zip, "results.csv", Written(csv =>
            {
                csv.Line(["report", "result"]);
                foreach (Report report in reports)
                    foreach (FormattableString sentence in report.Sentences.Concat(report.Cautions))
                        csv.Line([report.Title, shown.Say(sentence, words)]);
            }));
        }
        return file.ToArray();
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using Stream entry = zip.CreateEntry(name).Open();
        entry.Write(content);
    }

    private static byte[] Written(Action<CsvWriter> write)
    {
        using MemoryStream file = new();
        using (StreamWriter text = WrittenTable.Text(file))
        using (CsvWriter csv = WrittenTable.On(text))
            write(csv);
        return file.ToArray();
    }
}
