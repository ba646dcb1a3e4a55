using System.CommandLine;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Web;
using SocialPrescribing.Web.Phrases;

namespace SocialPrescribing.Local.Commands;

/// <summary>The activities that people can be introduced to.</summary>
internal static class DirectoryCommand
{
    public static Command Make()
    {
        Option<DirectoryInfo> data = CommandLine.Data();
        Argument<string> source = new(
            "FILE-OR-URL")
        {
            Description =
                "A CSV file as samples/activities.csv, a file in Open Referral UK 3.0, or the https address of such a list of services"
        };
        Option<string?> format = new("--format") { Description = "What it is, if its name does not end with .csv or .json" };
        format.AcceptOnlyFromAmong("csv", "open-referral");
        Option<bool> dryRun = new("--dry-run") { Description = "Say what would become of each row, and write nothing" };
        Option<FileInfo?> needs = new("--needs")
        {
            Description = "A CSV file of two columns, term and need: what a feed calls the needs of this service"
        };
        Command import = new("import",
            "Takes activities and says for every row what became of it. 0: all taken; 1: something was refused") { source, data, format,
                dryRun, needs };
        import.SetAction(
            (parsed, cancellation) =>
                Import(parsed.GetValue(data)!, parsed.GetValue(source)!, parsed.GetValue(format), parsed.GetValue(dryRun),
                    parsed.GetValue(needs), cancellation));
        return new Command("directory", "The activities that people can be introduced to") { import };
    }

    private static async Task<int> Import(
        DirectoryInfo data, string source, string? format, bool dryRun, FileInfo? needs, CancellationToken cancellation)
    {
        if (needs is { Exists: false })
            return await CommandLine.Refuse($"There is no file {needs}.");
        LocalSettings settings = LocalSettings.Load(data.FullName);
        Pathway pathway = settings.LoadPathway(data.FullName);
        ListingReading reading = new(pathway, WorkingCalendar.LondonDate(CommandLine.RealTime.Now),
            needs is null ? null : NeedMap.Read(await File.ReadAllTextAsync(needs.FullName, cancellation), NeedMap.Starter));
        (IEnumerable<ImportRow>? rows, string? why, bool understood) = await Read(source, format, reading, cancellation);
        if (rows is null)
        {
            await Console.Error.WriteLineAsync(why);
            return understood ? CommandLine.NotDone : CommandLine.NotUnderstood;
        }
        return await CommandLine.Changing(data, async database =>
        {
            using ActivityDirectory directory = new(database.Register, pathway, settings.Directory, CommandLine.RealTime);
            ImportReport report = await directory.Import(rows, dryRun, cancellation, ActivityWords.Understood);
            foreach (ImportLine line in report.Lines)
                Console.WriteLine(Told(line));
            Console.WriteLine(
                $"{report.Taken} taken, {report.Changed} changed, {report.Unchanged} unchanged, {report.Refused} refused"
                    + $"{(dryRun ? "; nothing was written" : "")}");
            return report.Refused is 0 ? CommandLine.Done : CommandLine.NotDone;
        }, cancellation);
    }

    private static async Task<(IEnumerable<ImportRow>? Rows, string? Why, bool Understood)> Read(
        string source, string? format, ListingReading reading, CancellationToken cancellation)
    {
        if (source.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || source.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            if (!Uri.TryCreate(source, UriKind.Absolute, out Uri? address)
                || format is "csv"
                || OpenReferralFeed.WhyNot(address) is not null)
                return (null,
                    "Give the https address of an Open Referral UK list of services, such as https://example.org/open-referral/services.",
                    false);
            using OpenReferralFeed feed = OpenReferralFeed.Open(reading);
            return (await feed.Read(address, cancellation), null, true);
        }
        format ??= Path.GetExtension(source).ToLowerInvariant() switch { ".csv" => "csv", ".json" => "open-referral", _ => null };
        if (format is null)
            return (null, $"Say with --format what {source} is: csv or open-referral.", false);
        if (new FileInfo(source) is not { Exists: true } file)
            return (null, $"There is no file {source}.", true);
        if (file.Length > ActivityDirectory.MostBytes)
            return (null, $"{source} is too large; {ActivityDirectory.MostBytes / 1024 / 1024} MB is the most.", true);
        byte[] bytes = await File.ReadAllBytesAsync(source, cancellation);
        return (format is "csv" ? ActivityCsv.Read(bytes, reading.Pathway) : OpenReferralReader.Read(bytes, reading), null, true);
    }

    private static string Told(ImportLine line) => string.Join('\t', new[]
    {
        line.At, line.Outcome.ToString()
            .ToLowerInvariant(), line.Name ?? "", string.Join(", ", line.Fields), line.Understood ?? "",
            string.Join(' ', line.Problems.Select(p => p.Pointer is "" ? p.Detail : $"{p.Pointer[1..]}: {p.Detail}")),
    }).TrimEnd('\t');
}
