using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using SocialPrescribing.Contracts;
using SocialPrescribing.Local.Moving;
using SocialPrescribing.Local.Tests.Program;
using SocialPrescribing.Service.Staff;
using Xunit.Abstractions;

namespace SocialPrescribing.Local.Tests.Earlier;

/// <summary>
/// The night after an upgrade: something is wrong, and the program from before is put back on the same folder. It goes on with what this
/// version wrote, or says that it cannot and changes nothing. The next day this version comes back and goes on with what that one wrote.
/// </summary>
public sealed class GoingBackTests(ITestOutputHelper output) : IDisposable
{
    private readonly DataFolder _data = new(), _other = new(), _files = new();

    public void Dispose()
    {
        _data.Dispose();
        _other.Dispose();
        _files.Dispose();
    }

    [NeedsHistoryFact]
    public async Task The_version_before_goes_on_with_what_this_one_wrote_and_this_one_with_what_that_one_wrote()
    {
        VersionBefore before = await VersionBefore.Build("src/SocialPrescribing.Local");
        OlderProgram older = new(before.Folder);
        output.WriteLine($"The version before is {before.Commit}. New since: {string.Join("; ", before.NewWords)}");
        WrittenToday today = await WrittenToday.Into(_data.Folder);
        string[] works;
        Desk signedIn;
        await using (RunningProgram program = await RunningProgram.Serve(_data.Folder))
        {
            signedIn = new(program);
            await signedIn.SignIn(today.Email);
            works = await Opens(program, today.Links);
            Assert.Equal(0, await program.Terminate());
        }
        output.WriteLine("Links: " + string.Join(' ', works.CountBy(l => l.Split('/', '?')[1]).Select(k => $"{k.Key} {k.Value}")));
        Kept written = Kept.In(_data.Path);
        output.WriteLine(Richness(written));

        // Another schema: it says so, and there is not a byte changed.
        byte[] file = await File.ReadAllBytesAsync(Path.Combine(_data.Path, "social-prescribing.db"));
        (int code, string said, string error) = await older.Run("check", "--data", _data.Path);
        if (error.Contains("newer version of this program", StringComparison.Ordinal))
        {
            await Refuses(older, error, file);
            await IsMovedTo(older, unreadable: false);
            return;
        }
        // What is new may be unreadable for it, journey by journey. Nothing else.
        HashSet<string> unreadable = Unreadable(said, before.NewWords);
        output.WriteLine($"{unreadable.Count} of {written.States.Count} journeys cannot be read by it.");
        Assert.True(code is 0 || unreadable.Count > 0, said + error);

        await using (RunningProgram program = await older.Serve(_data.Folder))
        {
            Assert.Equal(200, (await new Desk(program, signedIn).Look("/board")).Status);
            Assert.Equal(works, await Opens(program, works));
            await GoesOn(program, today, written, unreadable, "back");
            await TakesForms(program, works);
            Assert.Equal(0, await program.Terminate());
            Assert.DoesNotContain("fail:", program.Out + program.Error, StringComparison.Ordinal);
        }
        Assert.Equal(unreadable, Unreadable((await older.Run("check", "--data", _data.Path)).Out, before.NewWords));
        Assert.Equal(0, (await older.Run("backup", Path.Combine(_files.Path, "copy.db"), "--data", _data.Path)).Code);
        Kept meanwhile = Kept.In(_data.Path);
        Assert.Empty(written.LostIn(meanwhile));
        Assert.All(unreadable, j => Assert.Equal(written.States[j], meanwhile.States[j]));

        // The next day.
        Assert.Equal((0, $"{meanwhile.States.Count} journeys checked, 0 findings\n"), await Check());
        await using (RunningProgram program = await RunningProgram.Serve(_data.Folder))
        {
            await GoesOn(program, today, meanwhile, [], "forward");
            Assert.Equal(0, await program.Terminate());
            Assert.DoesNotContain("fail:", program.Out + program.Error, StringComparison.Ordinal);
        }
        Assert.Equal(0, (await Check()).Code);
        Assert.Empty(meanwhile.LostIn(Kept.In(_data.Path)));
        await IsMovedTo(older, unreadable.Count > 0);
    }

