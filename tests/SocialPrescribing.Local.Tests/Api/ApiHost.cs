using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service;
using SocialPrescribing.Web;

namespace SocialPrescribing.Local.Tests.Api;

/// <summary>The service on a real port with real storage and a clock that stands still until a test moves it.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("api-");
    private SqliteDatabase? _database;
    private WebApplication? _app;
    private int _organisations;

    /// <summary>A Wednesday morning in summer time.</summary>
    public TestClock Clock { get; } = new(new DateTimeOffset(2026, 9, 16, 9, 30, 0, TimeSpan.Zero));

    public Uri Address { get; private set; } = null!;
    public IServiceProvider Services => _app!.Services;
    public StaffDirectory Staff => Services.GetRequiredService<StaffDirectory>();

    public async Task InitializeAsync()
    {
        _database = SqliteDatabase.Open(_folder.FullName);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services
            .AddSingleton(_database.Journeys).AddSingleton(_database.Register).AddSingleton(_database.Outbox)
            .AddSingleton<IJourneyRuntime>(new NoRuntime())
            .AddSingleton<IMailer>(new NoMailer())
            .AddSocialPrescribing(new HostSettings(
                new Pathway(), new ServiceProfile("Test", "Test", "01420 555 000", new Uri("http://service.example")),
                new Secrets(new byte[32], [new LinkKey("aa", new byte[32])]), new Clocks(Clock, TimeProvider.System)));
        _app = builder.Build();
        Endpoints.Map(_app);
        await _app.StartAsync();
        Address = new Uri(_app.Urls.Single());
    }

    public async Task DisposeAsync()
    {
        await _app!.DisposeAsync();
        await _database!.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public Caller Nobody() => new(Address);

    /// <summary>A referrer with the key of an organisation of its own.</summary>
    public async Task<Caller> Referrer(int perMinute = 60_000)
    {
        Organisations organisations = Services.GetRequiredService<Organisations>();
        Organisation organisation = await organisations.Ensure($"Surgery {Interlocked.Increment(ref _organisations)}", perMinute);
        return Nobody().With("X-Api-Key", (await organisations.AddKey(organisation, CancellationToken.None)).Secret);
    }

    public async Task<StaffMember> Member(StaffRole role, string name = "Sam Lee") =>
        (await Staff.Add($"{Guid.NewGuid():N}@service.example", name, role, CancellationToken.None))!;

    /// <summary>A program of somebody with this role.</summary>
    public async Task<Caller> Program(StaffRole role) => await Program(await Member(role));

    public async Task<Caller> Program(StaffMember member) => Nobody().With("X-Staff-Token", await Staff.IssueToken(member.Id, CancellationToken.None));

    /// <summary>The journey that begins with a new referral.</summary>
    public async Task<string> NewJourney()
    {
        Answer answer = (await (await Referrer()).Post("/api/referrals", Referrals.New())).Is(System.Net.HttpStatusCode.Created);
        RegisterRecord record = (await Services.GetRequiredService<IRegister>().Get(RecordKinds.Referral, Guid.Parse(answer["id"]).ToString("N"), CancellationToken.None))!;
        return Guid.ParseExact(record.Json, "N").ToString();
    }

    private sealed class NoRuntime : IJourneyRuntime
    {
        public ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation) => default;
        public ValueTask NudgePostman(CancellationToken cancellation) => default;
    }

    private sealed class NoMailer : IMailer
    {
        public Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation) => Task.FromResult<MailOutcome>(new MailOutcome.Accepted());
    }
}

public sealed class TestClock(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Move(TimeSpan by) => _now += by;
}

[CollectionDefinition(Name)]
public sealed class ApiCollection : ICollectionFixture<ApiHost>
{
    public const string Name = "api";
}
