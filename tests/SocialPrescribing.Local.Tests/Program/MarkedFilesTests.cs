using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Local.Tests.Host;

namespace SocialPrescribing.Local.Tests.Program;

/// <summary>
/// The one-machine host supports somebody whose every value is marked. The marks are in the data, but not in the host's log, in any file
/// name, or in the output of its commands.
/// </summary>
public sealed class MarkedFilesTests : IDisposable
{
    private readonly DataFolder _data = new(), _copies = new();

    public void Dispose()
    {
        _data.Dispose();
        _copies.Dispose();
    }

    [Fact]
    public async Task No_file_is_called_after_anybody_and_no_command_and_no_telemetry_names_them()
    {
        KeptTelemetry kept = new();
        await using (OneMachine machine = await OneMachine.Start(data: _data.Folder, keepData: true, telemetry: kept.Exporters))
        {
            await MarkedLife.Of(machine);
            Assert.Equal([], Named());
            KeptTelemetry.LeaksAreFound(machine.Get<ILoggerFactory>(), Marked.Values[0], () => Named().Length);

            string[] Named()
            {
                machine.Get<MeterProvider>().ForceFlush();
                return [.. kept.All().Split('\n').Where(line => Marked.In(line) is not null)];
            }
        }
        List<string> said = [];
        string backup = Path.Combine(_copies.Path, "copy.db"), export = Path.Combine(_copies.Path, "moved.ndjson");
        foreach (string[] command in (string[][])[["facts", "rebuild"], ["backup", backup], ["check"], ["rest"], ["export", export]])
        {
            (int code, string text, string error) = await RunningProgram.Run([.. command, "--data", _data.Path]);
            Assert.True(code is 0, error);
            said.AddRange(text, error);
        }

        // Shows that the marks can be found, in the data and in each copy.
        foreach (string file in (string[])[Path.Combine(_data.Path, "social-prescribing.db"), backup, export])
            Assert.NotNull(Marked.In(System.Text.Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file))));
        string[] names = [.. new[] { _data, _copies }.SelectMany(f => f.Folder.GetFileSystemInfos("*", SearchOption.AllDirectories))
            .Select(f => f.FullName)];
        Assert.Contains(names, n => n.StartsWith($"{backup}.documents", StringComparison.Ordinal) && !Directory.Exists(n));
        Assert.Contains(names, n => n.EndsWith(".eml", StringComparison.Ordinal));
        Assert.Equal([], names.Where(n => Marked.In(n) is not null));
        Assert.Equal([], said.Where(s => Marked.In(s) is not null));
    }
}
