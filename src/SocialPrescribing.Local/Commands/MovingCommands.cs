using System.CommandLine;
using System.Runtime.CompilerServices;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Moving;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Local.Commands;

/// <summary>Moving a service from one host to another.</summary>
internal static class MovingCommands
{
    public static IEnumerable<Command> Make()
    {
        Option<DirectoryInfo> data = CommandLine.Data();
        Argument<FileInfo> file = new("FILE") { Description = "The exported file: as secret as the data themselves" };
        Option<string?> url = CommandLine.Url();
        Option<bool> end = new("--end") { Description = "Go on working" };
        Option<string?> from = new("--from") { Description = "Read the resting service at this address instead of the data in a folder" };
        Option<bool> leaveOut =
            new("--leave-out-unreadable") { Description = "Go on without the journeys that could not be read when they were exported" };
        Option<bool> otherPathway = new("--other-pathway")
        {
            Description = "Take what was exported under another pathway, as by an earlier version: things fall due by the one there",
        };
        Option<FileInfo?> erasures = new("--erasures")
        {
            Description = $"A newer export, or a data folder's {ErasedList.FileName}: who was erased by then is not brought back",
        };
        Option<string> to = new("--to") { Description = "The address of the running, empty service", Required = true };

        Command rest = new("rest",
            "Puts a service to rest: nothing happens by itself, nothing is sent and nothing taken in, until --end") { url, end, data };
        rest.SetAction((parsed, cancellation) => Rest(parsed.GetValue(data)!, parsed.GetValue(url), parsed.GetValue(end), cancellation));
        Command export = new("export", "Writes everything but the keys into one file, for import on another host") { file, from, data };
        export.SetAction(
            (parsed, cancellation) => Export(parsed.GetValue(data)!, parsed.GetValue(file)!, parsed.GetValue(from), cancellation));
        Command import = new("import",
            "Fills an empty service with an exported file; its clocks start once everything is in and has been checked") { file, to,
                leaveOut, otherPathway, erasures };
        import.SetAction((parsed, cancellation) => Import(
            parsed.GetValue(file)!, parsed.GetValue(to)!,
            (parsed.GetValue(leaveOut) ? Tolerated.Unreadable : 0) | (parsed.GetValue(otherPathway) ? Tolerated.OtherPathway : 0),
            parsed.GetValue(erasures), cancellation));
        return [rest, export, import];
    }

    private static async Task<int> Rest(DirectoryInfo data, string? url, bool end, CancellationToken cancellation)
    {
        if (url is not null)
            return await CommandLine.At(url, async service =>
            {
                await service.Rest(end ? HttpMethod.Delete : HttpMethod.Put, cancellation);
                return Rests(!end);
            });
        if (!SqliteDatabase.Exists(data.FullName))
            return await CommandLine.Refuse($"There are no data in {data.FullName}.");
        await using SqliteDatabase database = SqliteDatabase.Open(data.FullName);
        if (!await (end
            ? Standstill.End(database.Register, database.Journeys, new Nobody(), cancellation)
            : Standstill.Begin(database.Register, CommandLine.RealTime, cancellation)))
            return await CommandLine.Refuse("An import is under way there.");
        return Rests(!end);
    }

    private static int Rests(bool now)
    {
        Console.WriteLine(now ? "The service rests. End it with rest --end." : "The service works again, within a minute.");
        return CommandLine.Done;
    }

    private static async Task<int> Export(DirectoryInfo data, FileInfo file, string? from, CancellationToken cancellation)
    {
        if (from is not null)
            return await CommandLine.At(from, async service =>
                await Tell(file, await MovedFile.Write(file.FullName, service.Export(cancellation), cancellation)));
        if (!SqliteDatabase.Exists(data.FullName))
            return await CommandLine.Refuse($"There are no data in {data.FullName}.");
        DirectoryInfo copies = new($"{file.FullName}.{Guid.NewGuid():N}.copy");
        try
        {
            SqliteDatabase.MakeFolder(copies.FullName);
            await using (SqliteDatabase database = SqliteDatabase.Open(data.FullName))
            {
                await database.Backup(Path.Combine(copies.FullName, SqliteDatabase.FileName));
                if (!await Standstill.IsOn(database.Register, cancellation))
                    await Console.Error
                        .WriteLineAsync(
                            "This service is not at rest. If it goes on working, what it does from now on is not in the file, and what it "
                                + "sends may be sent twice. See rest --help.");
            }
            await using SqliteDatabase copy = SqliteDatabase.Open(copies.FullName);
            LocalSettings settings = LocalSettings.Load(data.FullName);
            Pathway pathway = await ServiceSettings.PathwayIn(copy.Register, CommandLine.RealTime, settings.LoadPathway(data.FullName),
                settings.SourceOfPathway(data.FullName), cancellation);
            Export export = new(copy.Journeys, copy.Register, copy.Outbox, FolderDocuments.In(data.FullName), pathway,
                KeyFolder.Load(data.FullName, isNew: false), CommandLine.RealTime);
            return await Tell(file, await MovedFile.Write(file.FullName, Lines(export, cancellation), cancellation));
        }
        finally
        {
            copies.Delete(recursive: true);
        }
    }

