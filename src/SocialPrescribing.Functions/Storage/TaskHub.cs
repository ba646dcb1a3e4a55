using Azure;
using Azure.Data.Tables;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// The hub of the orchestrations belongs to one environment. Two environments that shared it would try to advance each
/// other's journeys and not find them. So the first to start under a hub's name writes itself down as its owner, in the hub's
/// storage account, and everybody else is refused.
/// </summary>
internal static class TaskHub
{
    /// <summary>
    /// The environment's one name. The platform reads it, too, through host.json, where placeholders know settings only by their plain
    /// names. So it has no section.
    /// </summary>
    public const string EnvironmentSetting = "SOCIAL_PRESCRIBING_ENVIRONMENT";
    /// <summary>Overrules host.json. Older environments have set it, with <see cref="EarlierSetting"/>.</summary>
    public const string Overruling = "AzureFunctionsJobHost:extensions:durableTask:hubName";
    public const string EarlierSetting = TableStorageOptions.Section + ":Environment";
    /// <summary>One table for all environments of a storage account.</summary>
    public const string Table = TableStorageOptions.UsualPrefix + "Hubs";
    private const string Partition = "hub", OwnPartition = "environment";

    /// <summary>The hub's name as the platform knows it.</summary>
    public static string NameIn(IConfiguration configuration) =>
        Text(configuration, Overruling) ?? EnvironmentIn(configuration) ?? TableStorageOptions.UsualPrefix;

    /// <summary>Null for an environment that was created before they had names.</summary>
    public static string? EnvironmentIn(IConfiguration configuration) =>
        Text(configuration, EnvironmentSetting) ?? Text(configuration, EarlierSetting);

    private static string? Text(IConfiguration configuration, string setting) =>
        configuration[setting] is { Length: > 0 } text ? text : null;

    /// <summary>The storage account in which the platform keeps the hub; null where it is elsewhere, such as in the Durable
    /// Task Scheduler.</summary>
    public static TableServiceClient? Account(IConfiguration configuration)
    {
        IConfigurationSection storage = configuration.GetSection("AzureWebJobsStorage");
        if (storage.Value is { Length: > 0 } connection)
            return new TableServiceClient(connection);
        Uri? address = Uri.TryCreate(storage["tableServiceUri"], UriKind.Absolute, out Uri? given) ? given
            : storage["accountName"] is { Length: > 0 } name ? new Uri($"https://{name}.table.core.windows.net") : null;
        DefaultAzureCredentialOptions identity = storage["clientId"] is { Length: > 0 } id ? new() { ManagedIdentityClientId = id } : new();
        return address is null ? null : new TableServiceClient(address, new DefaultAzureCredential(identity));
    }

    /// <param name="register">The environment's register, which holds the environment's id.</param>
    /// <exception cref="SettingsException">The hub belongs to another environment.</exception>
    public static async Task Claim(
        TableServiceClient account, string hub, TableClient register, string prefix, CancellationToken cancellation)
    {
        TableClient owners = account.GetTableClient(Table);
        await owners.CreateIfNotExistsAsync(cancellation);
        string own =
            await Written(register, new TableEntity(OwnPartition, "id") { ["Owner"] = Guid.NewGuid().ToString("N") }, cancellation);
        // The platform does not tell capitals from small letters in a hub's name.
        string owner = await Written(owners, new TableEntity(Partition, hub.ToLowerInvariant()) { ["Owner"] = own, ["Tables"] = prefix },
            cancellation);
        if (owner != own)
            throw new SettingsException([
                $"{EnvironmentSetting}: the task hub {hub} in this storage account belongs to another environment. Give this one a name of "
                + $"its own. If the other one is gone, delete the row {Partition}/{hub.ToLowerInvariant()} in the table {Table}"]);
    }

    /// <summary>The stored owner. If there was none, it is ours now.</summary>
    private static async Task<string> Written(TableClient table, TableEntity row, CancellationToken cancellation)
    {
        if (await table.Find(row.PartitionKey, row.RowKey, cancellation) is not { } there)
        {
            try
            {
                await table.AddEntityAsync(row, cancellation);
            }
            catch (RequestFailedException e) when (e.Status is 409)
            {
                // Another instance wrote the row first, or our own first answer was lost.
            }
            there = (await table.Find(row.PartitionKey, row.RowKey, cancellation))!;
        }
        return there.GetString("Owner");
    }

    /// <summary>Claims the hub before anything is advanced.</summary>
    internal sealed class ClaimedAtStart(TableServiceClient state, TableStorageOptions options, IConfiguration configuration)
        : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Account(configuration) is { } account
            ? Claim(account, NameIn(configuration), state.GetTableClient(options.Prefix + TableStorage.RegisterTable), options.Prefix,
                cancellationToken)
            : Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
