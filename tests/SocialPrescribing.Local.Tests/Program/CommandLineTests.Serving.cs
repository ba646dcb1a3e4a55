using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using SocialPrescribing.Local.Commands;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Local.Tests.Program;

/// <summary>What keeps the service from starting or from ending.</summary>
public sealed partial class CommandLineTests
{
    [Theory]
    [InlineData("{ \"mail\": { \"perMinut\": 30 } }", "mail.perMinut: found a name that is not known", "perMinute")]
    [InlineData("{\n  \"mail\": {\n    \"perMinute\": \"many\"\n  }\n}", "mail.perMinute", "\"many\"", "a whole number")]
    [InlineData("{\n  \"mail\": { \"smtp\": { \"host\": \"h\", \"startTls\": \"maybe\" } } }", "mail.smtp.startTls",
        "one of required, none, implicit")]
    [InlineData("{ \"mail\": { \"smtp\": { \"port\": 25 } } }", "mail.smtp", "host")]
    [InlineData("[]", "a JSON object")]
    [InlineData("{ \"pathway\": \"a\", \"pathway\": \"b\" }", "a setting that comes twice")]
    [InlineData("{ \"service\": ", "no JSON at line 1")]
    [InlineData("{ \"mail\": { \"perMinute\": -1 } }", "mail.perMinute", "-1", "0 for no limit")]
    [InlineData("{ \"mail\": { \"from\": \"nobody\" } }", "mail.from", "\"nobody\"", "an email address")]
    [InlineData("{ \"service\": { \"publicUrl\": \"links\" } }", "service.publicUrl", "\"links\"", "an address such as")]
    [InlineData("{ \"mail\": { \"smtp\": { \"host\": \"smtp.example.org\", \"port\": 0 } } }", "mail.from", "service.phone",
        "service.publicUrl", "mail.smtp.port", "1 to 65535")]
    [InlineData("{ \"service\": { \"phone\": \"1\", \"publicUrl\": \"https://l.example\" }, \"mail\": { \"from\": \"a@b.example\", "
        + "\"smtp\": { \"host\": \"smtp.example.org\", \"user\": \"me\" } } }", "mail", "user and password", "both or neither")]
    [InlineData("{ \"pathway\": \"mine.json\" }", "pathway", "mine.json")]
    [InlineData("{ \"pathway\": \"pathway.json\" }", "pathway.json", "silence.days", "0")]
    [InlineData("{ \"messages\": \"texts\" }", "digest.md", "{{weather}}", "line 3")]
    [InlineData("{ \"messages\": \"nowhere\" }", "nowhere")]
    public async Task Settings_that_cannot_be_used_are_named(string settings, params string[] named)
    {
        _data.Write("settings.json", settings);
        _data.Write("pathway.json", "{ \"silence\": { \"days\": 0 } }");
        _data.Write("texts/en/digest.md", "Subject: Hello\n\nToday: {{weather}}\n");

        (int code, string said, string error) = await Run("serve", "--urls", "http://127.0.0.1:0");

        Assert.Equal((1, ""), (code, said));
        Assert.All(named, word => Assert.Contains(word, error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_an_address_is_published_people_are_sent_there_because_forms_elsewhere_are_not_taken()
    {
        _data.Write("settings.json", "{ \"service\": { \"publicUrl\": \"https://links.example.org\" } }");
        await using RunningProgram program = await RunningProgram.Serve(_data.Folder);
        await program.Says(new Regex("Ctrl"));

        Assert.Contains("https://links.example.org/board", program.Out, StringComparison.Ordinal);
        Assert.Contains("https://links.example.org/set-up/", program.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"password\": [\"correct horse\"]", ".password")]
    [InlineData("\"user\": { \"password\": \"correct horse\" }", ".user")]
    [InlineData("\"pasword\": \"correct horse\"", ".pasword")]
    public async Task A_password_that_stands_in_the_wrong_place_is_not_printed(string setting, string named)
    {
        _data.Write("settings.json", $"{{ \"mail\": {{ \"smtp\": {{ \"host\": \"h\", {setting} }} }} }}");

        (int code, _, string error) = await Run("serve", "--urls", "http://127.0.0.1:0");

        Assert.Equal(1, code);
        Assert.Contains($"mail.smtp{named}: found ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_service_on_the_same_folder_says_so_and_ends(bool isTidiedUp)
    {
        await using RunningProgram program = await RunningProgram.Serve(_data.Folder);
        // This is not possible on Windows.
        if (isTidiedUp && !OperatingSystem.IsWindows())
            File.Delete(Path.Combine(_data.Path, "serving.lock"));

        (int code, string said, string error) = await Run("serve", "--urls", "http://127.0.0.1:0");

        Assert.Equal((1, ""), (code, said));
        Assert.Contains("already serves", error, StringComparison.Ordinal);
        Assert.Equal("live", (string)System.Text.Json.Nodes.JsonNode.Parse(await program.Http.GetStringAsync("health/live"))!["status"]!);
    }

    /// <summary>Otherwise the service would run and refuse everybody.</summary>
    [Fact]
    public async Task Data_that_take_no_write_are_told_at_start_in_a_sentence()
    {
        await SqliteDatabase.Open(_data.Path).DisposeAsync();
        Sql("CREATE TRIGGER no_room BEFORE INSERT ON records BEGIN SELECT RAISE(ABORT, 'no room'); END");

        (int code, string said, string error) = await Run("serve", "--urls", "http://127.0.0.1:0");

        Assert.Equal((1, ""), (code, said));
        Assert.StartsWith("The data cannot be used: ", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task What_the_pathway_changes_is_written_once_there_is_room_and_ends_nothing_before()
    {
        await SqliteDatabase.Open(_data.Path).DisposeAsync();
        Sql("CREATE TRIGGER no_room BEFORE INSERT ON records WHEN NEW.key = 'pathway' BEGIN SELECT RAISE(ABORT, 'no room'); END");

        await using RunningProgram program = await RunningProgram.Serve(_data.Folder);
        await program.Says(new Regex("tried again in five seconds"));

        (await program.Http.GetAsync("refer")).EnsureSuccessStatusCode();
        Assert.Equal(0, await program.Terminate());
    }

    [Fact]
    public async Task What_it_keeps_is_in_its_data_folder_and_nowhere_else()
    {
        DirectoryInfo home = _data.Folder.CreateSubdirectory("home");
        await using RunningProgram program = await RunningProgram.Start(
            ["serve", "--data", _data.Path, "--urls", "http://127.0.0.1:0"], new Dictionary<string, string> { ["HOME"] = home.FullName });

        (await program.Http.GetAsync("refer")).EnsureSuccessStatusCode();

        Assert.Empty(home.EnumerateFileSystemInfos());
        Assert.DoesNotContain("warn:", program.Out + program.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlite_autoindex_journeys_1")]
    [InlineData("records")]
    public async Task Damage_that_a_start_comes_upon_is_told_in_a_sentence_and_never_as_a_crash(string damaged)
    {
        await using (Host.OneMachine machine = await Host.OneMachine.Start(data: _data.Folder, keepData: true))
            (await machine.Refer((await machine.AddOrganisation()).Key, Host.OneMachine.Referral())).EnsureSuccessStatusCode();
        Damage(damaged);

        (int code, string said, string error) = await Run("serve", "--urls", "http://127.0.0.1:0");

        Assert.Equal((1, ""), (code, said));
        Assert.StartsWith("The data cannot be used: ", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Data_that_are_gone_do_not_make_a_new_service_of_one_that_has_worked(bool isEmptied)
    {
        await using (RunningProgram program = await RunningProgram.Serve(_data.Folder))
            Assert.Equal(0, await program.Terminate());
        Assert.Equal(0, (await Run("check")).Code);
        FileInfo data = new(Path.Combine(_data.Path, SqliteDatabase.FileName));
        data.Delete();
        if (isEmptied)
            await data.Create().DisposeAsync();

        foreach (string[] command in (string[][])[["serve", "--urls", "http://127.0.0.1:0"], ["check"]])
        {
            (int code, string said, string error) = await Run(command);
            Assert.Equal((1, ""), (code, said));
            Assert.Contains("Restore a backup.", error, StringComparison.Ordinal);
        }
        Assert.Equal(isEmptied, File.Exists(data.FullName));
    }

    [Fact]
    public async Task A_role_of_a_newer_version_is_told_in_a_sentence_and_ends_nothing()
    {
        await using (RunningProgram first = await RunningProgram.Serve(_data.Folder))
            Assert.Equal(0, await first.Terminate());
        Assert.Equal(0, (await Run("staff", "add", "kim@service.example", "--name", "Kim", "--role", "lead")).Code);
        Sql("UPDATE records SET json = replace(json, '\"lead\"', '\"coach\"') WHERE kind = 'staff'");

        await using (RunningProgram program = await RunningProgram.Serve(_data.Folder))
        {
            await program.Says(new Regex("""Account [0-9a-f]{12}: a newer version .*StaffRole "coach"\)\. They cannot sign in"""));
            Assert.Equal(HttpStatusCode.OK, (await program.Http.GetAsync("/health/ready")).StatusCode);
            Assert.Equal(0, await program.Terminate());
        }
        (int code, string said, string error) = await Run("check");
        Assert.Equal((1, ""), (code, error));
        Assert.Matches("^staff [0-9a-f]{12}\tA newer version wrote what this one does not know: StaffRole \"coach\"\\.\n", said);
        Assert.DoesNotContain("kim", said, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_a_killed_program_left_of_a_letter_is_swept_at_the_next_start()
    {
        DirectoryInfo mail = _data.Folder.CreateSubdirectory("mail");
        string half = Path.Combine(mail.FullName, ".0123456789abcdef.tmp"), whole = Path.Combine(mail.FullName, "letter.eml");
        await File.WriteAllTextAsync(half, "To: ");
        await File.WriteAllTextAsync(whole, "To: nobody@mail.example");

        await using RunningProgram program = await RunningProgram.Serve(_data.Folder);

        Assert.Equal((false, true), (File.Exists(half), File.Exists(whole)));
    }

    /// <summary>Overwrites the root page of a table or an index with nonsense.</summary>
    private void Damage(string name)
    {
        string file = Path.Combine(_data.Path, SqliteDatabase.FileName);
        long page;
        using (SqliteConnection connection = new($"Data Source={file};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "SELECT rootpage FROM sqlite_master WHERE name = $name";
            command.Parameters.AddWithValue("$name", name);
            page = (long)command.ExecuteScalar()!;
        }
        using FileStream data = File.OpenWrite(file);
        data.Position = (page - 1) * 4096;
        data.Write(Enumerable.Repeat((byte)0x5A, 4096).ToArray());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_a_sentence()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();

        (int code, string said, string error) = await Run("serve", "--urls", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");

        Assert.Equal((1, ""), (code, said));
        Assert.Contains("address already in use", error, StringComparison.OrdinalIgnoreCase);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Listening_to_the_world_needs_the_address_by_which_the_world_comes()
    {
        (int code, string said, string error) = await Run("serve", "--urls", "http://0.0.0.0:0");

        Assert.Equal((1, ""), (code, said));
        Assert.Contains("service.publicUrl", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_server_that_hangs_does_not_hold_up_the_end()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        _data.Write("settings.json", $$"""
            { "service": { "phone": "01420 000000", "publicUrl": "https://links.example.org" },
              "mail": { "from": "hello@example.org", "smtp": { "host": "127.0.0.1", "port": {{((IPEndPoint)silent.LocalEndpoint).Port}}, "startTls": "none", "timeoutSeconds": 60 } } }
            """);
        string key = (await Run("keys", "add", "Mill Lane Surgery")).Out.Trim();
        await using RunningProgram program = await RunningProgram.Serve(_data.Folder);
        Assert.Equal(HttpStatusCode.Created, await Refer(program, key, 1));
        using TcpClient connected = await silent.AcceptTcpClientAsync();

        Stopwatch watch = Stopwatch.StartNew();
        Assert.Equal(0, await program.Terminate());

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        // No letter was handed over, so it goes at the next start.
        await using SqliteDatabase database = SqliteDatabase.Open(_data.Path);
        OutboxFigures figures = await database.Outbox.Figures(default);
        Assert.Equal((2, 0, 0), (figures.Queued, figures.Sending, figures.Uncertain));
    }

    [Theory]
    [InlineData("100ms", 100)]
    [InlineData("500ms", 500)]
    [InlineData("1s", 1_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("10s", 10_000)]
    [InlineData("2m", 120_000)]
    [InlineData("24h", 86_400_000)]
    [InlineData("0.1s", 100)]
    [InlineData("99ms", null)]
    [InlineData("25h", null)]
    [InlineData("0s", null)]
    [InlineData("-1s", null)]
    [InlineData("1", null)]
    [InlineData("s", null)]
    [InlineData("", null)]
    [InlineData("1 s", null)]
    [InlineData("1S", null)]
    [InlineData("1.2.3s", null)]
    [InlineData("1e3s", null)]
    [InlineData("999999999999h", null)]
    [InlineData("\u0661s", null)]
    public void A_day_of_the_demo_lasts_as_long_as_one_says(string text, int? milliseconds)
    {
        Assert.Equal(milliseconds is not null, DemoCommand.TryParse(text, out TimeSpan time));
        if (milliseconds is { } expected)
            Assert.Equal(TimeSpan.FromMilliseconds(expected), time);
    }
}