    private static async IAsyncEnumerable<string> Lines(Export export, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Export.Part? part = null;
        do
        {
            part = await export.Read(part?.Continue, cancellation);
            foreach (string line in part.Lines)
                yield return line;
        } while (part.Continue is not null);
    }

    private static async Task<int> Import(
        FileInfo file, string to, Tolerated tolerated, FileInfo? erasures, CancellationToken cancellation)
    {
        if (RunningService.AddressOf(to) is not { } address)
            return await CommandLine.NoAddress(to);
        if (!file.Exists)
            return await CommandLine.Refuse($"There is no file {file.FullName}.");
        if (erasures is { Exists: false })
            return await CommandLine.Refuse($"There is no file {erasures.FullName}.");
        IReadOnlyCollection<LoadedJourney.Erased> erased = erasures is null ? []
            : await ErasedList.Read(erasures.FullName, cancellation);
        (MovedCounts? whole, string? broken) = await MovedFile.Verify(file.FullName, cancellation);
        if (whole is null)
            return await CommandLine.Refuse(broken!);
        if (!await TellUnreadable(file) && !tolerated.HasFlag(Tolerated.Unreadable))
            return await CommandLine.Refuse(
                "Nothing was sent. Mend these journeys and export again, or import with --leave-out-unreadable.");
        using RunningService service = RunningService.At(address);
        RestAnswer there = await service.Rest(HttpMethod.Get, cancellation);
        // An interrupted import goes on where it stopped.
        MovedCounts done = there is { Resting: RestReason.Import, Import: { } some } ? some : new MovedCounts();
        await foreach ((long after, IReadOnlyList<string> lines) in MovedFile.Parts(file.FullName, erased, done, cancellation))
        {
            there = await service.Import(after, lines, tolerated, cancellation);
            await Console.Error.WriteLineAsync($"{there.Import!.Lines} of {whole.Lines} lines");
        }
        if (there is not { Resting: null, Import: not null })
            return await CommandLine.Refuse("The import there is not complete.");
        Console.WriteLine(
            $"{there.Import!.Journeys} journeys, {there.Import.Commits} changes, {there.Import.Messages} messages, "
                + $"{there.Import.Records} records and {there.Import.Documents} documents are in and have been checked. "
                + "The service works.");
        return CommandLine.Done;
    }

    /// <summary>Names unreadable journeys in the file. Returns false if there are any.</summary>
    private static async Task<bool> TellUnreadable(FileInfo file)
    {
        IReadOnlyList<MovedLine.Unreadable> unreadable = await MovedFile.Unreadable(file.FullName);
        foreach (MovedLine.Unreadable one in unreadable)
        {
            string needs = one.UnknownWords.Count is 0 ? "" : $": it needs a version that knows {string.Join(", ", one.UnknownWords)}";
            await Console.Error.WriteLineAsync($"Journey {one.Journey:N} could not be read and is not in the file{needs}.");
        }
        return unreadable.Count is 0;
    }

    private static async Task<int> Tell(FileInfo file, MovedCounts counts)
    {
        await TellUnreadable(file);
        if (await MovedFile.MissingDocuments(file.FullName) is > 0 and var missing)
            await Console.Error.WriteLineAsync(
                $"{missing} documents are not in the file: what was in them is gone or damaged. See check --help.");
        Console.WriteLine(
            $"{counts.Journeys} journeys, {counts.Commits} changes, {counts.Messages} messages, {counts.Records} records and "
                + $"{counts.Documents} documents in {file.FullName}");
        return CommandLine.Done;
    }

    /// <summary>The service is another process, and looks by itself.</summary>
    private sealed class Nobody : IJourneyRuntime
    {
        public ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation) => ValueTask.CompletedTask;
        public ValueTask NudgePostman(CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
