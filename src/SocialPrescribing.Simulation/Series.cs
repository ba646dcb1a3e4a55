using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace SocialPrescribing.Simulation;

/// <summary>Writes the year as CSV files and a page with charts into a folder. Other files in an existing folder stay.</summary>
internal static class Series
{
    private const string Charts = "chart.umd.min.js";

    private static readonly CsvConfiguration Csv = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    /// <summary>Everything is written beside the folder first, so that nobody finds half of it.</summary>
    public static void Write(Outcome outcome, Report.Prices prices, DirectoryInfo folder)
    {
        DirectoryInfo beside =
            Directory.CreateDirectory($"{Path.TrimEndingDirectorySeparator(folder.FullName)}.{Path.GetRandomFileName()}.part");
        try
        {
            Table(beside, "weeks.csv", outcome.Weeks);
            Table(beside, "waits.csv", outcome.Waits);
            Table(beside, "funnel.csv", outcome.Funnel);
            Table(beside, "ends.csv", outcome.Ends);
            Table(beside, "messages.csv", outcome.Messages);
            Table(beside, "unmet-needs.csv", outcome.UnmetNeeds);
            File.Copy(Path.Combine(AppContext.BaseDirectory, Charts), Path.Combine(beside.FullName, Charts));
            File.WriteAllText(Path.Combine(beside.FullName, "index.html"), Page.Of(outcome, prices, Charts));
            folder.Refresh();
            if (!folder.Exists)
            {
                Directory.Move(beside.FullName, folder.FullName);
                return;
            }
            foreach (FileInfo file in beside.GetFiles())
                file.MoveTo(Path.Combine(folder.FullName, file.Name), overwrite: true);
        }
        finally
        {
            beside.Refresh();
            if (beside.Exists)
                beside.Delete(recursive: true);
        }
    }

    private static void Table<T>(DirectoryInfo folder, string name, IEnumerable<T> rows)
    {
        using StreamWriter file = new(Path.Combine(folder.FullName, name));
        using CsvWriter csv = new(file, Csv);
        csv.Context.TypeConverterOptionsCache.GetOptions<DateOnly>().Formats = ["yyyy-MM-dd"];
        csv.WriteRecords(rows);
    }
}
