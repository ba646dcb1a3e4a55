using System.CommandLine;
using System.Globalization;
using SocialPrescribing.Local.Moving;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Web.Api;

namespace SocialPrescribing.Local.Commands;

/// <summary>The NHS's list of GP practices.</summary>
internal static class PracticesCommand
{
    public static Command Make()
    {
        Option<DirectoryInfo> data = CommandLine.Data();
        Argument<FileInfo> file = new("FILE")
        {
            Description = "The NHS's list of practices, epraccur.csv, as CSV or as the zip in which it is published"
        };
        Option<string?> url = new("--url")
        {
            Description = "The service at this address, on either host, instead of the data in a folder",
        };
        Command import = new("import", "Takes the list of practices instead of the one that was imported before") { file, url, data };
        import.SetAction((parsed, cancellation) =>
            Import(parsed.GetValue(data)!, parsed.GetValue(file)!, parsed.GetValue(url), cancellation));
        return new Command("practices", "GP practices, to find them by name and to know their codes") { import };
    }

    private static async Task<int> Import(DirectoryInfo data, FileInfo file, string? url, CancellationToken cancellation)
    {
        if (!file.Exists)
            return await CommandLine.Refuse($"There is no file {file}.");
        if (url is not null)
            return await Send(file, url, cancellation);
        await using FileStream stream = file.OpenRead();
        (PracticeFile? read, string? why) = PracticeFile.Open(stream);
        if (read is null)
            return await CommandLine.Refuse(why!);
        using PracticeFile list = read;
        return await CommandLine.Changing(data, async database =>
        {
            try
            {
                PracticesSource taken = await new Practices(database.Register, CommandLine.RealTime)
                    .Import(list.Rows(), file.Name, cancellation);
                return Tell(taken.Count, list.LeftOut, list.Bad);
            }
            catch (PracticesException e)
            {
                return await CommandLine.Refuse(e.Message);
            }
        }, cancellation);
    }

    private static async Task<int> Send(FileInfo file, string url, CancellationToken cancellation)
    {
        if (file.Length > PracticeFile.MostBytes)
            return await CommandLine.Refuse($"The file has more than {PracticeFile.MostBytes / 1024 / 1024} MB.");
        if (RunningService.AddressOf(url) is not { } address)
            return await MovingCommands.NoAddress(url);
        using RunningService service = RunningService.At(address);
        PracticesView taken = await service.ImportPractices(file.Name, await File.ReadAllBytesAsync(file.FullName, cancellation),
            cancellation);
        return Tell(taken.Practices, taken.LeftOut ?? 0, taken.Bad ?? []);
    }

    private static int Tell(int taken, int leftOut, IReadOnlyList<PracticeFile.BadRow> bad)
    {
        foreach (PracticeFile.BadRow row in bad)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"line {row.Line}\tleft out\t{row.Why}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{taken:N0} practices taken; {leftOut:N0} lines left out"));
        return CommandLine.Done;
    }
}
