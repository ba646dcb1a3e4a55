using SocialPrescribing.Contracts;
using SocialPrescribing.Http.Tests.GoingBack;
using SocialPrescribing.Local.Demo;
using SocialPrescribing.Local.Moving;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Local.Tests.Host;
using SocialPrescribing.Local.Tests.Program;
using Xunit.Abstractions;

namespace SocialPrescribing.Local.Tests.Earlier;

/// <summary>
/// The night after an upgrade: something is wrong, and the program from before is put back on the same folder. It goes on with what this
/// version wrote, or says that it cannot and changes nothing. The next day this version comes back and goes on with what that one wrote.
/// </summary>
public sealed class GoingBackTests(ITestOutputHelper output) : IDisposable
{
    private readonly DataFolder _data = new(), _other = new(), _newer = new(), _files = new();

    public void Dispose()
    {
        foreach (DataFolder folder in (DataFolder[])[_data, _other, _newer, _files])
            folder.Dispose();
    }

    [NeedsHistoryFact]
    public async Task The_version_before_goes_on_with_what_this_one_wrote_and_this_one_with_what_that_one_wrote()
    {
        VersionBefore before = await VersionBefore.Build("src/SocialPrescribing.Local");
        OlderProgram older = new(before.Folder);
        output.WriteLine(before.ToString());
        WrittenToday today = await Write();
        string[] works;
        Desk signedIn;
        await using (RunningProgram program = await RunningProgram.Serve(_data.Folder))
        {
            AnyVersion newest = Seen(program, today);
            signedIn = newest.Browser();
            await signedIn.SignIn(today.Email);
            works = await newest.Opens(today.Links);
            Assert.Equal(0, await program.Terminate());
        }
        output.WriteLine("Links: " + string.Join(' ', works.CountBy(l => l.Split('/', '?')[1]).Select(k => $"{k.Key} {k.Value}")));
        Inventory written = InventoryOfFile.Of(_data.Path);
        output.WriteLine(written.ToString());

        if (await RefusesWhatIsNewer(older, _data))
        {
            // This version has another schema than the one before.
            await IsMovedTo(older, before, unreadable: false);
            return;
        }
        // And if the next version has.
        CopyTo(_newer);
        InventoryOfFile.HasOneStepMore(_newer.Path);
        Assert.True(await RefusesWhatIsNewer(older, _newer), "The version before has to refuse what has another schema.");
        (int code, string said, string error) = await older.Run("check", "--data", _data.Path);
        // What is new may be unreadable for it, journey by journey. Nothing else.
        HashSet<string> unreadable = Unreadable(said, before);
        output.WriteLine($"{unreadable.Count} of {written.States.Count} journeys cannot be read by it.");
        Assert.True(code is 0 || unreadable.Count > 0 || before.HasOtherRules, said + error);

        await using (RunningProgram program = await older.Serve(_data.Folder))
        {
            AnyVersion back = Seen(program, today);
            await StaysUp(program, async () =>
            {
                Assert.Equal(200, (await back.Browser(signedIn).Look("/board")).Status);
                await back.OpensAll(works);
                await back.GoesOn(written.States.Keys, unreadable, "back", DateTimeOffset.UtcNow);
                await back.TakesForms(works);
            });
            Assert.Equal(0, await program.Terminate());
            Assert.DoesNotContain("fail:", program.Out + program.Error, StringComparison.Ordinal);
        }
        Assert.Equal(unreadable, Unreadable((await older.Run("check", "--data", _data.Path)).Out, before));
        Assert.Equal(0, (await older.Run("backup", Path.Combine(_files.Path, "copy.db"), "--data", _data.Path)).Code);
        Inventory meanwhile = InventoryOfFile.Of(_data.Path);
        Assert.Empty(written.LostIn(meanwhile));
        Assert.All(unreadable, j => Assert.Equal(written.States[j], meanwhile.States[j]));

        // The next day.
        await IsChecked(meanwhile.States.Count);
        await using (RunningProgram program = await RunningProgram.Serve(_data.Folder))
        {
            await Seen(program, today).GoesOn(meanwhile.States.Keys, new HashSet<string>(), "forward", DateTimeOffset.UtcNow);
            Assert.Equal(0, await program.Terminate());
            Assert.DoesNotContain("fail:", program.Out + program.Error, StringComparison.Ordinal);
        }
        // Somebody was referred meanwhile.
        await IsChecked(meanwhile.States.Count + 1);
        Assert.Empty(meanwhile.LostIn(InventoryOfFile.Of(_data.Path)));
        await IsMovedTo(older, before, unreadable.Count > 0);

        async Task IsChecked(int journeys)
        {
            string checkedNow = (await RunningProgram.Run("check", "--data", _data.Path)).Out;
            Assert.Contains($"{journeys} journeys checked, ", checkedNow, StringComparison.Ordinal);
            Assert.Empty(FindingsIn(checkedNow, before));
        }
    }

