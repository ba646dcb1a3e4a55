using System.CommandLine;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Local.Commands;

internal static class BackupCommand
{
    public static Command Make()
    {
        Option<DirectoryInfo> data = CommandLine.Data();
        Argument<FileInfo> file = new("FILE") { Description = "Where the copy goes; it must not be there yet" };
        Command command =
            new("backup", "Copies the data into one file, and the documents into a folder beside it, also while the service runs. "
                + "Keep the keys folder with it.") { file, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (!SqliteDatabase.Exists(parsed.GetValue(data)!.FullName))
                return await CommandLine.Refuse($"There are no data in {parsed.GetValue(data)!.FullName}.");
            return await CommandLine.With(parsed.GetValue(data)!,
                database => Copy(database, FolderDocuments.In(parsed.GetValue(data)!.FullName), parsed.GetValue(file)!.FullName,
                    cancellation));
        });
        return command;
    }

    /// <summary>
    /// Documents never change. So the existing ones are copied before the data, and new ones after it. Then every document that the copy of
    /// the data names has been copied.
    /// </summary>
    private static async Task<int> Copy(
        SqliteDatabase database, FolderDocuments documents, string file, CancellationToken cancellation)
    {
        string folder = $"{file}.{FolderDocuments.FolderName}";
        if (Path.Exists(file) || Path.Exists(folder))
            throw new IOException(
                $"{(Path.Exists(file) ? file : folder)} is there already. A backup never overwrites anything: choose another name.");
        FolderDocuments copies = new(folder);
        int copied;
        try
        {
            copied = await documents.CopyTo(copies, cancellation);
            await database.Backup(file);
            copied += await documents.CopyTo(copies, cancellation);
        }
        catch
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            throw;
        }
        Console.WriteLine(file);
        if (copied > 0)
            Console.WriteLine($"{folder} ({copied} documents)");
        return CommandLine.Done;
    }
}

internal static class CheckCommand
{
    public static Command Make()
    {
        Option<DirectoryInfo> data = CommandLine.Data();
        Command command = new("check", "Plays every journal back and compares it with what is stored") { data };
        command.SetAction(async (parsed, cancellation) =>
        {
            DirectoryInfo folder = parsed.GetValue(data)!;
            FolderLock.EnsureNothingIsLost(folder.FullName);
            if (!SqliteDatabase.Exists(folder.FullName))
                return await CommandLine.Refuse($"There are no data in {folder.FullName}.");
            return await CommandLine.With(folder, async database =>
            {
                LocalSettings settings = LocalSettings.Load(folder.FullName);
                Pathway pathway = await ServiceSettings.PathwayIn(database.Register, CommandLine.RealTime,
                    settings.LoadPathway(folder.FullName), settings.SourceOfPathway(folder.FullName), cancellation);
                JournalCheck.Report report = await JournalCheck.Run(
                    database.Journeys, pathway, cancellation, FolderDocuments.In(folder.FullName));
                foreach (JournalCheck.Finding finding in report.Findings)
                    Console.WriteLine($"{finding.Journey:N}\t{finding.What}");
                IReadOnlyList<RecordCheck.Finding> records = await RecordCheck.Run(database.Register, cancellation);
                foreach (RecordCheck.Finding finding in records)
                    Console.WriteLine($"{finding.Kind} {finding.Key}\t{finding.What}");
                int findings = report.Findings.Count + records.Count;
                Console.WriteLine($"{report.Journeys} journeys checked, {findings} findings");
                return findings is 0 ? CommandLine.Done : CommandLine.NotDone;
            });
        });
        return command;
    }
}
