using System.CommandLine;
using System.Globalization;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Api;

namespace SocialPrescribing.Local.Commands;

/// <summary>Where postcodes are.</summary>
internal static class PlacesCommand
{
    public static Command Make() => new("places", "Where postcodes are, for distances")
    {
        ImportCommand.Make("Takes the places of postcodes instead of those that were imported before",
            "The ONS Postcode Directory or Ordnance Survey's Code-Point Open, as CSV or as the zip in which it is published", Import, Send),
    };

    private static async Task<int> Import(FileInfo file, DirectoryInfo data, CancellationToken cancellation)
    {
        await using FileStream stream = file.OpenRead();
        (PostcodeFile? read, string? why) = PostcodeFile.Open(stream);
        if (read is null)
            return await CommandLine.Refuse(why!);
        using PostcodeFile postcodes = read;
        // As with activities, this can be done before the first start.
        SqliteDatabase.MakeFolder(data.FullName);
        using PlacesFile places = new(data.FullName);
        PlacesSource taken = await places.Import(postcodes.Rows(), file.Name, CommandLine.RealTime.Now, cancellation);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{taken.Postcodes:N0} postcodes taken; {postcodes.LeftOut:N0} lines have no place"));
        return CommandLine.Done;
    }

    /// <summary>The service is sent the places that it keeps, and no others: the whole list would be too much for one request.</summary>
    private static async Task<int> Send(FileInfo file, string url, CancellationToken cancellation)
    {
        await using FileStream stream = file.OpenRead();
        (PostcodeFile? read, string? why) = PostcodeFile.Open(stream);
        if (read is null)
            return await CommandLine.Refuse(why!);
        using PostcodeFile postcodes = read;
        return await CommandLine.At(url, async service =>
        {
            using MemoryStream cut = new();
            postcodes.Cut((await service.Places(cancellation)).Areas, cut);
            PlacesView taken = await service.ImportPlaces(file.Name, cut.ToArray(), cancellation);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{taken.Postcodes:N0} postcodes taken"));
            return CommandLine.Done;
        });
    }
}
