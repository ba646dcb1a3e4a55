using System.Text;
using System.Text.Json.Nodes;
using SocialPrescribing.Contracts;
using SocialPrescribing.Http.Tests.GoingBack;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Demo;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Web;
using Xunit.Abstractions;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>
/// The night after an upgrade: something is wrong, and the Azure host from before is deployed again, onto the same tables, the same task
/// hub and the same documents. It goes on with what this version wrote. The next day this version comes back and goes on with what that
/// one wrote.
/// </summary>
[Collection(nameof(GoneBack))]
public sealed class GoingBackTests(Azurite azurite, ITestOutputHelper output)
{
    /// <summary>Each row costs a request here. The half year is in the same test of the one-machine host.</summary>
    private static readonly TimeSpan Months = TimeSpan.FromDays(28);

    [NeedsHistoryFact]
    public async Task The_host_before_goes_on_with_what_this_one_wrote_and_this_one_with_what_that_one_wrote()
    {
        VersionBefore before = await VersionBefore.Build("src/SocialPrescribing.Functions");
        output.WriteLine(before.ToString());
        DateTimeOffset begin = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()) - WrittenToday.Takes;
        AzureHostRunning host = await AzureHostRunning.Prepare(azurite.ConnectionString, begin, change: Set);
        await Live(host, begin);
        await host.Run(durableOnAzurite: true);
        await using TestedService service = TestedHost.On(host, begin);
        WrittenToday written = await WrittenToday.Into(service);
        AnyVersion Seen() => new(host.Http, host.Origin, written, () => host.Letters().Count);
        string[] works = await Seen().Opens(written.Links);
        Desk signedIn = Seen().Browser();
        await signedIn.SignIn(written.Email);
        await Ends(host);
        output.WriteLine("Links: " + string.Join(' ', works.CountBy(l => l.Split('/', '?')[1]).Select(k => $"{k.Key} {k.Value}")));
        Inventory then = await InventoryOfTables.Of(host);
        output.WriteLine(then.ToString());
        IReadOnlyList<string> exported = await MovingContract.Lines(host.Get<Export>());

        string older = Path.Combine(before.Folder, "src/SocialPrescribing.Functions/bin/Debug/net10.0");
        await host.Run(durableOnAzurite: true, app: older);
        HashSet<string> unreadable = await ReadsAll(host, Seen(), service, before);
        output.WriteLine($"{unreadable.Count} of {then.States.Count} journeys cannot be read by it.");
        Assert.Equal(200, (await Seen().Browser(signedIn).Look("/board")).Status);
        await Seen().OpensAll(works);
        await Seen().GoesOn(then.States.Keys, unreadable, "back", service.Clock.GetUtcNow());
        await Seen().TakesForms(works);
        await host.FireTimer("Watch");
        await Ends(host);
        Inventory meanwhile = await InventoryOfTables.Of(host);
        Assert.Empty(then.LostIn(meanwhile));
        Assert.All(unreadable, j => Assert.Equal(then.States[j], meanwhile.States[j]));

        // The next day.
        Assert.Empty(await Check(host, before));
        await host.Run(durableOnAzurite: true);
        await Seen().GoesOn(meanwhile.States.Keys, new HashSet<string>(), "forward", service.Clock.GetUtcNow());
        await host.FireTimer("Watch");
        await Ends(host);
        Assert.Empty(await Check(host, before));
        Assert.Empty(meanwhile.LostIn(await InventoryOfTables.Of(host)));

