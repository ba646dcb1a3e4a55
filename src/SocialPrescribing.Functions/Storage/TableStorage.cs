using Azure.Data.Tables;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Storage;

/// <summary>Where the state is kept: set one of the first two. They are checked at start with all others.</summary>
/// <param name="ConnectionString"><c>State__ConnectionString</c>: with a key, for Azurite and trials.</param>
/// <param name="TableServiceUri"><c>State__TableServiceUri</c>: with the identity that the host runs under.</param>
/// <param name="ClientId"><c>State__ClientId</c>: which identity, where a host has several.</param>
/// <param name="Prefix"><c>State__Prefix</c>, or else the environment's name. The names of the tables begin with it.</param>
public sealed record TableStorageOptions(
    string? ConnectionString, Uri? TableServiceUri, string? ClientId = null, string Prefix = TableStorageOptions.UsualPrefix)
{
    /// <summary>The operator's settings stand below it, these and all others.</summary>
    public const string Section = "SocialPrescribing";

    public const string UsualPrefix = "SocialPrescribing";

    /// <summary>Reads <c>State</c> among the service's settings. An address that is not valid counts as missing.</summary>
    public static TableStorageOptions From(IConfiguration configuration)
    {
        IConfigurationSection state = configuration.GetSection(Section).GetSection("State");
        return new TableStorageOptions(
            state["ConnectionString"] is { Length: > 0 } connection ? connection : null,
            Uri.TryCreate(state["TableServiceUri"], UriKind.Absolute, out Uri? uri) ? uri : null,
            state["ClientId"] is { Length: > 0 } identity ? identity : null,
            state["Prefix"] is { Length: > 0 } prefix ? prefix : TaskHub.EnvironmentIn(configuration) ?? UsualPrefix);
    }

    /// <summary>Whether the connection leads to Microsoft's emulator on this machine, which holds no real data.</summary>
    public static bool IsEmulator(string? connection)
    {
        try
        {
            return connection is not null
                && new TableServiceClient(connection) is { Uri.IsLoopback: true, AccountName: "devstoreaccount1" };
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    internal TableServiceClient Connect() =>
        ConnectionString is not null ? new TableServiceClient(ConnectionString, Options())
        : TableServiceUri is not null ? new TableServiceClient(TableServiceUri, new DefaultAzureCredential(Identity()), Options())
        : throw new InvalidOperationException(
            "There is no place for the state: set SocialPrescribing__State__TableServiceUri, or "
                + "SocialPrescribing__State__ConnectionString.");

    /// <summary>
    /// Whoever waits is told to come back after some seconds, instead of waiting for minutes. And a change with all its
    /// retries stays within <see cref="Boards.Patience"/>.
    /// </summary>
    private static TableClientOptions Options() => new() { Retry = { NetworkTimeout = TimeSpan.FromSeconds(15), MaxRetries = 3 } };

    /// <summary>Without a client id of our own, the identity that <c>AZURE_CLIENT_ID</c> names is used.</summary>
    internal DefaultAzureCredentialOptions Identity() => ClientId is null ? new() : new() { ManagedIdentityClientId = ClientId };
}

/// <summary>The tables and the ports over them.</summary>
internal sealed class TableStorage
{
    public const string RegisterTable = "Register";

    private readonly TableClient[] _tables;
    private readonly EarlierBoards _earlier;

    public TableStorage(TableServiceClient service, string prefix, Clocks clocks, ILoggerFactory log)
    {
        TableClient journeys = service.GetTableClient(prefix + "Journeys"), register = service.GetTableClient(prefix + RegisterTable),
            boards = service.GetTableClient(prefix + "Boards"), facts = service.GetTableClient(prefix + TableFacts.Table);
        _tables = [journeys, register, boards, facts];
        TableRegister records = new(register);
        TableFacts counted = new(facts, journeys);
        Boards index = new(boards, journeys, records, counted, clocks, log.CreateLogger<Boards>());
        _earlier = new EarlierBoards(boards, journeys, index);
        Register = records;
        Journeys = new TableJourneyStore(journeys, boards, index, _earlier, records, counted);
        Outbox = new TableOutbox(journeys, boards, index);
    }

    public IJourneyStore Journeys { get; }
    public IRegister Register { get; }
    public IOutbox Outbox { get; }

    public async Task Create(CancellationToken cancellation)
    {
        await Task.WhenAll(_tables.Select(t => t.CreateIfNotExistsAsync(cancellation)));
        await _earlier.Adopt(cancellation);
    }
}

internal static class TableStorageServices
{
    /// <summary>The ports over Table Storage, as <see cref="TableStorageOptions"/> says.</summary>
    /// <param name="configuration">All settings.</param>
    public static IServiceCollection AddTableStorage(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(TableStorageOptions.From(configuration))
        .AddSingleton(s => s.GetRequiredService<TableStorageOptions>().Connect())
        .AddSingleton(s => new TableStorage(
            s.GetRequiredService<TableServiceClient>(), s.GetRequiredService<TableStorageOptions>().Prefix, s.GetRequiredService<Clocks>(),
            s.GetRequiredService<ILoggerFactory>()))
        .AddSingleton(s => s.GetRequiredService<TableStorage>().Journeys)
        .AddSingleton(s => s.GetRequiredService<TableStorage>().Register)
        .AddSingleton(s => s.GetRequiredService<TableStorage>().Outbox)
        .AddSingleton<IPlaces>(s => new TablePlaces(
            s.GetRequiredService<TableServiceClient>()
                .GetTableClient(s.GetRequiredService<TableStorageOptions>().Prefix + TablePlaces.Table),
            PlacesOptions.Read(configuration.GetSection(TableStorageOptions.Section)[PlacesOptions.Setting]) ?? new PlacesOptions([])))
        .AddDocuments(configuration.GetSection(TableStorageOptions.Section))
        .AddSingleton<ITransientFailures, TableFailures>()
        .AddHostedService<TablesAtStart>();

    /// <summary>Makes missing tables before anything else begins.</summary>
    private sealed class TablesAtStart(TableStorage storage) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => storage.Create(cancellationToken);
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
