using System.CommandLine;
using System.Globalization;
using SocialPrescribing.Service.Directory;

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
        Command import = new("import", "Takes the list of practices instead of the one that was imported before") { file, data };
        import.SetAction((parsed, cancellation) => Import(parsed.GetValue(data)!, parsed.GetValue(file)!, cancellation));
        return new Command("practices", "GP practices, to find them by name and to know their codes") { import };
    }

    private static async Task<int> Import(DirectoryInfo data, FileInfo file, CancellationToken cancellation)
    {
        if (!file.Exists)
            return await CommandLine.Refuse($"There is no file {file}.");
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
                foreach (PracticeFile.BadRow bad in list.Bad)
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"line {bad.Line}\tleft out\t{bad.Why}"));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{taken.Count:N0} practices taken; {list.LeftOut:N0} lines left out"));
                return CommandLine.Done;
            }
            catch (PracticesException e)
            {
                return await CommandLine.Refuse(e.Message);
            }
        }, cancellation);
    }
}
