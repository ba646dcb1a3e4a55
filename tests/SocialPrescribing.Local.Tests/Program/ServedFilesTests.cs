using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Local.Tests.Program;

/// <summary>The real program, asked for files by addresses that no browser would send as they are.</summary>
public sealed partial class ServedFilesTests : IDisposable
{
    /// <summary>How a name is put to reach a file: in the root, or out of a folder, plain and encoded.</summary>
    private static readonly string[] _ways =
        ["/{0}", "//{0}", "/./{0}", "/assets/{0}", "/assets/../{0}", "/assets/%2e%2e/{0}", "/assets/..%2f{0}", "/..\\{0}", "/%2e%2e%2f{0}"];

    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task No_folder_is_listed_and_no_file_beside_the_program_is_served()
    {
        _data.Write("settings.json", """{ "service": { "name": "Riverside Social Prescribing" } }""");
        await using RunningProgram program = await RunningProgram.Serve(_data.Folder);
        string page = await program.Http.GetStringAsync("/sign-in");
        string asset = Asset().Match(page).Value;
        // The program works where it was started, so that is one more place from which a file could come.
        string[] there =
        [
            .. new[] { _data.Path, AppContext.BaseDirectory, Environment.CurrentDirectory }
                .SelectMany(folder => new DirectoryInfo(folder).EnumerateFileSystemInfos())
                .Select(f => f is DirectoryInfo ? f.Name + "/" : f.Name).Distinct(),
            "documents/", ".git/config", ".git/HEAD", "etc/passwd", "../../../../etc/passwd", _data.Path[1..] + "/settings.json",
        ];
        Assert.Superset(new HashSet<string> { "settings.json", "social-prescribing.db", "keys/", "SocialPrescribing.Local.dll" },
            there.ToHashSet());

        Assert.Equal(200, await Ask(program.Http.BaseAddress!, asset));
        List<string> served = [];
        foreach (string name in there)
            foreach (string way in _ways)
            {
                string path = string.Format(CultureInfo.InvariantCulture, way, name);
                if (await Ask(program.Http.BaseAddress!, path) is not (>= 300 and < 500) and int status)
                    served.Add($"{path}: {status}");
            }
        foreach (string folder in (string[])["/assets/", "/assets", "/assets/.", "/assets/../assets/"])
            if (await Ask(program.Http.BaseAddress!, folder) is not (>= 300 and < 500) and int status)
                served.Add($"{folder}: {status}");
        Assert.Empty(served);
    }

    /// <summary>Sends the address as it is: any client for HTTP would put it in order first.</summary>
    private static async Task<int> Ask(Uri program, string path)
    {
        using TcpClient line = new();
        await line.ConnectAsync(program.Host, program.Port);
        await using NetworkStream stream = line.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"GET {path} HTTP/1.1\r\nHost: {program.Authority}\r\nConnection: close\r\n\r\n"));
        using StreamReader answer = new(stream);
        return int.Parse((await answer.ReadLineAsync())!.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("/assets/[^\"]+\\.css")]
    private static partial Regex Asset();
}