    /// <summary>The demo's half year, and two days.</summary>
    private async Task<WrittenToday> Write()
    {
        DateTimeOffset begin = DateTimeOffset.UtcNow - WrittenToday.Takes;
        await InventedPast.Fill(_data.Path, new Uri("http://127.0.0.1:7071"), begin, new Random(7), default);
        await using OneMachine machine = await OneMachine.Start(begin, _data.Folder, keepData: true);
        return await WrittenToday.Into(machine);
    }

    /// <summary>A program that ends at what it cannot read leaves only a line that is cut off. Why, it has said itself.</summary>
    private static async Task StaysUp(RunningProgram program, Func<Task> asked)
    {
        try
        {
            await asked();
        }
        catch (HttpRequestException e)
        {
            // What it says last comes after its lines are cut off.
            await Task.WhenAny(program.WaitForExit(), Task.Delay(TimeSpan.FromSeconds(10)));
            string[] failed = [.. program.Out.Split('\n').Where(l => l.StartsWith("fail:", StringComparison.Ordinal))];
            Assert.Fail($"The version before does not answer ({e.Message}). It said: {program.Error}{string.Join('\n', failed)}");
        }
    }

    private AnyVersion Seen(RunningProgram program, WrittenToday today) => new(
        program.Http, program.Http.BaseAddress!, today, () => Directory.GetFiles(Path.Combine(_data.Path, "mail"), "*.eml").Length);

    /// <summary>Whether the data have a schema that it does not know. Then it says so whatever it is asked, and changes no byte.</summary>
    private async Task<bool> RefusesWhatIsNewer(OlderProgram older, DataFolder data)
    {
        string file = Path.Combine(data.Path, SqliteDatabase.FileName), copy = Path.Combine(_files.Path, "refused.db"),
            export = Path.Combine(_files.Path, "refused.ndjson");
        byte[] bytes = await File.ReadAllBytesAsync(file);
        const string newer = "belong to a newer version of this program";
        if (!(await older.Run("check", "--data", data.Path)).Error.Contains(newer, StringComparison.Ordinal))
            return false;
        foreach (string[] arguments in (string[][])
            [["check"], ["serve", "--urls", "http://127.0.0.1:0"], ["backup", copy], ["export", export]])
        {
            (int code, _, string said) = await older.Run([.. arguments, "--data", data.Path]);
            Assert.Equal(1, code);
            Assert.Contains(newer, said, StringComparison.Ordinal);
            Assert.Contains("Nothing was changed.", said, StringComparison.Ordinal);
        }
        Assert.False(File.Exists(copy) || File.Exists(export));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file));
        return true;
    }

    private void CopyTo(DataFolder other)
    {
        File.Copy(Path.Combine(_data.Path, SqliteDatabase.FileName), Path.Combine(other.Path, SqliteDatabase.FileName));
        CopyKeysTo(other);
    }

    private void CopyKeysTo(DataFolder other)
    {
        DirectoryInfo keys = other.Folder.CreateSubdirectory("keys");
        foreach (FileInfo key in new DirectoryInfo(Path.Combine(_data.Path, "keys")).GetFiles())
            key.CopyTo(Path.Combine(keys.FullName, key.Name));
    }

    /// <summary>The way back without loss that docs/operations.md describes: an export, and an empty folder with the same keys.</summary>
    private async Task IsMovedTo(OlderProgram older, VersionBefore before, bool unreadable)
    {
        string file = Path.Combine(_files.Path, "moved.ndjson");
        Assert.Equal(0, (await RunningProgram.Run("rest", "--data", _data.Path)).Code);
        Assert.Equal(0, (await RunningProgram.Run("export", file, "--data", _data.Path)).Code);
        CopyKeysTo(_other);
        const string mover = "mover@service.example";
        await older.Run("staff", "add", mover, "--name", "Mo Ver", "--role", "admin", "--data", _other.Path);
        string token = (await older.Run("staff", "token", mover, "--data", _other.Path)).Out.Trim();
        await using RunningProgram program = await older.Serve(_other.Folder);
        (int code, string said, string error) = await older.Run(
            ["import", file, "--to", program.Http.BaseAddress!.ToString(), .. before.HasOtherRules ? (string[])["--other-pathway"] : []],
            new Dictionary<string, string> { [RunningService.TokenVariable] = token });
        output.WriteLine(said + error);
        Assert.True(unreadable ? code is not 0 && error.Length > 0 : code is 0, said + error);
        Assert.Equal(0, await program.Terminate());
        if (!unreadable)
            Assert.Equal(0, (await older.Run("check", "--data", _other.Path)).Code);
    }

    /// <summary>What the command <c>check</c> found.</summary>
    private static HashSet<string> Unreadable(string said, VersionBefore before)
    {
        string[][] findings = FindingsIn(said, before);
        HashSet<string> unreadable = AnyVersion.Unreadable(findings.Select(f => (f[0], f[1])), before);
        Assert.All(findings,
            f => Assert.StartsWith("A newer version wrote what this one does not know:", f[1], StringComparison.Ordinal));
        return unreadable;
    }

    private static string[][] FindingsIn(string said, VersionBefore before) =>
        [.. said.Split('\n').Select(l => l.Split('\t')).Where(l => l.Length is 2 && !before.IsOfOtherRules(l[1]))];
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
