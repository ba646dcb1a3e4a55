using System.Text.Json.Nodes;
using Azure.Data.Tables;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>The rows of an Azure host's tables.</summary>
internal static class InventoryOfTables
{
    public static async Task<Inventory> Of(AzureHostRunning host)
    {
        TableServiceClient service = host.Get<TableServiceClient>();
        string prefix = host.Get<TableStorageOptions>().Prefix;
        Dictionary<string, string> journal = [], states = [];
        HashSet<string> letters = [];
        await foreach (TableEntity row in service.GetTableClient(prefix + "Journeys").QueryAsync<TableEntity>())
        {
            string key = $"{row.PartitionKey}/{row.RowKey}";
            if (row.RowKey.StartsWith("event-", StringComparison.Ordinal))
                journal.Add(key, $"{row["At"]}{row["ActorKind"]}{Of(row, "Actor")}{Of(row, "CommandId")}{Text(row, "Events")}");
            else if (row.RowKey is "state")
                states.Add(row.PartitionKey, Text(row, "State"));
            else if (row.RowKey.StartsWith("message-", StringComparison.Ordinal))
                letters.Add(key);
        }
        Dictionary<string, JsonNode?> records = [];
        Dictionary<string, string> kinds =
            RecordKinds.All.Select(k => k.Name).Distinct().ToDictionary(name => $"kind-{TableKey.Encode(name)}");
        await foreach (TableEntity row in service.GetTableClient(prefix + "Register").QueryAsync<TableEntity>())
            if (kinds.TryGetValue(row.PartitionKey, out string? kind) && Of(row, "Key") is { } key
                && TableKey.ReadTime(Of(row, "ExpiresAt") as string) is null && Inventory.Moves($"{kind}/{key}"))
                records.Add($"{kind}/{key}", JsonNode.Parse(Text(row, "Json")));
        return new Inventory(journal, states, records, letters);
    }

    private static object? Of(TableEntity row, string name) => row.TryGetValue(name, out object? value) ? value : null;

    /// <summary>Long texts are split over numbered columns.</summary>
    private static string Text(TableEntity row, string name) => string.Concat(
        Enumerable.Range(0, row.Count).Select(part => Of(row, $"{name}{part}") as string).TakeWhile(part => part is not null));
}
