using System.CommandLine;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Commands;

internal static class BackupCommand
{
    public static Command Make()
    {
        Option<DirectoryInfo> data = CommandLine.Data();
        Argument<FileInfo> file = new("FILE") { Description = "Where the copy goes; it must not be there yet" };
        Command command =
            new("backup", "Copies the data into one file, also while the service runs. Keep the keys folder with it.") { file, data };
        command.SetAction(async (parsed, _) =>
        {
            if (!SqliteDatabase.Exists(parsed.GetValue(data)!.FullName))
                return await CommandLine.Refuse($"There are no data in {parsed.GetValue(data)!.FullName}.");
            return await CommandLine.With(parsed.GetValue(data)!, async database =>
            {
                await database.Backup(parsed.GetValue(file)!.FullName);
                Console.WriteLine(parsed.GetValue(file)!.FullName);
                return CommandLine.Done;
            });
        });
        return command;
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
            if (!SqliteDatabase.Exists(folder.FullName))
                return await CommandLine.Refuse($"There are no data in {folder.FullName}.");
            return await CommandLine.With(folder, async database =>
            {
                JournalCheck.Report report = await JournalCheck.Run(database.Journeys, LocalSettings.Load(folder.FullName)
                    .LoadPathway(folder.FullName), cancellation);
                foreach (JournalCheck.Finding finding in report.Findings)
                    Console.WriteLine($"{finding.Journey:N}\t{finding.What}");
                Console.WriteLine($"{report.Journeys} journeys checked, {report.Findings.Count} findings");
                return report.Findings.Count is 0 ? CommandLine.Done : CommandLine.NotDone;
            });
        });
        return command;
    }
}
