using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using SocialPrescribing.Local;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Local.Tests.Program;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Faults.Tests;

/// <summary>What the program goes through under one seed, until it may work in peace for a last time and is looked at.</summary>
internal sealed partial class Life : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);
    /// <summary>How long the program keeps what it has said about its health.</summary>
    private static readonly TimeSpan _healthIsKept = TimeSpan.FromSeconds(11);
    private static readonly TimeSpan _longestPauseOfMail = TimeSpan.FromHours(1), _untilALetterGoes = TimeSpan.FromSeconds(2);

    private readonly DataFolder _data = new(), _beside = new();
    private readonly Plan _plan;
    private readonly PlantedBug? _bug;
    private readonly Random _random;
    private readonly PostOffice _post;
    private readonly Shim _shim;
    private readonly IReadOnlyDictionary<string, string> _machine;
    private readonly List<string> _wrong = [];
    private Work _work = null!;
    private int _lost;

    private Life(Plan plan, PlantedBug? bug)
    {
        (_plan, _bug) = (plan, bug);
        _random = new Random(plan.Seed);
        _post = new PostOffice(plan.Seed) { Trouble = plan.Trouble };
        _shim = new Shim(_data.Path, _beside.Path);
        _machine = new Dictionary<string, string>([.. _shim.Environment, .. bug?.Environment ?? new Dictionary<string, string>()]);
    }

    /// <summary>What of all that was promised did not hold, and what happened.</summary>
    /// <param name="bug">What is wrong with the program, to see whether that is noticed.</param>
    public static async Task<(IReadOnlyList<string> Wrong, string Happened)> Live(Plan plan, PlantedBug? bug = null)
    {
        PlantedBug.InHere(bug);
        await using Life life = new(plan, bug);
        try
        {
            await life.Prepare();
            foreach (Round round in plan.Rounds)
                await life.Go(round);
            await life.EndInPeace();
        }
        catch (Exception e)
        {
            life._wrong.Add($"{e.GetType().Name}: {e.Message}\n{e.StackTrace}");
        }
        Work work = life._work;
        return ([.. life._wrong, .. work.Wrong],
            $"{work.Referrals.Count} referrals, {work.CommandsAnswered} commands and "
                + $"{work.ClicksAnswered} clicks answered, {life._post.Taken.Count} letters taken "
                + $"({string.Join(", ", life._post.Served.Where(s => s.Key is not Service.Takes).Select(s => $"{s.Value} {s.Key}"))}), "
                + $"{life._shim.Failed} calls failed, {life._shim.Slowed} slow, {life._lost} writes lost");
    }

    public async ValueTask DisposeAsync()
    {
        await _post.DisposeAsync();
        _shim.Dispose();
        _data.Dispose();
        _beside.Dispose();
    }

    private async Task Prepare()
    {
        _data.Write("settings.json", $$"""
            { "service": { "phone": "01420 000000", "publicUrl": "{{Work.PublicUrl}}" },
              "mail": { "from": "hello@example.org", "perMinute": 0, "perHour": 0,
                "smtp": { "host": "127.0.0.1", "port": {{_post.Port}}, "startTls": "none", "timeoutSeconds": 10 } } }
            """);
        // It has served before.
        _data.Write("serving.lock", "");
        await using SqliteDatabase database = SqliteDatabase.Open(_data.Path);
        Clocks clocks = new(TimeProvider.System, TimeProvider.System);
        StaffDirectory staff = new(database.Register, clocks);
        StaffMember worker = (await staff.Add("tom@service.example", "Tom Ashby", StaffRole.LinkWorker, default))!;
        await staff.Add("grace@service.example", "Grace Okafor", StaffRole.SafeguardingLead, default);
        await staff.Add("leila@service.example", "Leila Marsh", StaffRole.Lead, default);
        string token = await staff.IssueToken(worker.Id, default);
        Organisations organisations = new(database.Register, clocks);
        string key = (await organisations.AddKey(await organisations.Ensure("Mill Lane Surgery", perMinute: 100_000), default)).Secret;
        _work = new Work(key, worker.Id, token, _post, _shim);
        if (_bug?.Sql is { } sql)
            Number(sql, SqliteOpenMode.ReadWrite);
    }

    private Task<RunningProgram> Start() =>
        RunningProgram.Start(["serve", "--data", _data.Path, "--urls", "http://127.0.0.1:0"], _machine);

    private async Task Go(Round round)
    {
        if (round.IsStartedUnder && WhyNot(round.Fault) is not null)
            await RefusesToStart(round);
        await using RunningProgram program = await Start();
        using CancellationTokenSource enough = new();
        _work.IsCalm = round.First is First.Click;
        Task work = _work.At(program.Http, _plan.Referrers, enough.Token);
        await Until(() => _work.Answers, _work.Answers + round.Before, work, program);
        if (round.First is First.Commands)
            await Until(() => _work.CommandsAnswered, _work.CommandsAnswered + 2, work, program);
        if (round.First is First.Click)
            await Until(() => _work.ClicksAnswered, _work.ClicksAnswered + 1, work, program);
        _work.IsCalm = false;
        (int failed, TimeSpan offset) = ((int)_shim.Failed, _shim.Offset);
        GoesWrong(round);
        await Until(() => _work.Attempts, _work.Attempts + round.After, work, program);
        if (WhyNot(round.Fault) is { } why)
        {
            // Until then it is only about to fail.
            await Until(() => (int)_shim.Failed, failed + 1, work, program);
            await OperatorIsTold(program, why);
        }
        await OperatorIsWarned(program, round.Fault, offset);
        if (round.IsHealed)
        {
            _shim.Heal();
            _post.Trouble = _plan.Trouble;
            if (round.Fault is Fault.ClockJump)
                _shim.Offset = TimeSpan.Zero;
            await Until(() => _work.Answers, _work.Answers + 4, work, program);
            if (WhyNot(round.Fault) is not null)
                await IsWellAgain(program);
            if (round.Fault is Fault.MailServerDrops)
                await program.Says(new Regex("Mail is taken again"));
        }
        await Ends(program, round);
        _post.GoOn();
        await enough.CancelAsync();
        await work.WaitAsync(_patience);
        Overhear(program);
        _shim.Heal();
        _post.Trouble = _plan.Trouble;
    }

    private void GoesWrong(Round round)
    {
        switch (round.Fault)
        {
            case Fault.FullDisk:
                _shim.FailWrites(Errno.NoSpace, round.Until);
                break;
            case Fault.ReadOnlyDisk:
                _shim.FailWrites(Errno.ReadOnly, 0);
                break;
            case Fault.FailingFlush:
                _shim.FailSyncs(Errno.InputOutput, round.Until);
                break;
            case Fault.FailingWrites:
                _shim.FailWrites(Errno.InputOutput, round.Until);
                break;
            case Fault.SlowDisk:
                _shim.Slow(round.Write, round.Sync);
                break;
            case Fault.ClockJump:
                _shim.Offset = round.Jump;
                break;
            case Fault.MailServerDrops:
                _post.Trouble = 0.7;
                break;
        }
    }

    private async Task Ends(RunningProgram program, Round round)
    {
        // Where the store takes nothing, no letter is on its way.
        if (round.IsMidLetter && round.End is not End.ToldToStop && (round.IsHealed || WhyNot(round.Fault) is null))
            await _post.StandStill(round.IsTaken, _untilALetterGoes);
        switch (round.End)
        {
            case End.ToldToStop:
                Stopwatch watch = Stopwatch.StartNew();
                int code = await program.Terminate();
                if (code is not 0)
                    _wrong.Add($"Told to stop it ended with {code} after {watch.Elapsed.TotalSeconds:0.0} s.");
                // The machine is switched off then: what is not on the disk is gone.
                _lost += UnflushedWrites.CutPower(_shim.Unflushed, round.Kept, _random);
                break;
            case End.PowerCut:
                await program.Kill();
                _lost += UnflushedWrites.CutPower(_shim.Unflushed, round.Kept, _random);
                break;
            case End.TornLog:
                await program.Kill();
                File.Delete(_shim.Unflushed);
                TornLog.Tear(Path.Combine(_data.Path, SqliteDatabase.FileName + "-wal"), _random);
                break;
            default:
                await program.Kill();
                File.Delete(_shim.Unflushed);
                break;
        }
    }

    private async Task EndInPeace()
    {
        _post.Trouble = 0;
        // What waits after a mail server was away is due when the program starts; the clock is right again.
        TimeSpan wait = LongestWait() - DateTimeOffset.UtcNow ?? TimeSpan.Zero;
        if (wait > _longestPauseOfMail + _shim.FurthestAhead)
            _wrong.Add($"A letter waits for {wait}.");
        Shifted clock = new(wait > TimeSpan.Zero ? wait + TimeSpan.FromSeconds(2) : TimeSpan.Zero);
        DateTimeOffset began = clock.GetUtcNow();
        // Nothing fails any more, so it may run in here, where it need not be compiled anew for each seed.
        await using (LocalHost host = await LocalHost.Start(
            new LocalOptions(_data.Path, new Uri("http://127.0.0.1:0"), clock, Machine: clock), default))
        {
            using HttpClient http =
                new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.Address };
            await _work.Again(http, isTheSame: !_plan.IsLiedTo);
            await MailIsDelivered();
        }
        // The command itself does the same as what Promises asks, and costs a start.
        if (_plan.Seed % 8 is 0)
        {
            (int code, string said, string error) = await RunningProgram.Run("check", "--data", _data.Path);
            if ((code, said) != (0, $"{_work.People} journeys checked, 0 findings\n"))
                _wrong.Add($"check ended with {code}: {said}{error}");
        }
        _wrong.AddRange(await Promises.Look(_data.Path, _work, _post, began, _plan.IsLiedTo));
    }

    /// <summary>On a busy machine a letter may take long. None at all for as long as that is no slowness.</summary>
    private async Task MailIsDelivered()
    {
        Stopwatch watch = Stopwatch.StartNew();
        long before = 0;
        while (Number("SELECT COUNT(*) FROM messages WHERE status IN ('Queued', 'Sending')") is > 0 and var left)
        {
            if (left != before)
                watch.Restart();
            before = left;
            if (watch.Elapsed > _patience)
            {
                _wrong.Add($"{left} letters were not sent in the end.");
                return;
            }
            await Task.Delay(50);
        }
    }

    private DateTimeOffset? LongestWait() =>
        Number("SELECT COALESCE(MAX(not_before), 0) FROM messages WHERE status = 'Queued'") is > 0 and var ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    private long Number(string sql, SqliteOpenMode mode = SqliteOpenMode.ReadOnly)
    {
        using SqliteConnection connection =
            new($"Data Source={Path.Combine(_data.Path, SqliteDatabase.FileName)};Mode={mode};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as long? ?? 0;
    }

    private static async Task Until(Func<int> count, int wanted, Task work, RunningProgram program)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (count() < wanted)
        {
            if (work.IsCompleted || watch.Elapsed > _patience)
                throw new InvalidOperationException($"{(work.IsCompleted ? "The program ended by itself" : "It took too long")}: "
                    + $"{Last(program.Out)}{Last(program.Error)}{work.Exception}");
            await Task.Delay(5);
        }
    }

    private static string Last(string said) => said.Length > 2_000 ? said[^2_000..] : said;

    /// <summary>The time of day as it will be in a while.</summary>
    private sealed class Shifted(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }

    /// <summary>No name, and no failure that nobody has thought of.</summary>
    private void Overhear(RunningProgram program)
    {
        string said = program.Out + program.Error;
        if (said.Contains("Invented", StringComparison.Ordinal) || said.Contains("mail.example", StringComparison.Ordinal))
            _wrong.Add("The log names somebody.");
        if (said.Contains("Unhandled exception", StringComparison.Ordinal))
            _wrong.Add(said);
    }
}
