using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using Xunit.Abstractions;

namespace SocialPrescribing.Local.Tests.Program;

/// <summary>What was answered stays answered, however the program ends.</summary>
public sealed class KilledTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>
    /// Starting takes half of the time. The store's crash contract covers what each single write may leave behind.
    /// </summary>
    private static readonly int _kills =
        int.TryParse(Environment.GetEnvironmentVariable("KILLS"), CultureInfo.InvariantCulture, out int more) ? more : 8;
    private const int Posters = 4;

    private readonly DataFolder _data = new();
    private readonly ConcurrentDictionary<int, string> _referrals = [];
    private readonly ConcurrentDictionary<string, (string Journey, JsonObject Command, string Answer)> _commands = [];
    private readonly ConcurrentQueue<int> _unanswered = [];
    private string _key = "", _worker = "", _token = "";
    private int _people, _answers;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Killed_again_and_again_under_load_it_loses_nothing_and_says_nothing_twice()
    {
        await Prepare();
        Random random = new(20270328);
        Stopwatch watch = Stopwatch.StartNew();
        for (int kill = 0; kill < _kills; kill++)
        {
            await using RunningProgram program = await RunningProgram.Serve(_data.Folder);
            // Referrers cause most of the load. Every fourth time only the link worker uses the program.
            await UnderLoad(program, posters: kill % 4 is 3 ? 0 : Posters, answers: random.Next(1, 16), program.Kill);
        }
        Assert.True(_commands.Count >= _kills, $"Only {_commands.Count} commands were answered.");
        output.WriteLine(
            $"{_kills} kills in {watch.Elapsed.TotalSeconds:0} s, {_referrals.Count} referrals and {_commands.Count} commands answered");

        await using (RunningProgram program = await RunningProgram.Serve(_data.Folder))
        {
            await EveryAnswerIsGivenAgain(program);
            await MailIsDelivered(program);
            Assert.Equal(0, await program.Terminate());
            Assert.DoesNotContain("Invented", program.Out + program.Error, StringComparison.Ordinal);
        }
        await EveryReferralIsThereOnce();
        await NothingWasSentTwice();
        Assert.Equal((0, $"{_people} journeys checked, 0 findings\n"), await Check());
    }

    [Fact]
    public async Task Told_to_stop_under_load_it_finishes_what_it_answers_and_ends_within_five_seconds()
    {
        await Prepare();
        TimeSpan took = default;
        await using (RunningProgram program = await RunningProgram.Serve(_data.Folder))
        {
            await UnderLoad(program, Posters, answers: 60, async () =>
            {
                Stopwatch watch = Stopwatch.StartNew();
                Assert.Equal(0, await program.Terminate());
                took = watch.Elapsed;
            });
            Assert.DoesNotContain("fail:", program.Out + program.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("xception", program.Out + program.Error, StringComparison.Ordinal);
        }
        output.WriteLine($"Stopped in {took.TotalSeconds:0.0} s, {_referrals.Count} referrals and {_commands.Count} commands answered");
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        // Every letter under way was finished or put back, and none is uncertain.
        Assert.All(await Ledger(), m => Assert.True(m.Status is MessageStatus.Queued or MessageStatus.Sent, $"{m.Kind} is {m.Status}"));

        await using (RunningProgram program = await RunningProgram.Serve(_data.Folder))
        {
            await EveryAnswerIsGivenAgain(program);
            await MailIsDelivered(program);
            Assert.Equal(0, await program.Terminate());
        }
        await EveryReferralIsThereOnce();
        await NothingWasSentTwice();
        Assert.All(await Ledger(), m => Assert.Equal(MessageStatus.Sent, m.Status));
        Assert.Equal((0, $"{_people} journeys checked, 0 findings\n"), await Check());
    }

    private async Task Prepare()
    {
        await using SqliteDatabase database = SqliteDatabase.Open(_data.Path);
        Clocks clocks = new(TimeProvider.System, TimeProvider.System);
        StaffDirectory staff = new(database.Register, clocks);
        StaffMember worker = (await staff.Add("tom@service.example", "Tom Ashby", StaffRole.LinkWorker, default))!;
        await staff.Add("grace@service.example", "Grace Okafor", StaffRole.SafeguardingLead, default);
        await staff.Add("leila@service.example", "Leila Marsh", StaffRole.Lead, default);
        (_worker, _token) = (worker.Id, await staff.IssueToken(worker.Id, default));
        Organisations organisations = new(database.Register, clocks);
        _key = (await organisations.AddKey(await organisations.Ensure("Mill Lane Surgery", perMinute: 100_000), default)).Secret;
    }

    /// <summary>
    /// Several referrers and a link worker work until the program has answered so often and <paramref name="end"/> has ended it.
    /// </summary>
    private async Task UnderLoad(RunningProgram program, int posters, int answers, Func<Task> end)
    {
        int wanted = _answers + answers;
        TaskCompletionSource enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Answered()
        {
            if (Interlocked.Increment(ref _answers) >= wanted)
                enough.TrySetResult();
        }
        Task[] load =
            [.. Enumerable.Range(0, posters).Select(_ => Task.Run(() => Post(program, Answered))), Task.Run(() => Work(program, Answered))];
        // Whoever uses the program stops only when it ends, or when an assertion fails.
        await await Task.WhenAny([enough.Task, .. load]).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(enough.Task.IsCompletedSuccessfully, "The load ended by itself: " + program.Out + program.Error);
        await end();
        await Task.WhenAll(load);
    }

    private async Task Post(RunningProgram program, Action answered)
    {
        while (true)
        {
            // Half of the unanswered referrals are sent again at once, as a referrer's program would do.
            int number = _unanswered.TryDequeue(out int again) ? again : Interlocked.Increment(ref _people);
            if (await Attempt(() => program.Refer(_key, Numbered.Referral(number), $"key-{number}")) is not var (status, text))
            {
                _unanswered.Enqueue(number);
                return;
            }
            Assert.Equal(HttpStatusCode.Created, status);
            _referrals[number] = text;
            answered();
        }
    }

    /// <summary>A link worker accepts referrals and books meetings, each with its own command id.</summary>
    private async Task Work(RunningProgram program, Action answered)
    {
        while (true)
        {
            JsonNode page;
            try
            {
                page = await program.Get("api/tasks?assignee=triage&most=20", _token);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return;
            }
            foreach (string journey in page["items"]!.AsArray().Where(t => (string)t!["kind"]! is "triage")
                .Select(t => (string)t!["journey"]!))
            {
                DateTimeOffset at = DateTimeOffset.UtcNow.AddDays(3);
                foreach (JsonObject command in (JsonObject[])[
                    new() { ["commandId"] = "accept", ["kind"] = "accept", ["linkWorker"] = _worker },
                    new() { ["commandId"] = "book", ["kind"] = "bookMeeting", ["at"] = at.ToString("O", CultureInfo.InvariantCulture),
                        ["place"] = new JsonObject { ["kind"] = "atHome" } }])
                {
                    if (await Attempt(() => program.Give(journey, _token, command)) is not var (status, text))
                        return;
                    // If the program was killed after the commit, the command is done although it was not answered.
                    if (status is HttpStatusCode.OK)
                        _commands[$"{journey}/{command["commandId"]}"] = (journey, command, text);
                    answered();
                }
            }
        }
    }

    private static async Task<(HttpStatusCode Status, string Text)?> Attempt(Func<Task<HttpResponseMessage>> request)
    {
        try
        {
            using HttpResponseMessage answer = await request();
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }

    private async Task EveryAnswerIsGivenAgain(RunningProgram program)
    {
        await Parallel.ForEachAsync(Enumerable.Range(1, _people), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) =>
        {
            using HttpResponseMessage answer = await program.Refer(_key, Numbered.Referral(number), $"key-{number}");
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            string text = await answer.Content.ReadAsStringAsync(default);
            if (_referrals.TryGetValue(number, out string? first))
                Assert.Equal((first, true), (text, answer.Headers.Contains("Idempotency-Replayed")));
            _referrals[number] = text;
        });
        await Parallel.ForEachAsync(_commands.Values, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (given, _) =>
        {
            using HttpResponseMessage answer = await program.Give(given.Journey, _token, given.Command);
            Assert.Equal((HttpStatusCode.OK, given.Answer), (answer.StatusCode, await answer.Content.ReadAsStringAsync(default)));
        });
    }

    /// <summary>Waits until nothing is left to send. Safety messages that are uncertain wait a minute; all others go at once.</summary>
    private static async Task MailIsDelivered(RunningProgram program)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(3));
        while (true)
        {
            using HttpResponseMessage answer = await program.Http.GetAsync("health/attention", limit.Token);
            JsonNode said = JsonNode.Parse(await answer.Content.ReadAsStringAsync(limit.Token))!;
            if ((int)said["figures"]!["queuedMessages"]! is 0)
                return;
            await Task.Delay(50, limit.Token);
        }
    }

    private async Task EveryReferralIsThereOnce()
    {
        await using SqliteDatabase database = SqliteDatabase.Open(_data.Path);
        List<Journey> journeys = [];
        await foreach (Guid id in database.Journeys.All(default))
            journeys.Add((await database.Journeys.Find(id, default))!.State);
        Assert.Equal(_people, journeys.Count);
        Assert.Equal(_people, journeys.Select(j => j.Person.FirstName).Distinct().Count());
        Assert.All(journeys, j => Assert.Single(j.Referrals));
        Assert.Equal(
            _referrals.Values.Select(text => Guid.Parse((string)JsonNode.Parse(text)!["id"]!)).Order(),
            journeys.Select(j => j.Referrals[0].Id).Order());
    }

    private async Task<IReadOnlyList<QueuedMessage>> Ledger()
    {
        await using SqliteDatabase database = SqliteDatabase.Open(_data.Path);
        List<QueuedMessage> messages = [];
        await foreach (Guid id in database.Journeys.All(default))
            messages.AddRange(await database.Outbox.Of(id, default));
        return messages;
    }

    /// <summary>Compares the ledger with the files in the mail folder: each letter has the hash of its message's key.</summary>
    private async Task NothingWasSentTwice()
    {
        MailFolder folder = new(Path.Combine(_data.Path, "mail"));
        List<StoredLetter> letters = [];
        for (int page = 1; folder.List(page) is { Letters.Count: > 0 } some; page++)
            letters.AddRange(some.Letters);
        Dictionary<string, int> copies = letters.GroupBy(l => l.KeyHash).ToDictionary(g => g.Key, g => g.Count());

        IReadOnlyList<QueuedMessage> ledger = await Ledger();
        Assert.True(ledger.Count >= 2 * _people, "Every referral has mail.");
        foreach (QueuedMessage message in ledger)
        {
            int sent = copies.GetValueOrDefault(LetterMessage.HashOf($"{message.Owner:N}/{message.Key}"));
            bool forRole = message.Kind is MessageKind.Concern && message.Staff is null;
            string what = $"{message.Kind} is {message.Status} after {message.Attempts} attempts and was sent {sent} times";
            if (Messages.MayRepeat(message.Kind))
                Assert.True(message.Status is MessageStatus.Sent && (forRole ? sent is 0 : sent >= 1), what);
            else
                Assert.True(message.Status switch
                {
                    MessageStatus.Sent => sent is 1,
                    MessageStatus.Uncertain => sent <= 1,
                    MessageStatus.Dropped => sent is 0,
                    _ => false,
                }, what);
        }
        Assert.Equal(copies.Count, ledger.Count(m => copies.ContainsKey(LetterMessage.HashOf($"{m.Owner:N}/{m.Key}"))));
        output.WriteLine(
            $"{letters.Count} letters, {ledger.Count(m => m.Status is MessageStatus.Uncertain)} of {ledger.Count} messages uncertain, "
                + $"{copies.Values.Count(c => c > 1)} safety messages twice");
    }

    private async Task<(int Code, string Out)> Check()
    {
        (int code, string said, _) = await RunningProgram.Run("check", "--data", _data.Path);
        return (code, said);
    }
}