    private async Task Refuses(OlderProgram older, string error, byte[] file)
    {
        output.WriteLine(error);
        string copy = Path.Combine(_files.Path, "copy.db"), export = Path.Combine(_files.Path, "refused.ndjson");
        foreach (string[] arguments in (string[][])[["serve", "--urls", "http://127.0.0.1:0"], ["backup", copy], ["export", export]])
        {
            (int code, _, string said) = await older.Run([.. arguments, "--data", _data.Path]);
            Assert.Equal(1, code);
            Assert.Contains("Nothing was changed.", said, StringComparison.Ordinal);
        }
        Assert.False(File.Exists(copy) || File.Exists(export));
        Assert.Equal(file, await File.ReadAllBytesAsync(Path.Combine(_data.Path, "social-prescribing.db")));
    }

    /// <summary>The way back without loss that docs/operations.md describes: an export, and an empty folder with the same keys.</summary>
    private async Task IsMovedTo(OlderProgram older, bool unreadable)
    {
        string file = Path.Combine(_files.Path, "moved.ndjson");
        Assert.Equal(0, (await RunningProgram.Run("rest", "--data", _data.Path)).Code);
        Assert.Equal(0, (await RunningProgram.Run("export", file, "--data", _data.Path)).Code);
        foreach (FileInfo key in new DirectoryInfo(Path.Combine(_data.Path, "keys")).GetFiles())
            key.CopyTo(Path.Combine(_other.Folder.CreateSubdirectory("keys").FullName, key.Name));
        const string mover = "mover@service.example";
        await older.Run("staff", "add", mover, "--name", "Mo Ver", "--role", "admin", "--data", _other.Path);
        string token = (await older.Run("staff", "token", mover, "--data", _other.Path)).Out.Trim();
        await using RunningProgram program = await older.Serve(_other.Folder);
        (int code, string said, string error) = await older.Run(
            ["import", file, "--to", program.Http.BaseAddress!.ToString()],
            new Dictionary<string, string> { [RunningService.TokenVariable] = token });
        output.WriteLine(said + error);
        Assert.True(unreadable ? code is not 0 && error.Length > 0 : code is 0, said + error);
        Assert.Equal(0, await program.Terminate());
        if (!unreadable)
            Assert.Equal(0, (await older.Run("check", "--data", _other.Path)).Code);
    }

    /// <summary>Journeys of which it says that a newer version wrote what is new. Any other finding fails.</summary>
    private static HashSet<string> Unreadable(string said, IReadOnlyList<string> newWords)
    {
        HashSet<string> unreadable = [];
        foreach (string[] finding in said.Split('\n').Select(l => l.Split('\t')).Where(l => l.Length is 2))
        {
            Assert.StartsWith("A newer version wrote what this one does not know:", finding[1], StringComparison.Ordinal);
            Assert.Contains(newWords, w => finding[1].Contains($"\"{w.Split(' ')[^1]}\"", StringComparison.Ordinal));
            unreadable.Add(finding[0]);
        }
        return unreadable;
    }

    /// <summary>Those of the links that open.</summary>
    private static async Task<string[]> Opens(RunningProgram program, IReadOnlyList<string> links)
    {
        List<string> opened = [];
        foreach (string link in links)
            if ((await new Desk(program).Look(link)).Status is 200)
                opened.Add(link);
        return [.. opened];
    }

