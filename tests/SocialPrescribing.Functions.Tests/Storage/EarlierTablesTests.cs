using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>
/// Tables as earlier versions filled them (README.md beside the files), with every row as it was. Each journey can be opened and goes on.
/// </summary>
public sealed class EarlierTablesTests
{
    /// <summary>Two days after the files were written. Tasks are late by then, and planned meetings are still to come.</summary>
    private static readonly DateTimeOffset _later = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly CancellationToken None = CancellationToken.None;

    private static string Files => Path.Combine(AppContext.BaseDirectory, "Earlier");

    public static TheoryData<string> Versions { get; } =
        [.. Directory.GetFiles(Files, "*.jsonl").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    /// <summary>Those whose program was asked over HTTP, and which say to whom something was handed out.</summary>
    public static TheoryData<string> Lives { get; } =
        [.. Directory.GetFiles(Files, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Versions))]
    public Task Tables_of_an_earlier_version_are_opened_and_every_journey_goes_on(string version) =>
        GoOn(version, new FakeTables());

    /// <summary>Old keys and tokens work, lists and letters are there, and what falls due happens.</summary>
    [Theory]
    [MemberData(nameof(Lives))]
    public async Task The_host_works_on_with_what_an_earlier_one_has_written(string version)
    {
        JsonNode known = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Files, $"{version}.json")))!;
        Guid[] people = [.. known["people"]!.AsObject().Select(p => Guid.Parse((string)p.Value!)).Order()];
        await using AzureOnOneMachine azure = await AzureOnOneMachine.Start(AzureOnOneMachine.OnAzure, new TestClock(_later));
        string prefix = azure.Get<TableStorageOptions>().Prefix;
        await Fill(version, table => azure.Get<TableServiceClient>().GetTableClient(prefix + table));
        await azure.Get<TableStorage>().Create(None);
        async Task<int> Letters() => (await Task.WhenAll(people.Select(p => azure.Get<IOutbox>().Of(p, None)))).Sum(l => l.Count);
        int letters = await Letters();
        Assert.InRange(letters, 5, 100);

        using HttpResponseMessage tasks = await azure.Ask("/api/tasks?assignee=me", token: (string)known["staffToken"]!);
        Assert.Contains((await Read(tasks))["items"]!.AsArray(), t => people.Contains(Guid.Parse((string)t!["journey"]!)));
        using HttpResponseMessage again = await azure.Send(HttpMethod.Post, "/api/referrals",
            new StringContent((string)known["sent"]!, Encoding.UTF8, "application/json"), null,
            ("X-Api-Key", (string)known["apiKey"]!), ("Idempotency-Key", "first-0"));
        Assert.True(again.StatusCode is HttpStatusCode.Created, await again.Content.ReadAsStringAsync());
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());

        await azure.Move(TimeSpan.FromDays(10));
        foreach (Guid person in people)
        {
            using HttpResponseMessage seen = await azure.Ask($"/api/journeys/{person}", token: (string)known["leadToken"]!);
            Assert.True(seen.StatusCode is HttpStatusCode.OK, await seen.Content.ReadAsStringAsync());
            using HttpResponseMessage noted = await azure.Send(HttpMethod.Post, $"/api/journeys/{person}/commands",
                AzureOnOneMachine.Json("""{"commandId":"later-1","kind":"addNote","text":"Read by a newer version."}"""), null,
                ("X-Staff-Token", (string)known["leadToken"]!));
            Assert.True(noted.StatusCode is HttpStatusCode.OK, await noted.Content.ReadAsStringAsync());
        }
        Assert.Equal(people, await azure.Get<IJourneyStore>().All(None).Order().ToArrayAsync());
        Assert.Empty((await JournalCheck.Run(azure.Get<IJourneyStore>(), new Pathway(), None)).Findings);
        Assert.Empty(await azure.Get<IJourneyStore>().DueBy(azure.Clock.Now, 10, None));
        Assert.InRange(await Letters(), letters + 1, 200);
    }

    private static async Task<JsonNode> Read(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task Fill(string version, Func<string, TableClient> table)
    {
        int rows = 0;
        foreach (string line in await File.ReadAllLinesAsync(Path.Combine(Files, $"{version}.jsonl")))
        {
            JsonObject row = JsonNode.Parse(line)!.AsObject();
            await table((string)row["table"]!).UpsertEntityAsync(Entity(row), TableUpdateMode.Replace, None);
            rows++;
        }
        Assert.InRange(rows, 50, int.MaxValue);
    }

    internal static async Task GoOn(string version, TableServiceClient tables)
    {
        TestedTables store = await TestedTables.Begin(tables);
        await Fill(version, store.Table);
        await store.Start();

        Guid[] journeys = await store.Journeys.All(None).ToArrayAsync();
        Assert.Equal(3, journeys.Length);
        foreach (Guid journey in journeys)
        {
            StoredJourney stored = Assert.IsType<LoadedJourney.Found>(await store.Journeys.Load(journey, None)).Stored;
            Assert.False(stored.IsRebuilt);
            Assert.Equal(
                Given.Written(StoredTexts.Fold(await store.Journeys.Journal(journey, None)).State!), Given.Written(stored.State));
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

/// <summary>The same in Microsoft's emulator of Table Storage.</summary>
[Collection(nameof(Azurite))]
public sealed class EarlierTablesOnAzuriteTests(Azurite azurite)
{
    public static TheoryData<string> Versions => EarlierTablesTests.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public Task Tables_of_an_earlier_version_are_opened_and_every_journey_goes_on(string version) =>
        EarlierTablesTests.GoOn(version, azurite.Connect());
}
