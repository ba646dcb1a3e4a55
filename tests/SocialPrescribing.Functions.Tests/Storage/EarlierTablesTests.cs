using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using SocialPrescribing.Contracts;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>
/// Tables as earlier versions filled them (README.md beside the files), with every row as it was. Each journey can be opened and goes on.
/// </summary>
public sealed class EarlierTablesTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static string Files => Path.Combine(AppContext.BaseDirectory, "Earlier");

    public static TheoryData<string> Versions { get; } =
        [.. Directory.GetFiles(Files, "*.jsonl").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Tables_of_an_earlier_version_are_opened_and_every_journey_goes_on(string version)
    {
        TestedTables store = await TestedTables.Begin(new FakeTables());
        int rows = 0;
        foreach (string line in await File.ReadAllLinesAsync(Path.Combine(Files, $"{version}.jsonl")))
        {
            JsonObject row = JsonNode.Parse(line)!.AsObject();
            await store.Table((string)row["table"]!).UpsertEntityAsync(Entity(row), TableUpdateMode.Replace, None);
            rows++;
        }
        Assert.InRange(rows, 50, int.MaxValue);
        await store.Start();

        Guid[] journeys = await store.Journeys.All(None).ToArrayAsync();
        Assert.Equal(3, journeys.Length);
        foreach (Guid journey in journeys)
        {
            StoredJourney stored = Assert.IsType<LoadedJourney.Found>(await store.Journeys.Load(journey, None)).Stored;
            Assert.False(stored.IsRebuilt);
            Assert.Equal(
                Given.Written(JournalCheck.Fold(await store.Journeys.Journal(journey, None)).State!), Given.Written(stored.State));
            Assert.NotEmpty(await store.Outbox.Of(journey, None));
            Assert.True(await store.Journeys.Reschedule(journey, stored.Version, Agenda.Next(stored.State, new Pathway()), None));
            await store.Journeys.Committed(stored, new Notes.Add("Read by a newer version."), "later-1");
        }
        Assert.Empty((await JournalCheck.Run(store.Journeys, new Pathway(), None)).Findings);
        Assert.Equal(journeys.Order(),
            (await store.Journeys.Journeys(new JourneyQuery(), None)).Items.Select(j => j.State.Id).Order());
        Assert.NotEmpty((await store.Journeys.Tasks(new TaskQuery(), None)).Items);
        foreach (RecordKind kind in (RecordKind[])[RecordKinds.Staff, RecordKinds.ApiKey, RecordKinds.Activity, RecordKinds.Reference])
            Assert.NotEmpty((await store.Register.List(kind.Name, "", 10, null, None)).Items);
    }

    /// <summary>The row as the service's JSON describes it.</summary>
    private static TableEntity Entity(JsonObject row)
    {
        TableEntity entity = [];
        foreach ((string name, JsonNode? value) in row)
            if (name is not "table" && !name.EndsWith("@odata.type", StringComparison.Ordinal))
                entity[name] = (string?)row[$"{name}@odata.type"] switch
                {
                    "Edm.Int64" => long.Parse((string)value!, CultureInfo.InvariantCulture),
                    "Edm.DateTime" => DateTimeOffset.Parse((string)value!, CultureInfo.InvariantCulture),
                    "Edm.Binary" => Convert.FromBase64String((string)value!),
                    null => value!.GetValueKind() switch
                    {
                        JsonValueKind.Number => (int)value,
                        JsonValueKind.True or JsonValueKind.False => (bool)value,
                        _ => (string)value!,
                    },
                    var other => throw new NotSupportedException(other),
                };
        return entity;
    }
}
