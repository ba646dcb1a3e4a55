using System.CommandLine;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Local.Commands;

internal static class ServeCommand
{
    private static readonly Option<DirectoryInfo> Data = CommandLine.Data();
    private static readonly Option<string> Urls = new("--urls")
    {
        Description = "Where to listen",
        DefaultValueFactory = _ => LocalOptions.DefaultUrl,
    };

    public static Command Make()
    {
        Command command = new("serve", "Runs the service until it is told to stop (the default)");
        AddTo(command);
        return command;
    }

    /// <summary>Adds serving to a command: both to the command of that name and to the program without a command.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(Data);
        command.Options.Add(Urls);
        command.SetAction((parsed, cancellation) => Serve(parsed.GetValue(Data)!, parsed.GetValue(Urls)!, cancellation));
    }

    private static async Task<int> Serve(DirectoryInfo data, string urls, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(urls, UriKind.Absolute, out Uri? url) || url.Scheme is not "http" || url.AbsolutePath is not "/")
        {
            await Console.Error
                .WriteLineAsync(
                    $"--urls: found \"{urls}\"; allowed is one address such as {LocalOptions.DefaultUrl}. For https put a reverse proxy in "
                        + $"front.");
            return CommandLine.NotUnderstood;
        }
        await using LocalHost host = await LocalHost.Start(new LocalOptions(data.FullName, url), cancellation);
        string at = host.Address.ToString().TrimEnd('/');
        Console.WriteLine($"Social Prescribing runs at {at}");
        // Beside an address that is published, forms of this machine's are not taken.
        if (host.Services.GetRequiredService<ServiceProfile>().PublicUrl is { IsLoopback: false } known)
            at = known.ToString().TrimEnd('/');
        Console.WriteLine($"  Board      {at}/board");
        Console.WriteLine($"  Referrals  POST {at}/api/referrals (see {at}/openapi.yaml)");
        Console.WriteLine($"  Data       {data.FullName}");
        StaffDirectory staff = host.Services.GetRequiredService<StaffDirectory>();
        if (!await staff.HasAdmin(cancellation))
            Console.WriteLine(
                $"There is no admin yet. Set the first one's password here, once: {at}/set-up/"
                    + $"{await staff.IssueSetUpLink(null, cancellation)}");
        Console.WriteLine("Stop it with Ctrl+C.");
        await host.WaitForShutdown(cancellation);
        return CommandLine.Done;
    }
}
