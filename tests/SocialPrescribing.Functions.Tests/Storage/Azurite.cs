using System.Diagnostics;
using Azure.Data.Tables;
using SocialPrescribing.Http.Tests;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>Microsoft's emulator on a port of this machine, started once for all tests of the collection: the real client talks to it over HTTP.</summary>
public sealed class Azurite : IAsyncLifetime
{
    /// <summary>The emulator's account and key are known to everybody, and the same everywhere.</summary>
    private const string Account = "devstoreaccount1", Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private Process? _process;

    public string ConnectionString { get; private set; } = "";

    public TableServiceClient Connect() => new(ConnectionString);

    public async Task InitializeAsync()
    {
        _process = await NodeProgram.Start("azurite", "server.mjs");
        string port = await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) ?? throw new InvalidOperationException("Azurite did not start.");
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};TableEndpoint=http://127.0.0.1:{port}/{Account};";
    }

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
