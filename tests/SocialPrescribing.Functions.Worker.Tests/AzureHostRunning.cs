using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DurableTask.Core.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Functions.Worker.Tests.Driver;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Tests.Host;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using OrchestratorRequest = Microsoft.DurableTask.Protobuf.OrchestratorRequest;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>
/// The published Azure host at work, with its own tables on Azurite and its own mail folder. Tests speak to it over HTTP. What an operator
/// would set up beforehand they do through the service's own parts, over the same tables.
/// </summary>
internal sealed class AzureHostRunning : IStoryHost
{
    public const string EngineOnStorage = "AzureFunctionsJobHost__extensions__durableTask__storageProvider__";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("social-prescribing-worker-");
    private readonly ServiceProvider _beside;
    private readonly string _storage;
    private readonly List<IAsyncDisposable> _used = [];
    private readonly MovedTimers? _timers;
    private Func<string, Task>? _fireTimer;
    private WorkerDriver? _driver;

    private AzureHostRunning(string storage, DateTimeOffset? at, Action<Dictionary<string, string>>? change)
    {
        _storage = storage;
        Settings = JsonNode.Parse(File.ReadAllText(Path.Combine(App, "local.settings.sample.json")))!["Values"]!.AsObject()
            .ToDictionary(v => v.Key, v => (string)v.Value!);
        Settings["AzureWebJobsStorage"] = Settings["SocialPrescribing__State__ConnectionString"] = storage;
        Settings["SOCIAL_PRESCRIBING_ENVIRONMENT"] = "T" + Guid.NewGuid().ToString("N");
        // A killed process must be missed soon, and queues must be asked often.
        Settings[EngineOnStorage + "partitionCount"] = "2";
        Settings[EngineOnStorage + "maxQueuePollingInterval"] = "00:00:00.250";
        foreach (string wait in (string[])["leaseInterval", "controlQueueVisibilityTimeout", "workItemQueueVisibilityTimeout"])
            Settings[EngineOnStorage + wait] = "00:00:10";
        Settings[EngineOnStorage + "leaseRenewInterval"] = "00:00:03";
        Settings[EngineOnStorage + "leaseAcquireInterval"] = "00:00:02";
        Settings["SocialPrescribing__Mail__Folder"] = _data.FullName;
        Settings["SocialPrescribing__Clock"] = ClockFile;
        SetClock(at is { } stands ? Moment(stands) : "00:00:00");
        change?.Invoke(Settings);
        IEnumerable<KeyValuePair<string, string?>> settings =
            Settings.Select(s => KeyValuePair.Create(s.Key.Replace("__", ":", StringComparison.Ordinal), (string?)s.Value));
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        _beside = new ServiceCollection().AddLogging().AddAzureHost(configuration).BuildServiceProvider();
        _timers = at is null ? null : new MovedTimers(Get<Clocks>().Programme);
    }

    /// <summary>The host that the tests' own build has published.</summary>
    public static string App { get; } = Path.Combine(AppContext.BaseDirectory, "host");

    public Dictionary<string, string> Settings { get; }
    /// <summary>The driver, if it runs in this process.</summary>
    public WorkerDriver Driver => _driver ?? throw new InvalidOperationException("The driver does not run in this process.");
    /// <summary>Follows no redirects and keeps no cookies.</summary>
    public HttpClient Http { get; private set; } = null!;
    public Uri Origin => new(Settings["SocialPrescribing__PublicUrl"]);
    public MailFolder Mail => new(_data.FullName);
    public string ClockFile => Path.Combine(_data.FullName, "clock");
    /// <summary>Journeys that tests have made unreadable. Nobody waits for them.</summary>
    public HashSet<Guid> Unreadable { get; } = [];
    public MovedTimers Timers => _timers ?? throw new InvalidOperationException("Its clock goes like the machine's.");
    private DateTimeOffset Now => Get<Clocks>().Now;
    public T Get<T>() where T : notnull => _beside.GetRequiredService<T>();

