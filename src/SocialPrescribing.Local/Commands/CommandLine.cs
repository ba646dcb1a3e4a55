using System.CommandLine;
using Microsoft.Data.Sqlite;
using SocialPrescribing.Local.Moving;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Web.Letters;

namespace SocialPrescribing.Local.Commands;

/// <summary>
/// What all commands share: the data folder, exit codes, and how failures are reported. 0 means done, 1 not done, 2 not understood.
/// </summary>
internal static class CommandLine
{
    public const int Done = 0;
    public const int NotDone = 1;
    public const int NotUnderstood = 2;

    public static Option<DirectoryInfo> Data() => new("--data")
    {
        Description = "The folder that holds the service's data",
        DefaultValueFactory = _ => new DirectoryInfo("data"),
    };

    public static Option<string?> Url() => new("--url")
    {
        Description = "The service at this address, on either host, instead of the data in a folder",
    };

    public static async Task<int> Run(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("Try --help.");
            return NotUnderstood;
        }
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (SqliteException e)
        {
            // SQLite's messages name tables and columns, and never what is stored in them.
            await Console.Error.WriteLineAsync(new SqliteFailures().Explain(e) is { } why
                ? $"The data cannot be used: {why}."
                : $"The data cannot be used: {e.Message} Stop the service and restore a backup if this stays so.");
            return NotDone;
        }
        catch (Exception e)
            when (e is SettingsException or MessageTemplateException or NewerSchemaException or IOException or UnauthorizedAccessException)
        {
            // These messages are one sentence for the operator about what they can correct. Any other exception is a bug and
            // is shown with its trace.
            await Console.Error.WriteLineAsync(e.Message);
            return NotDone;
        }
    }

    /// <summary>Opens the data for a short command, beside a running service if there is one.</summary>
    public static async Task<int> With(DirectoryInfo data, Func<SqliteDatabase, Task<int>> work)
    {
        FolderLock.EnsureNothingIsLost(data.FullName);
        await using SqliteDatabase database = SqliteDatabase.Open(data.FullName);
        return await work(database);
    }

    /// <summary>The same for a command that writes. It is refused while the service is being moved, because what it writes would be
    /// left behind.</summary>
    public static Task<int> Changing(DirectoryInfo data, Func<SqliteDatabase, Task<int>> work, CancellationToken cancellation) =>
        With(data, async database =>
        await Standstill.Read(database.Register, cancellation) is { Why: RestReason.Asked }
            ? await Refuse("The service rests, because it is being moved: this would stay behind. End that with rest --end.")
            : await work(database));

    /// <summary>Speaks to the service at an address. It sends a token, so no address will do over which that can be read.</summary>
    public static async Task<int> At(string url, Func<RunningService, Task<int>> work)
    {
        if (RunningService.AddressOf(url) is not { } address)
            return await NoAddress(url);
        using RunningService service = RunningService.At(address);
        return await work(service);
    }

    public static async Task<int> NoAddress(string url)
    {
        await Console.Error.WriteLineAsync($"\"{url}\": allowed is an https address, or http on this machine.");
        return NotUnderstood;
    }

    public static async Task<int> Refuse(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return NotDone;
    }

    public static Clocks RealTime { get; } = new(TimeProvider.System, TimeProvider.System);
}