        await IsMovedTo(older, before, exported, unreadable.Count > 0, begin);
    }

    /// <summary>The way back without loss that docs/operations.md describes: an export, and empty tables with the same keys.</summary>
    private async Task IsMovedTo(
        string older, VersionBefore before, IReadOnlyList<string> exported, bool unreadable, DateTimeOffset at)
    {
        const int partOf = 500;
        await using AzureHostRunning other = await AzureHostRunning.Start(azurite.ConnectionString, at: at, change: Set, app: older);
        StaffDirectory staff = other.Get<StaffDirectory>();
        StaffMember mover = (await staff.Add("mover@service.example", "Mo Ver", StaffRole.Admin, default))!;
        string token = await staff.IssueToken(mover.Id, default), said = "";
        int taken = 0;
        while (taken < exported.Count)
        {
            string[] part = [.. exported.Skip(taken).Take(partOf)];
            string rules = before.HasOtherRules ? "&pathway=other" : "";
            using HttpRequestMessage request = new(HttpMethod.Post, $"/api/import?after={taken}{rules}")
            {
                Content = new StringContent(string.Concat(part.Select(l => l + "\n")), Encoding.UTF8, "application/x-ndjson"),
                Headers = { { "X-Staff-Token", token } },
            };
            using HttpResponseMessage answer = await other.Http.SendAsync(request);
            said = $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
            if (!answer.IsSuccessStatusCode)
                break;
            taken += part.Length;
        }
        output.WriteLine($"Of {exported.Count} lines of an export it took {taken}. {said}");
        // What it does not know it must refuse in words.
        Assert.Equal(unreadable, taken < exported.Count);
        Assert.True(!unreadable || said.Contains("\"detail\"", StringComparison.Ordinal), said);
        if (!unreadable)
            Assert.Empty(await Check(other, before));
    }

    private static void Set(Dictionary<string, string> settings) =>
        settings["SocialPrescribing__Mail__PerMinute"] = settings["SocialPrescribing__Mail__PerHour"] = "0";

    /// <summary>Weeks of the demo, moved into its tables.</summary>
    private static async Task Live(AzureHostRunning host, DateTimeOffset until)
    {
        LivedClock clock = new(until - Months);
        HostSettings settings = host.Get<HostSettings>() with { Clocks = new Clocks(clock, clock) };
        FolderMailer mailer = new(Path.GetDirectoryName(host.ClockFile)!, clock, "noreply@local-team.example");
        await LivedInMemory.Until(
            until, clock, settings, new LateLetters(mailer, clock, until.AddDays(-7)), host.Get<Import>(), new Random(7), default);
    }

    /// <summary>
    /// Has it export the whole service: for that it reads every journey with its whole journal, every message and every record that moves.
    /// </summary>
    /// <returns>The journeys that it could not read.</returns>
    private async Task<HashSet<string>> ReadsAll(
        AzureHostRunning host, AnyVersion older, TestedService service, VersionBefore before)
    {
        async Task<HttpResponseMessage> Ask(HttpMethod method, string path)
        {
            HttpResponseMessage answer = await older.Send(method, path, StaffRole.Admin);
            Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            return answer;
        }
        (await Ask(HttpMethod.Put, "/api/rest")).Dispose();
        service.Clock.Move(TimeSpan.FromMinutes(1));
        List<string> lines = [];
        string? after = "";
        while (after is not null)
        {
            using HttpResponseMessage part = await Ask(HttpMethod.Get, "/api/export" + (after is "" ? "" : "?after=" + after));
            lines.AddRange((await part.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            after = part.Headers.TryGetValues("X-Continue", out IEnumerable<string>? mark) ? mark.Single() : null;
        }
        (string Id, JsonNode Line)[] found = [.. lines.Select(l => JsonNode.Parse(l)!).Select(l => (Names(l), l))];
        // Who exports over HTTP writes the last line, which counts the others, by themselves.
        string[] expected = [.. (await MovingContract.Lines(host.Get<Export>())).SkipLast(1).Select(l => Names(JsonNode.Parse(l)!))];
        output.WriteLine($"It exports {found.Length} lines: "
            + string.Join(", ", found.CountBy(f => f.Id.Split(' ')[0]).Select(k => $"{k.Key} {k.Value}")));
        (await Ask(HttpMethod.Delete, "/api/rest")).Dispose();
        HashSet<string> unreadable = AnyVersion.Unreadable(
            found.Select(f => f.Line).Where(l => (string)l["kind"]! is "unreadable").Select(l =>
                ($"{Guid.Parse((string)l["journey"]!):N}", string.Join(", ", l["unknownWords"]!.AsArray().Select(w => (string)w!)))),
            before);
        string[] lacks = [.. expected.Except(found.Select(f => f.Id))
            .Where(id => !unreadable.Any(j => id.Contains(j, StringComparison.Ordinal)))
            .Where(id => !before.NewWords.Any(w => id.StartsWith($"{w}/", StringComparison.Ordinal)))];
        Assert.True(lacks is [], $"What the version before exports lacks {lacks.Length} lines: {string.Join("; ", lacks)}");
        return unreadable;
    }

    /// <summary>What a line is about, such as <c>record staff/0123456789ab</c>.</summary>
    private static string Names(JsonNode line) => (string)line["kind"]! switch
    {
        "record" => $"record {line["of"]}/{line["key"]}",
        "message" => $"message {line["ledger"]!["owner"]}/{line["ledger"]!["key"]}",
        "commit" => $"commit {Guid.Parse((string)line["journey"]!):N}/{line["version"]}",
        "journey" => $"journey {Guid.Parse((string)line["journey"]!):N}/{line["version"]}",
        "erased" => $"erased {line["tombstone"]!["journey"]}",
        "document" => $"document {Guid.Parse((string)line["journey"]!):N}/{line["content"]}/{line["bytes"]?.ToJsonString().Length}",
        var other => other,
    };

    private static async Task Ends(AzureHostRunning host)
    {
        string said = await host.Stop();
        Assert.DoesNotMatch("(?m)^(Error|Critical) ", said);
    }

    private static async Task<IReadOnlyList<object>> Check(AzureHostRunning host, VersionBefore before) =>
        [.. (await JournalCheck.Run(host.Get<IJourneyStore>(), host.Get<Pathway>(), default, host.Get<IDocuments>())).Findings
            .Where(f => !before.IsOfOtherRules(f.What))];
}

/// <summary>Starts hosts of two versions, one after the other.</summary>
[CollectionDefinition(nameof(GoneBack))]
[Needs("node", "npm")]
public sealed class GoneBack : ICollectionFixture<Azurite>;