    /// <summary>Everything that the host needs, for a test that starts the host itself.</summary>
    /// <param name="at">Where its clock stands until it is moved. Null for a clock that runs with the machine's.</param>
    /// <param name="createTables">If false, the host creates them when it starts.</param>
    public static async Task<AzureHostRunning> Prepare(
        string storage, DateTimeOffset? at = null, bool createTables = true, Action<Dictionary<string, string>>? change = null)
    {
        AzureHostRunning host = new(storage, at, change);
        if (createTables)
            await host.Get<TableStorage>().Create(default);
        return host;
    }

    /// <param name="at">Where its clock stands until it is moved. Null for a clock that runs with the machine's.</param>
    /// <param name="change">Changes settings.</param>
    public static Task<AzureHostRunning> Start(
        Azurite azurite, bool durableOnAzurite = false, DateTimeOffset? at = null, Action<Dictionary<string, string>>? change = null,
        string? app = null) =>
        Start(azurite.ConnectionString, durableOnAzurite, at, change, app: app);

    /// <param name="app">Another published host. Null for the tests' own.</param>
    /// <param name="turning">Sees each turn of an orchestration before the worker does.</param>
    public static async Task<AzureHostRunning> Start(
        string storage, bool durableOnAzurite = false, DateTimeOffset? at = null, Action<Dictionary<string, string>>? change = null,
        Action<OrchestratorRequest>? turning = null, string? app = null)
    {
        AzureHostRunning host = await Prepare(storage, at, change: change);
        try
        {
            await host.Run(durableOnAzurite, turning, app);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a published host on what is stored; null for the tests' own. Whatever ran before has to be stopped.</summary>
    public async Task Run(bool durableOnAzurite = false, Action<OrchestratorRequest>? turning = null, string? app = null)
    {
        DriverOptions options = Options(durableOnAzurite) with { App = app ?? App, AroundTurns = AroundTurns(turning) };
        _driver = await WorkerDriver.Start(options);
        Use(_driver, _driver.Address, _driver.FireTimer);
    }

    /// <summary>Ends what <see cref="Run"/> has started. Tables, files and the clock stay.</summary>
    /// <returns>What the worker has said.</returns>
    public async Task<string> Stop()
    {
        string said = Driver.Worker?.Said ?? "";
        _used.Remove(Driver);
        await Driver.DisposeAsync();
        Http.Dispose();
        _driver = null;
        return said;
    }

    public DriverOptions Options(bool durableOnAzurite) => new(App, Settings, durableOnAzurite ? _storage : null);

    private Func<DispatchMiddlewareContext, Func<Task>, Task> AroundTurns(Action<OrchestratorRequest>? turning) => (turn, goOn) =>
    {
        Task Turn()
        {
            turning?.Invoke(Engine.RequestOf(turn));
            return goOn();
        }
        return _timers is null ? Turn() : _timers.Around(turn, Turn);
    };

    /// <summary>From now on tests reach the host through this driver. The driver used before is still disposed of at the end.</summary>
    public DriverProcess Use(DriverProcess driver)
    {
        Use(driver, driver.Address, driver.FireTimer);
        return driver;
    }

    private void Use(IAsyncDisposable driver, Uri address, Func<string, Task> fireTimer)
    {
        _used.Add(driver);
        _fireTimer = fireTimer;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };
    }

    /// <summary>Fires the timer as if its scheduled time had come. Returns when the function has ended.</summary>
    public Task FireTimer(string name) => _fireTimer!(name);

    public async Task<string> KeyOfAnOrganisation() =>
        (await Get<Organisations>().AddKey(await Get<Organisations>().Ensure("Mill Lane Surgery", 100_000, default), default)).Secret;

    public async Task<(StaffMember Member, string Token)> AddStaff(StaffRole role, string name)
    {
        StaffDirectory staff = Get<StaffDirectory>();
        StaffMember member = (await staff.Add($"{name.Split(' ')[0]}@service.example".ToLowerInvariant(), name, role, default))!;
        return (member, await staff.IssueToken(member.Id, default));
    }

    public async Task<HttpResponseMessage> Refer(string key, JsonNode referral, string? idempotencyKey = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "api/referrals") { Content = JsonContent.Create(referral) };
        request.Headers.Add("X-Api-Key", key);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await Http.SendAsync(request);
    }

