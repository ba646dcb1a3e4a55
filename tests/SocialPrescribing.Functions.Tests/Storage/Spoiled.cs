using Azure.Data.Tables;
using SocialPrescribing.Functions.Storage;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>A journey that cannot be read, as after a disk fault.</summary>
internal static class Spoiled
{
    public static async Task Make(TableServiceClient service, string prefix, Guid journey)
    {
        TableClient table = service.GetTableClient(prefix + "Journeys");
        await Change(JourneyPartition.State, row => row.With("State", row.Text("State")!.Split("\"lastTouchAt\"")[0] + "\"lastTouchAt\""));
        await Change(JourneyPartition.Event(1), row => row.With("Events", "["));

        async Task Change(string key, Action<TableEntity> change)
        {
            TableEntity row = (await table.GetEntityIfExistsAsync<TableEntity>(journey.ToString("N"), key)).Value!;
            change(row);
            await table.UpsertEntityAsync(row, TableUpdateMode.Replace);
        }
    }
}
