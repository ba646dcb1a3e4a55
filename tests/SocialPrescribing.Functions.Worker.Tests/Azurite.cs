using System.Diagnostics;
using SocialPrescribing.Http.Tests;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>Microsoft's emulator of blobs, queues and tables on ports of this machine, in memory.</summary>
public sealed class Azurite : IAsyncLifetime
{
    /// <summary>The emulator's account and key are known to everybody, and the same everywhere.</summary>
    private const string Account = "devstoreaccount1", Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private Process? _process;

    public string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (NodeFactAttribute.Missing is not null)
            return;
        _process = await NodeProgram.Start("SocialPrescribing.Functions.Tests/azurite", "server.mjs", "blob", "queue", "table");
        string[] ports = [await Port(), await Port(), await Port()];
        string At(string name, string port) => $"{name}Endpoint=http://127.0.0.1:{port}/{Account};";
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};{At("Blob", ports[0])}{At("Queue", ports[1])}{At("Table", ports[2])}";
    }

    private async Task<string> Port() =>
        await _process!.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) ?? throw new InvalidOperationException("Azurite did not start.");

    public async Task DisposeAsync()
    {
        if (_process is null)
            return;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

[CollectionDefinition(nameof(Azurite))]
public sealed class AzuriteCollection : ICollectionFixture<Azurite>;

/// <summary>A test that needs Azurite, which Node runs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = Missing;

    public static string? Missing { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node"))) ? null : "Node is not installed, which Azurite needs.";
}
