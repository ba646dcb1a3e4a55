using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using SocialPrescribing.Http.Tests.Pages;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Moving;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Local.Tests.Host;
using SocialPrescribing.Local.Tests.Program;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Web.Staff.Desk;

namespace SocialPrescribing.Local.Tests.Earlier;

/// <summary>
/// This version reads what earlier versions have written, whatever its form (see README.md beside the files). Each earlier version was
/// started, three invented people were referred to it and supported for a while, and it was stopped.
/// </summary>
public sealed class EarlierVersionsTests : IDisposable
{
    /// <summary>
    /// Two days after the files were written. Tasks due within hours are late by then, and planned meetings are still to come.
    /// </summary>
    private static readonly DateTimeOffset _later = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    public static TheoryData<string> Versions { get; } =
        [.. Directory.GetFiles(Files, "*.sql").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    private static string Files => Path.Combine(AppContext.BaseDirectory, "Earlier");

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_database_of_an_earlier_version_is_opened_and_everything_in_it_goes_on(string version)
    {
        JsonNode known = Restore(version);
        Guid[] people = PeopleIn(known);

        // An operator checks the data before starting the service.
        await using (SqliteDatabase database = SqliteDatabase.Open(_data.Path))
            foreach (Guid person in people)
                Assert.Equal(Folded(await database.Journeys.Journal(person, default)), Text(await database.Journeys.Find(person, default)));
        (int code, string said, _) = await RunningProgram.Run("check", "--data", _data.Path);
        Assert.Equal((0, $"{people.Length} journeys checked, 0 findings\n"), (code, said));

        await using OneMachine machine = await OneMachine.Start(_later, _data.Folder, keepData: true);
        await GoesOn(machine, people);

        // Old tokens and keys still work, and a referral that was sent before is not taken twice.
        using HttpResponseMessage board = await machine.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "api/tasks?assignee=me")
        {
            Headers = { { "X-Staff-Token", (string)known["staffToken"]! } }
        });
        Assert.Equal(HttpStatusCode.OK, board.StatusCode);
        using HttpResponseMessage again = await machine.Http.SendAsync(new HttpRequestMessage(HttpMethod.Post, "api/referrals")
        {
            Content = new StringContent((string)known["sent"]!, Encoding.UTF8, "application/json"),
            Headers = { { "X-Api-Key", (string)known["apiKey"]! }, { "Idempotency-Key", "first-0" } },
        });
        Assert.True(again.StatusCode is HttpStatusCode.Created, await again.Content.ReadAsStringAsync());
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(people.Length, await machine.Get<IJourneyStore>().All(default).CountAsync());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_file_that_an_earlier_version_exported_is_taken_and_everything_in_it_goes_on(string version)
    {
        JsonNode known = Known(version);
        WriteKeys();
        await using OneMachine machine = await OneMachine.Start(_later, _data.Folder, keepData: true);
        string admin = (await machine.AddStaff(StaffRole.Admin, "Ada Boss")).Token;
        (int code, string said, string error) = await RunningProgram.Run(
            ["import", Path.Combine(Files, $"{version}.ndjson"), "--to", machine.Host.Address.ToString(), "--other-pathway"],
            new Dictionary<string, string> { [RunningService.TokenVariable] = admin });
        Assert.True(code is 0, error);
        Assert.StartsWith("3 journeys, ", said, StringComparison.Ordinal);
        await GoesOn(machine, PeopleIn(known));
    }

    /// <summary>Each journey can be read, agrees with its journal, has its page and its next due time, and accepts
    /// another command.</summary>
    private static async Task GoesOn(OneMachine machine, Guid[] people)
    {
        IJourneyStore store = machine.Get<IJourneyStore>();
        await machine.Settle();
        StaffMember lead = await machine.LetSignIn((await machine.AddStaff(StaffRole.Lead, "Ingrid Later")).Member);
        using Visitor visitor = new(machine);
        await machine.SignIn(visitor, lead);
        foreach (Guid person in people)
        {
            StoredJourney stored = Assert.IsType<LoadedJourney.Found>(await store.Load(person, default)).Stored;
            Assert.False(stored.IsRebuilt);
            Assert.Equal(Folded(await store.Journal(person, default)), Text(stored));
            Assert.Equal(Agenda.Next(stored.State, machine.Get<Pathway>()), stored.NextDue);
            Assert.True(stored.NextDue > _later || stored.State.Stage is Stage.Closed);
            foreach (string page in JourneyTab.All.Append(JourneyTab.Summary).Select(t => t.PathIn(person)))
                Assert.Contains(stored.State.Person.FamilyName, WebUtility.HtmlDecode(await visitor.Html(page)), StringComparison.Ordinal);
            Assert.IsType<CommandResult.Done>(await machine.Get<JourneyService>()
                .Do(person, new Notes.Add("Read by a newer version."), Actor.Staff(lead.Id), "later-1", null, default));
        }
        Assert.Empty((await JournalCheck.Run(store, machine.Get<Pathway>(), default, machine.Get<IDocuments>())).Findings);
    }

    private JsonNode Restore(string version)
    {
        WriteKeys();
        using SqliteConnection connection = new(
            $"Data Source={Path.Combine(_data.Path, SqliteDatabase.FileName)};Pooling=False;Foreign Keys=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The files beside these tests.
        command.CommandText = File.ReadAllText(Path.Combine(Files, $"{version}.sql"));
#pragma warning restore CA2100
        command.ExecuteNonQuery();
        return Known(version);
    }

    /// <summary>Writes the keys with which the earlier versions ran.</summary>
    private void WriteKeys()
    {
        DirectoryInfo keys = _data.Folder.CreateSubdirectory("keys");
        File.WriteAllBytes(Path.Combine(keys.FullName, "person.key"), SHA256.HashData("invented person"u8));
        File.WriteAllBytes(Path.Combine(keys.FullName, "link-01.key"), SHA256.HashData("invented link"u8));
    }

    private static JsonNode Known(string version) => JsonNode.Parse(File.ReadAllText(Path.Combine(Files, $"{version}.json")))!;

    private static Guid[] PeopleIn(JsonNode known) => [.. known["people"]!.AsObject().Select(p => (Guid)p.Value!)];

    private static string Folded(IReadOnlyList<JournalCommit> journal) => Text(StoredTexts.Fold(journal).State!);

    private static string Text(StoredJourney? stored) => Text(stored!.State);

    private static string Text(Journey journey) => JsonSerializer.Serialize(journey, JourneyJson.Default.Journey);
}
