using System.Diagnostics;
using SocialPrescribing.Contracts;
using SocialPrescribing.Local.Storage;

namespace SocialPrescribing.Local.Tests.Program;

/// <summary>A service that runs under another account than the one under which its keys were made or brought back.</summary>
[Needs("setpriv")]
public sealed class UnreadableKeysTests : IDisposable
{
    private const UnixFileMode Everybody = (UnixFileMode)0x1FF;

    private readonly DataFolder _data = new();

    private string Keys => Path.Combine(_data.Path, "keys");

    public void Dispose()
    {
        // Whoever may not look into a folder cannot delete it either.
        if (!OperatingSystem.IsWindows() && Directory.Exists(Keys))
            File.SetUnixFileMode(Keys, Everybody);
        _data.Dispose();
    }

    [Theory]
    [InlineData("the folder")]
    [InlineData("a key")]
    public async Task Keys_that_may_not_be_read_are_told_in_a_sentence(string closed)
    {
        if (OperatingSystem.IsWindows())
            return;
        await SqliteDatabase.Open(_data.Path).DisposeAsync();
        Directory.CreateDirectory(Keys);
        string key = Path.Combine(Keys, "person.key");
        await File.WriteAllBytesAsync(key, new byte[32]);
        foreach (string file in Directory.EnumerateFileSystemEntries(_data.Path, "*", SearchOption.AllDirectories).Append(_data.Path))
            File.SetUnixFileMode(file, Everybody);
        File.SetUnixFileMode(closed is "a key" ? key : Keys, UnixFileMode.None);

        (int code, string said, string error) = await ServeAsSomebodyElse();

        Assert.Equal((1, ""), (code, said));
        Assert.Equal($"{Keys}: permission denied. Let the account under which the service runs read this folder and its files.\n", error);
    }

    /// <summary>The administrator may read everything, so where that is who runs the tests, the program is given another account.</summary>
    private async Task<(int Code, string Out, string Error)> ServeAsSomebodyElse()
    {
        string[] program = ["dotnet", Path.Combine(AppContext.BaseDirectory, "SocialPrescribing.Local.dll"), "serve", "--data", _data.Path,
            "--urls", "http://127.0.0.1:0"];
        string[] line = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", .. program] : program;
        using Process process = new()
        {
            StartInfo = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.Start();
        try
        {
            using CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
            Task<string> said = process.StandardOutput.ReadToEndAsync(patience.Token),
                error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await said, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
