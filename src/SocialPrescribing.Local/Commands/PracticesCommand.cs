using System.CommandLine;
using System.Globalization;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Web.Api;

namespace SocialPrescribing.Local.Commands;

/// <summary>The NHS's list of GP practices.</summary>
internal static class PracticesCommand
{
    public static Command Make() => new("practices", "GP practices, to find them by name and to know their codes")
    {
        ImportCommand.Make("Takes the list of practices instead of the one that was imported before",
            "The NHS's list of practices, epraccur.csv, as CSV or as the zip in which it is published", Import, Send),
    };

    private static async Task<int> Import(FileInfo file, DirectoryInfo data, CancellationToken cancellation)
    {
        await using FileStream stream = file.OpenRead();
        (PracticeFile? read, string? why) = PracticeFile.Open(stream);
        if (read is null)
            return await CommandLine.Refuse(why!);
        using PracticeFile list = read;
        return await CommandLine.Changing(data, async database =>
        {
            PracticesSource taken = await new Practices(database.Register, CommandLine.RealTime)
                .Import(list.Rows(), file.Name, cancellation);
            return Tell(taken.Count, list.LeftOut, list.Bad);
        }, cancellation);
    }

    private static async Task<int> Send(FileInfo file, string url, CancellationToken cancellation)
    {
        if (file.Length > PracticeFile.MostBytes)
            return await CommandLine.Refuse($"The file has more than {PracticeFile.MostBytes / 1024 / 1024} MB.");
        return await CommandLine.At(url, async service =>
        {
            PracticesView taken = await service.ImportPractices(
                file.Name, await File.ReadAllBytesAsync(file.FullName, cancellation), cancellation);
            return Tell(taken.Practices, taken.LeftOut ?? 0, taken.Bad ?? []);
        });
    }

    private static int Tell(int taken, int leftOut, IReadOnlyList<PracticeFile.BadRow> bad)
    {
        foreach (PracticeFile.BadRow row in bad)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"line {row.Line}\tleft out\t{row.Why}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{taken:N0} practices taken; {leftOut:N0} lines left out"));
        return CommandLine.Done;
    }
}
