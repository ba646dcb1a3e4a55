using System.Diagnostics;
using Azure.Data.Tables;
using SocialPrescribing.Contracts;
using SocialPrescribing.Http.Tests;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>
/// Microsoft's emulator of blobs, queues and tables, in memory and on ports of this machine. It is started once for all
/// tests of the collection.
/// </summary>
public sealed class Azurite : IAsyncLifetime
{
    /// <summary>The emulator's account and key are public and the same everywhere.</summary>
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private static readonly string[] Services = ["Blob", "Queue", "Table"];

    private Process? _process;

    /// <summary>The address of each service, by the service's name in a connection string.</summary>
    public IReadOnlyDictionary<string, Uri> Endpoints { get; private set; } = new Dictionary<string, Uri>();

    public string ConnectionString => ConnectionTo(Endpoints);

    public static string ConnectionTo(IReadOnlyDictionary<string, Uri> endpoints) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
        + string.Concat(endpoints.Select(e => $"{e.Key}Endpoint={e.Value};"));

    public TableServiceClient Connect() => new(ConnectionString);

    public async Task InitializeAsync()
    {
        // xunit makes this fixture even if all tests of the collection are skipped.
        if (NeedsAttribute.Missing(typeof(AzuriteCollection)) is not null)
            return;
        _process = await NodeProgram.Start("SocialPrescribing.Functions.Tests/azurite", "server.mjs");
        Dictionary<string, Uri> endpoints = [];
        foreach (string service in Services)
        {
            string port = await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60))
                ?? throw new InvalidOperationException("Azurite did not start.");
            endpoints[service] = new Uri($"http://127.0.0.1:{port}/{Account}");
        }
        Endpoints = endpoints;
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
[Needs("node", "npm")]
public sealed class AzuriteCollection : ICollectionFixture<Azurite>;
