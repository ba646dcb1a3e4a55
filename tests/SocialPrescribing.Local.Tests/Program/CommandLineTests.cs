using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Commands;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Local.Tests.Program;

/// <summary>The program as somebody uses it at a keyboard.</summary>
public sealed partial class CommandLineTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    private Task<(int Code, string Out, string Error)> Run(params string[] arguments) =>
        RunningProgram.Run([.. arguments, "--data", _data.Path]);

    [Fact]
    public async Task Every_command_explains_itself()
    {
        string[] commands = ["", "serve", "demo", "keys", "keys add", "keys list", "keys revoke", "staff", "staff add", "staff list",
            "staff disable", "staff token", "directory", "directory import", "places", "places import", "practices",
            "practices import", "backup", "check",
            "health", "rest", "export", "import"];
        foreach (string[] some in commands.Chunk(4))
            await Task.WhenAll(some.Select(async command =>
            {
                (int code, string said, string error) =
                    await RunningProgram.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
                Assert.Equal((0, ""), (code, error));
                Assert.Contains("Usage:", said, StringComparison.Ordinal);
            }));
    }

    [Theory]
    [InlineData("fly")]
    [InlineData("keys add")]
    [InlineData("keys revoke")]
    [InlineData("staff add tom@service.example --name Tom")]
    [InlineData("staff add tom@service.example --name Tom --role boss")]
    [InlineData("backup")]
    [InlineData("export")]
    [InlineData("export some.ndjson --from http://service.example")]
    [InlineData("import some.ndjson")]
    [InlineData("import some.ndjson --to ftp://127.0.0.1")]
    [InlineData("rest --url nonsense")]
    [InlineData("places import")]
    [InlineData("practices import")]
    [InlineData("directory import")]
    [InlineData("directory import activities.xlsx")]
    [InlineData("directory import activities.csv --format excel")]
    [InlineData("directory import http://feed.example/services")]
    [InlineData("directory import https://feed.example/services --format csv")]
    [InlineData("serve --urls nonsense")]
    [InlineData("serve --urls https://127.0.0.1:7071")]
    [InlineData("serve --port 80")]
    [InlineData("demo --day 1y")]
    [InlineData("demo --urls http://0.0.0.0:7071")]
    public async Task What_is_not_understood_is_exit_code_2(string command)
    {
        (int code, string said, string error) = await RunningProgram.Run(command.Split(' '));

        Assert.Equal((2, ""), (code, said));
        Assert.NotEqual("", error);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Places_are_imported_and_what_is_no_such_file_is_told_in_a_sentence()
    {
        Directory.CreateDirectory(_data.Path);
        string file = Path.Combine(_data.Path, "places.csv");
        await File.WriteAllTextAsync(file, "pcds,lat,long\nGU35 0BP,51.1128,-0.8589\nJE2 3AB,99.999999,0\n");
        (int code, string said, _) = await RunningProgram.Run("places", "import", file, "--data", _data.Path);
        Assert.Equal((0, "1 postcodes taken; 1 lines have no place"), (code, said.Trim()));
        await File.WriteAllTextAsync(file, "name,provider\nChoir,Voices\n");
        foreach (string bad in (string[])[file, file + ".zip"])
        {
            (int refused, _, string why) = await RunningProgram.Run("places", "import", bad, "--data", _data.Path);
            Assert.Equal(1, refused);
            Assert.Single(why.Trim().Split('\n'));
        }
    }

    [Fact]
    public async Task Activities_are_imported_before_the_first_serve_and_every_row_is_told()
    {
        string file = Path.Combine(_data.Path, "some.csv");
        Directory.CreateDirectory(_data.Path);
        await File.WriteAllTextAsync(file, "name,provider,latitude,longitude\nChoir,Voices,51.11,-0.86\nShed,,51.11,-0.86\n");

        (int code, string said, string error) = await Run("directory", "import", file, "--dry-run");
        Assert.Equal((1, ""), (code, error));
        Assert.EndsWith("1 taken, 0 changed, 0 unchanged, 1 refused; nothing was written", said.Trim(), StringComparison.Ordinal);
        (code, said, _) = await Run("directory", "import", file);
        Assert.Equal(1, code);
        Assert.Equal(
            ["line 2\ttaken\tChoir", "line 3\trefused\tShed\t\t\tprovider/name: This is required.",
                "1 taken, 0 changed, 0 unchanged, 1 refused"], said.Trim().ReplaceLineEndings("\n").Split('\n'));
        Assert.Equal((1, ""), ((await Run("directory", "import", "nowhere.csv")) is var (gone, nothing, _) ? (gone, nothing) : default));
        (code, said, _) = await Run("directory", "import", Path.Combine(Http.Tests.Api.Referrals.Folder, "activities.open-referral.json"));
        Assert.Equal(0, code);
        Assert.EndsWith("12 taken, 0 changed, 0 unchanged, 0 refused", said.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_works_before_the_first_serve_and_at_once_and_is_refused_at_once()
    {
        (int code, string said, _) = await Run("keys", "add", "Mill Lane Surgery");
        Assert.Equal(0, code);
        string first = Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches("^spk_[A-Za-z0-9_-]{32}$", first);

        await using RunningProgram program = await RunningProgram.Serve(_data.Folder);
        Assert.Equal(HttpStatusCode.Created, await Refer(program, first, 1));

        string second = (await Run("keys", "add", "Mill Lane Surgery")).Out.Trim();
        Assert.Equal(HttpStatusCode.Created, await Refer(program, second, 2));

        string[] listed = (await Run("keys", "list")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, listed.Length);
        Assert.All(listed, line => Assert.Matches("^[0-9a-f]{12}\tMill Lane Surgery\t\\d{4}-\\d\\d-\\d\\d\tvalid$", line));
        Assert.Equal(0, (await Run("keys", "revoke", listed[0].Split('\t')[0])).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, await Refer(program, first, 3));
        Assert.Equal(HttpStatusCode.Created, await Refer(program, second, 3));

        Assert.Contains("revoked", (await Run("keys", "list")).Out, StringComparison.Ordinal);
        Assert.Equal(1, (await Run("keys", "revoke", "0123456789ab")).Code);
        Assert.Equal(1, (await Run("keys", "add", " ")).Code);
    }

    [Fact]
    public async Task Staff_are_added_given_tokens_and_shut_out_beside_the_running_service()
    {
        await using RunningProgram program = await RunningProgram.Serve(_data.Folder);
        (int code, string said, _) = await Run("staff", "add", "tom@service.example", "--name", "Tom Ashby", "--role", "linkWorker",
            "--url", "https://links.example.org");
        Assert.Equal(0, code);
        Assert.Matches("^https://links\\.example\\.org/set-up/[A-Za-z0-9_-]{32}\n$", said);
        await using (SqliteDatabase database = SqliteDatabase.Open(_data.Path))
            Assert.Equal(MessageKind.Invitation, Assert.Single(await database.Outbox.Of(Guid.Empty, default)).Kind);

        string token = (await Run("staff", "token", "TOM@service.example")).Out.TrimEnd('\n');
        Assert.Matches("^spt_[A-Za-z0-9_-]{32}$", token);
        await program.Get("api/tasks?assignee=me", token);

        Assert.Equal(0, (await Run("staff", "disable", "tom@service.example")).Code);
        Assert.Equal(HttpStatusCode.Unauthorized,
            (await Assert.ThrowsAsync<HttpRequestException>(() => program.Get("api/tasks?assignee=me", token))).StatusCode);
        Assert.Matches("^[0-9a-f]{12}\ttom@service.example\tlinkWorker\tdisabled\tTom Ashby\n$", (await Run("staff", "list")).Out);

        string[][] refused =
        [
            ["staff", "add", "tom@service.example", "--name", "Another", "--role", "lead"],
            ["staff", "add", "not an address", "--name", "Another", "--role", "lead"],
            ["staff", "add", "eve@service.example", "--name", " ", "--role", "lead"],
            ["staff", "token", "tom@service.example"],
            ["staff", "token", "nobody@service.example"],
            ["staff", "disable", "nobody@service.example"],
        ];
        foreach (string[] command in refused)
        {
            (int no, string nothing, string why) = await Run(command);
            Assert.Equal((1, ""), (no, nothing));
            Assert.NotEqual("", why);
        }
    }

    [Fact]
    public async Task The_first_admins_link_is_printed_while_there_is_no_admin_and_works_once()
    {
        string secret;
        await using (RunningProgram program = await RunningProgram.Serve(_data.Folder))
        {
            secret = await SecretIn(program) ?? throw new InvalidOperationException(program.Out);
            await using SqliteDatabase database = SqliteDatabase.Open(_data.Path);
            StaffDirectory staff = new(database.Register, new Clocks(TimeProvider.System, TimeProvider.System));
            Assert.Null(await staff.SetPassword(secret, "ada@service.example", "Ada Boss", "four quiet words here", default));
            Assert.NotNull(await staff.SetPassword(secret, "eve@service.example", "Eve", "four quiet words here", default));
        }
        await using (RunningProgram program = await RunningProgram.Serve(_data.Folder))
            Assert.Null(await SecretIn(program));

        Assert.Equal(0, (await Run("staff", "disable", "ada@service.example")).Code);
        await using (RunningProgram program = await RunningProgram.Serve(_data.Folder))
            Assert.NotNull(await SecretIn(program));

        // The last line before the answer to Ctrl+C comes after the secret, so the program has printed all by then.
        static async Task<string?> SecretIn(RunningProgram program)
        {
            await program.Says(new Regex("Ctrl"));
            return program.Out.Split('\n').FirstOrDefault(l => l.Contains("/set-up/", StringComparison.Ordinal))?.Split("/set-up/")[1];
        }
    }

    [Fact]
    public async Task A_backup_that_is_made_while_the_service_runs_is_whole()
    {
        string key = (await Run("keys", "add", "Mill Lane Surgery")).Out.Trim();
        using DataFolder restored = new();
        string copy = Path.Combine(restored.Path, SqliteDatabase.FileName);
        await using (RunningProgram program = await RunningProgram.Serve(_data.Folder))
        {
            Assert.Equal(HttpStatusCode.Created, await Refer(program, key, 1));
            (int code, string said, _) = await Run("backup", copy);
            Assert.Equal((0, copy + "\n"), (code, said));
            Assert.Equal(HttpStatusCode.Created, await Refer(program, key, 2));
            Assert.Equal(1, (await Run("backup", copy)).Code);
            Assert.Equal(1, (await Run("backup", Path.Combine(restored.Path, "no", "such", "folder"))).Code);
        }

        Assert.Equal((0, "1 journeys checked, 0 findings\n", ""), await RunningProgram.Run("check", "--data", restored.Path));
        // Without its keys the service would recognise nobody. It says so and does not make new ones.
        (int refused, _, string why) = await RunningProgram.Run("serve", "--data", restored.Path, "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, refused);
        Assert.Contains("person.key", why, StringComparison.Ordinal);
        foreach (FileInfo file in _data.Folder.CreateSubdirectory("keys").GetFiles())
            file.CopyTo(Path.Combine(restored.Folder.CreateSubdirectory("keys").FullName, file.Name));
        await using RunningProgram again = await RunningProgram.Serve(restored.Folder);
        Assert.Equal(HttpStatusCode.Created, await Refer(again, key, 1));
        Assert.Equal((0, "1 journeys checked, 0 findings\n", ""), await RunningProgram.Run("check", "--data", restored.Path));
    }

    [Theory]
    [InlineData("UPDATE journeys SET state = replace(state, 'Josie', 'Joseph')")]
    [InlineData("UPDATE journeys SET state = replace(state, '1951-06-14', 'Josie Quill')")]
    [InlineData("UPDATE journeys SET state = substr(state, 1, length(state) / 2)")]
    [InlineData("UPDATE journeys SET next_due = next_due + 1")]
    [InlineData("UPDATE journal SET events = replace(events, 'Josie', 'Joseph')")]
    [InlineData("UPDATE journal SET events = replace(events, '\"received\"', '\"Josie Quill\"')")]
    [InlineData("UPDATE journal SET events = substr(events, 1, length(events) / 2)")]
    [InlineData("UPDATE journal SET version = version + 1")]
    [InlineData("DELETE FROM tasks")]
    public async Task Check_finds_damage_and_names_nobody(string damage)
    {
        await using (Host.OneMachine machine = await Host.OneMachine.Start(data: _data.Folder, keepData: true))
            (await machine.Refer((await machine.AddOrganisation()).Key, Host.OneMachine.Referral())).EnsureSuccessStatusCode();
        Sql(damage);

        (int code, string said, string error) = await Run("check");

        Assert.Equal(1, code);
        Assert.Matches("^[0-9a-f]{32}\t", said);
        Assert.EndsWith("findings\n", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Jos", said + error, StringComparison.Ordinal);
        Assert.DoesNotContain("1951", said + error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_are_no_data_nothing_is_checked_copied_or_made()
    {
        string nowhere = Path.Combine(_data.Path, "nowhere");

        Assert.Equal(1, (await RunningProgram.Run("check", "--data", nowhere)).Code);
        Assert.Equal(1, (await RunningProgram.Run("backup", Path.Combine(_data.Path, "copy"), "--data", nowhere)).Code);
        Assert.False(Directory.Exists(nowhere));
    }

    [Fact]
    public async Task Data_of_a_newer_program_and_a_file_that_is_no_database_are_refused_with_a_sentence()
    {
        await (SqliteDatabase.Open(_data.Path)).DisposeAsync();
        Sql("PRAGMA user_version = 999");
        (int code, string said, string error) = await Run("serve", "--urls", "http://127.0.0.1:0");
        Assert.Equal((1, ""), (code, said));
        Assert.Contains("newer version", error, StringComparison.Ordinal);
        Assert.Equal(1, (await Run("keys", "list")).Code);

        await File.WriteAllTextAsync(Path.Combine(_data.Path, SqliteDatabase.FileName),
            string.Concat(Enumerable.Repeat("This is a letter to nobody. ", 200)));
        (code, _, error) = await Run("serve", "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, code);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> Refer(RunningProgram program, string key, int number)
    {
        using HttpResponseMessage answer = await program.Refer(key, Numbered.Referral(number), $"key-{number}");
        return answer.StatusCode;
    }

    private void Sql(string sql)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(_data.Path, SqliteDatabase.FileName)};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own words.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