    public async Task<JsonNode> Ask(string path, string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Add("X-Staff-Token", token);
        using HttpResponseMessage answer = await Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>All letters in the folder.</summary>
    public IReadOnlyList<StoredLetter> Letters()
    {
        List<StoredLetter> letters = [];
        for (int page = 1; Mail.List(page) is { Letters.Count: > 0 } some; page++)
            letters.AddRange(some.Letters);
        return letters;
    }

    /// <summary>
    /// Moves from one durable timer to the next, and stops each morning, because then the watch tells people what their day holds.
    /// </summary>
    public async Task MoveTo(DateTimeOffset to)
    {
        while (Now < to)
        {
            DateTimeOffset morning = Morning(Now), step = Timers.Next is { } timer && timer < morning ? timer : morning;
            SetClock(Moment(step < Now ? Now : step < to ? step : to));
            await Settle();
            if (Now == morning)
            {
                await FireTimer("Watch");
                // So that what was queued goes out at its own time, not after the clock has moved on.
                await Settle();
            }
        }
        await Settle();
    }

    public async Task Settle()
    {
        await Timers.Ring(Driver.Hub);
        // Twice in a row, because a message to a role stops sending in the same moment in which the letters to its members begin to wait.
        await Eventually("what is due has happened, and what may be sent is sent", async () => await IsQuiet() && await IsQuiet());

        async Task<bool> IsQuiet() => (await Get<IJourneyStore>().DueBy(Now, 100, default)).All(due => Unreadable.Contains(due.Journey))
            && await Get<IOutbox>().Waiting(Get<Clocks>().MachineNow, 1, default) is []
            && (await Get<IOutbox>().Figures(default)).Sending is 0;
    }

    /// <summary>Moves the clock to the next durable timer and lets it ring.</summary>
    public async Task RingNext()
    {
        if (Timers.Next is { } next && next > Now)
            SetClock(Moment(next.AddSeconds(1)));
        await Timers.Ring(Driver.Hub);
    }

    /// <summary>The next eight o'clock in London.</summary>
    private static DateTimeOffset Morning(DateTimeOffset after)
    {
        DateOnly day = WorkingCalendar.LondonDate(after);
        DateTimeOffset morning = WorkingCalendar.London(day, new TimeOnly(8, 0));
        return morning > after ? morning : WorkingCalendar.London(day.AddDays(1), new TimeOnly(8, 0));
    }

    /// <summary>Sets the programme's and the machine's clock separately.</summary>
    public void SetClocks(DateTimeOffset programme, DateTimeOffset machine) => SetClock($"{Moment(programme)}\n{Moment(machine)}");

    /// <summary>Moves a running clock ahead.</summary>
    public void Ahead(TimeSpan by) => SetClock(by.ToString("c", CultureInfo.InvariantCulture));

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Written beside the file and moved, so that nobody reads half of it.</summary>
    private void SetClock(string says)
    {
        File.WriteAllText(ClockFile + ".new", says);
        File.Move(ClockFile + ".new", ClockFile, overwrite: true);
    }

    /// <summary>
    /// Waits until something has happened. If it never does, the test fails with what the worker logged. The longer it takes, the less
    /// often it is checked, because each check uses storage that the service needs.
    /// </summary>
    public async Task Eventually(string what, Func<Task<bool>> came)
    {
        using CancellationTokenSource limit = new(Patience);
        for (int wait = 10; !await came(); wait = Math.Min(wait * 3 / 2, 150))
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"Never: {what}. The worker said: {_driver?.Worker?.Said}");
            await Task.Delay(wait);
        }
    }

    /// <summary>A referral of an invented person, as a practice sends it.</summary>
    public static JsonNode Referral() => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "referral-gp.json")))!;

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        foreach (IAsyncDisposable used in _used)
            await used.DisposeAsync();
        await _beside.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
