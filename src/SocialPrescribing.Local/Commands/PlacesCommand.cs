using System.CommandLine;
using System.Globalization;
using SocialPrescribing.Local.Moving;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Api;

namespace SocialPrescribing.Local.Commands;

/// <summary>Where postcodes are.</summary>
internal static class PlacesCommand
{
    public static Command Make()
    {
        Option<DirectoryInfo> data = CommandLine.Data();
        Argument<FileInfo> file = new("FILE")
        {
            Description =
                "The ONS Postcode Directory or Ordnance Survey's Code-Point Open, as CSV or as the zip in which it is published"
        };
        Option<string?> url = new("--url")
        {
            Description = "The service at this address, on either host, instead of the data in a folder; it is sent what it keeps",
        };
        Command import = new("import", "Takes the places of postcodes instead of those that were imported before") { file, url, data };
        import.SetAction((parsed, cancellation) =>
            Import(parsed.GetValue(data)!, parsed.GetValue(file)!, parsed.GetValue(url), cancellation));
        return new Command("places", "Where postcodes are, for distances") { import };
    }

    private static async Task<int> Import(DirectoryInfo data, FileInfo file, string? url, CancellationToken cancellation)
    {
        if (!file.Exists)
            return await CommandLine.Refuse($"There is no file {file}.");
        await using FileStream stream = file.OpenRead();
        (PostcodeFile? postcodes, string? why) = PostcodeFile.Open(stream);
        if (postcodes is null)
            return await CommandLine.Refuse(why!);
        if (url is not null)
            using (postcodes)
                return await Send(postcodes, file.Name, url, cancellation);
        // As with activities, this can be done before the first start.
        SqliteDatabase.MakeFolder(data.FullName);
        using (postcodes)
        using (PlacesFile places = new(data.FullName))
        {
            try
            {
                PlacesSource taken = await places.Import(postcodes.Rows(), file.Name, CommandLine.RealTime.Now, cancellation);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{taken.Postcodes:N0} postcodes taken; {postcodes.LeftOut:N0} lines have no place"));
                return CommandLine.Done;
            }
            catch (PlacesException e)
            {
                return await CommandLine.Refuse(e.Message);
            }
        }
    }

    private static async Task<int> Send(PostcodeFile postcodes, string name, string url, CancellationToken cancellation)
    {
        if (RunningService.AddressOf(url) is not { } address)
            return await MovingCommands.NoAddress(url);
        using RunningService service = RunningService.At(address);
        using MemoryStream cut = new();
        try
        {
            postcodes.Cut((await service.Places(cancellation)).Areas, cut);
        }
        catch (PlacesException e)
        {
            return await CommandLine.Refuse(e.Message);
        }
        PlacesView taken = await service.ImportPlaces(name, cut.ToArray(), cancellation);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{taken.Postcodes:N0} postcodes taken"));
        return CommandLine.Done;
    }
}
