using System.CommandLine;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Commands;

/// <summary>Takes a published file into the data in a folder, or into a service that runs on either host.</summary>
internal static class ImportCommand
{
    /// <param name="file">Which file it is.</param>
    /// <param name="here">Takes it into the data in the folder.</param>
    /// <param name="there">Takes it into the service at the address.</param>
    public static Command Make(
        string what, string file, Func<FileInfo, DirectoryInfo, CancellationToken, Task<int>> here,
        Func<FileInfo, string, CancellationToken, Task<int>> there)
    {
        Option<DirectoryInfo> data = CommandLine.Data();
        Option<string?> url = CommandLine.Url();
        Argument<FileInfo> path = new("FILE") { Description = file };
        Command import = new("import", what) { path, url, data };
        import.SetAction(async (parsed, cancellation) =>
        {
            FileInfo given = parsed.GetValue(path)!;
            if (!given.Exists)
                return await CommandLine.Refuse($"There is no file {given}.");
            try
            {
                return parsed.GetValue(url) is { } address
                    ? await there(given, address, cancellation) : await here(given, parsed.GetValue(data)!, cancellation);
            }
            catch (ImportRefusedException e)
            {
                return await CommandLine.Refuse(e.Message);
            }
        });
        return import;
    }
}
