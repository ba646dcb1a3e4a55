using System.CommandLine;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;

namespace SocialPrescribing.Local.Commands;

/// <summary>The activities that people can be introduced to.</summary>
internal static class DirectoryCommand
{
    public static Command Make()
    {
        Option<DirectoryInfo> data = CommandLine.Data();
        Argument<string> source = new("FILE") { Description = "A CSV file as samples/activities.csv" };
        Option<bool> dryRun = new("--dry-run") { Description = "Say what would become of each row, and write nothing" };
        Command import = new("import", "Takes activities and says for every row what became of it. 0: all taken; 1: something was refused") { source, data, dryRun };
        import.SetAction((parsed, cancellation) => Import(parsed.GetValue(data)!, parsed.GetValue(source)!, parsed.GetValue(dryRun), cancellation));
        return new Command("directory", "The activities that people can be introduced to") { import };
    }

    private static async Task<int> Import(DirectoryInfo data, string source, bool dryRun, CancellationToken cancellation)
    {
        LocalSettings settings = LocalSettings.Load(data.FullName);
        Pathway pathway = settings.LoadPathway(data.FullName);
        if (new FileInfo(source) is not { Exists: true } file)
            return await CommandLine.Refuse($"There is no file {source}.");
        if (file.Length > ActivityDirectory.MostBytes)
            return await CommandLine.Refuse($"{source} is too large; {ActivityDirectory.MostBytes / 1024 / 1024} MB is the most.");
        IReadOnlyList<ImportRow> rows = ActivityCsv.Read(await File.ReadAllBytesAsync(source, cancellation), pathway);
        return await CommandLine.With(data, async database =>
        {
            using ActivityDirectory directory = new(database.Register, pathway, new DirectorySettings(), CommandLine.RealTime);
            ImportReport report = await directory.Import(rows, dryRun, cancellation);
            foreach (ImportLine line in report.Lines)
                Console.WriteLine(Told(line));
            Console.WriteLine($"{report.Taken} taken, {report.Changed} changed, {report.Unchanged} unchanged, {report.Refused} refused{(dryRun ? "; nothing was written" : "")}");
            return report.Refused is 0 ? CommandLine.Done : CommandLine.NotDone;
        });
    }

    private static string Told(ImportLine line) => string.Join('\t', new[]
    {
        line.At, line.Outcome.ToString().ToLowerInvariant(), line.Name ?? "", string.Join(", ", line.Fields), string.Join(' ', line.Problems.Select(p => p.Pointer is "" ? p.Detail : $"{p.Pointer[1..]}: {p.Detail}")),
    }).TrimEnd('\t');
}