    /// <summary>Staff work: each journey can be read and changed, every page opens, a new referral is taken, and its letters go.</summary>
    private async Task GoesOn(RunningProgram program, WrittenToday today, Kept kept, HashSet<string> unreadable, string commandId)
    {
        Desk desk = new(program);
        await desk.SignIn(today.Email);
        foreach (string page in await desk.PagesFrom("/board", "/settings", "/team", "/reports"))
            Assert.True((await desk.Look(page)).Status is 200 or 303, page);
        foreach (string journey in kept.States.Keys)
        {
            Assert.Equal(200, (await desk.Look($"/journeys/{journey}")).Status);
            using HttpResponseMessage done = await program.Give(journey, today.Tokens[StaffRole.Lead],
                new() { ["commandId"] = commandId, ["kind"] = "addNote", ["text"] = "Written by another version." });
            Assert.Equal(unreadable.Contains(journey), done.StatusCode is not HttpStatusCode.OK);
        }
        foreach ((StaffRole role, string token) in today.Tokens)
        {
            using HttpRequestMessage ask = new(HttpMethod.Get, "api/tasks?assignee=me") { Headers = { { "X-Staff-Token", token } } };
            using HttpResponseMessage answer = await program.Http.SendAsync(ask);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Forbidden, $"{role}: {answer.StatusCode}");
        }
        int letters = Letters();
        using (HttpResponseMessage again = await program.Refer(today.Key, (JsonObject)today.Sent.DeepClone(), WrittenToday.Once))
            Assert.Equal((HttpStatusCode.Created, true), (again.StatusCode, again.Headers.Contains("Idempotency-Replayed")));
        using (HttpResponseMessage taken = await program.Refer(today.Key, Numbered.Referral(commandId.Length), commandId))
            Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        while (Letters() == letters)
            await Task.Delay(50, limit.Token);
    }

    /// <summary>What people do behind their links, on the forms that the older program shows them.</summary>
    private static async Task TakesForms(RunningProgram program, string[] links)
    {
        Desk person = new(program);
        IEnumerable<string> Of(string kind) => links.Where(l => l.StartsWith($"/{kind}/", StringComparison.Ordinal));
        await person.FillOneOf(Of("m"), page => $"{page}/confirm");
        // There are days on which nobody of the half year has an open survey.
        if (Of("s").Any())
            await person.FillOneOf(
                Of("s").Select(s => $"{s}/all"), page => page[..^"/all".Length], ("ons4.satisfied", "7"), ("callMe", "on"));
        await person.FillOneOf(Of("p").Select(p => p.EndsWith("/stop", StringComparison.Ordinal) ? p : $"{p}/stop"), page => page);
    }

    private int Letters() => Directory.GetFiles(Path.Combine(_data.Path, "mail"), "*.eml").Length;

    private async Task<(int Code, string Out)> Check()
    {
        (int code, string said, _) = await RunningProgram.Run("check", "--data", _data.Path);
        return (code, said);
    }

    private static string Richness(Kept kept)
    {
        int events = kept.Journal.Values.SelectMany(text => JsonNode.Parse(text[text.IndexOf("[{", StringComparison.Ordinal)..])!.AsArray())
            .Select(e => (string)e!["event"]!).Distinct().Count(),
            records = kept.Records.Keys.Select(k => k.Split('/')[0]).Distinct().Count();
        return string.Create(CultureInfo.InvariantCulture,
            $"{kept.States.Count} journeys, {kept.Journal.Count} entries of the journal with {events} kinds of events, ")
            + string.Create(CultureInfo.InvariantCulture,
                $"{kept.Letters.Count} messages, {kept.Records.Count} records of {records} kinds that move.");
    }
}

/// <summary>The one-machine host of another version.</summary>
internal sealed class OlderProgram(string folder)
{
    private readonly string _program = Path.Combine(folder, "src/SocialPrescribing.Local/bin/Debug/net10.0/SocialPrescribing.Local.dll");

    public Task<(int Code, string Out, string Error)> Run(params string[] arguments) => Run(arguments, environment: null);

    public Task<(int Code, string Out, string Error)> Run(string[] arguments, IReadOnlyDictionary<string, string>? environment) =>
        RunningProgram.Run(arguments, environment, _program);

    public Task<RunningProgram> Serve(DirectoryInfo data) => RunningProgram.Serve(data, _program);
}
