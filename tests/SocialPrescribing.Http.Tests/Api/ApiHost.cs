using SocialPrescribing.Contracts;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Http.Tests.Api;

/// <summary>One service for all tests of the API. Each test has its own people and organisations. The clock stands still.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    private int _organisations;

    /// <summary>A morning during summer time.</summary>
    public static DateTimeOffset Wednesday { get; } = new(2026, 9, 16, 9, 30, 0, TimeSpan.Zero);

    public TestedService Service { get; private set; } = null!;
    public StaffDirectory Staff => Service.Get<StaffDirectory>();

    public OpenApiContract Contract { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (NeedsAttribute.Missing(typeof(ApiCollection)) is not null)
            return;
        Contract = await OpenApiContract.Load();
        Service = await TestedHost.Start(new SetUp(Wednesday));
    }

    public async Task DisposeAsync()
    {
        if (Service is null)
            return;
        await Service.DisposeAsync();
        await Contract.DisposeAsync();
    }

    public Caller Nobody() => new(Service, Contract);

    /// <summary>A referrer with the key of an organisation of its own.</summary>
    public async Task<Caller> Referrer(int perMinute = 60_000)
    {
        Organisation organisation = await Service.Get<Organisations>()
            .Ensure($"Surgery {Interlocked.Increment(ref _organisations)}", perMinute);
        return Nobody().With("X-Api-Key", (await Service.Get<Organisations>().AddKey(organisation, CancellationToken.None)).Secret);
    }

    public async Task<StaffMember> Member(StaffRole role, string name = "Sam Lee")
    {
        StaffMember member = (await Staff.Add($"{Guid.NewGuid():N}@service.example", name, role, CancellationToken.None))!;
        Service.SeesWhatIsNew();
        return member;
    }

    /// <summary>A program with the token of a member of staff in this role.</summary>
    public async Task<Caller> Program(StaffRole role) => await Program(await Member(role));

    public async Task<Caller> Program(StaffMember member) =>
        Nobody().With("X-Staff-Token", await Staff.IssueToken(member.Id, CancellationToken.None));

    /// <summary>The browser of somebody who has signed in.</summary>
    public async Task<Caller> Browser(StaffMember member)
    {
        (string header, string value) = await Service.SignedIn(await Service.LetSignIn(member));
        return Nobody().With(header, value);
    }

    /// <summary>The id of the journey that begins with a new referral.</summary>
    public async Task<string> NewJourney(Action<System.Text.Json.Nodes.JsonObject>? change = null) =>
        (await JourneyOf(await (await Referrer()).Post("/api/referrals", Referrals.New(change)))).Id.ToString();

    /// <summary>The journey that a referral began or joined.</summary>
    public async Task<Journey> JourneyOf(Answer referred)
    {
        string id = Guid.Parse(referred.Is(System.Net.HttpStatusCode.Created)["id"]).ToString("N");
        Record<Guid> record = (await ReferralIntake.LookUps.In(Service.Get<IRegister>()).Get(id, CancellationToken.None))!;
        return (await Service.Get<IJourneyStore>().Find(record.Value, CancellationToken.None))!.State;
    }
}

[CollectionDefinition(Name)]
[Needs("node", "npm")]
public sealed class ApiCollection : ICollectionFixture<ApiHost>
{
    public const string Name = "api";
}
