using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;
using SocialPrescribing.Web.Composition;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>
/// Everything that answers over HTTP, put together as in both hosts but without a host. The ports are in memory, requests reach the pages
/// without a socket, and what is due happens when a test lets it.
/// </summary>
internal sealed class PagesInMemory : TestedService, IJourneyRuntime
{
    private readonly MemoryStore _store = new();
    private readonly WebApplication _app;
    private readonly MemoryMail _mail;

    private PagesInMemory(SetUp setUp)
    {
        Clock = new MovedClock(setUp.At);
        _mail = new MemoryMail(Clock, "hello@riverside.example");
        WebApplicationBuilder builder =
            WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Host.UseDefaultServiceProvider(o => o.ValidateOnBuild = o.ValidateScopes = true);
        builder.Services
            .AddSingleton<IJourneyStore>(_store).AddSingleton<IRegister>(_store).AddSingleton<IOutbox>(_store)
            .AddSingleton<IDocuments>(new MemoryDocuments(setUp.Machine ?? Clock))
            .AddSingleton<IPlaces>(new MemoryPlaces())
            .AddSingleton<IJourneyRuntime>(this)
            .AddSingleton<IMailer>(_mail).AddSingleton<IStoredMail>(_mail)
            .AddSocialPrescribing(new HostSettings(
                PathwayOf(setUp),
                new ServiceProfile("Riverside Social Prescribing", "Riverside House", "01420 555 010",
                    new Uri($"{(setUp.Https ? "https" : "http")}://riverside.example"))
                {
                    EarlierUrls = [new Uri("https://before.example"), new Uri("http://localhost:8080")],
                },
                new Secrets(new byte[32], [new LinkKey("k1", new byte[32])]),
                new Clocks(Clock, setUp.Machine ?? Clock),
                ShowsMail: !setUp.SendsMail, StaffTenant: setUp.Platform ? Guid.NewGuid() : null,
                MailEventSecret: setUp.Platform ? "what the mail system sends" : null)
            {
                SecondStepFor = setUp.SecondStepFor
            })
            .AddSingleton(Hashing);
        _app = builder.Build();
        Endpoints.Map(_app);
    }

    public override Uri Address => Line.BaseAddress;
    public override MovedClock Clock { get; }
    public override IReadOnlyList<StoredLetter> Letters => _mail.Letters;
    private TestServer Line => _app.GetTestServer();

    public static async Task<PagesInMemory> Start(SetUp setUp)
    {
        PagesInMemory pages = new(setUp);
        await pages._app.StartAsync();
        return pages;
    }

    private static Pathway PathwayOf(SetUp setUp)
    {
        if (setUp.Pathway is null)
            return new Pathway();
        (Pathway pathway, IReadOnlyList<PathwayFile.Problem> problems) = PathwayFile.Parse(Encoding.UTF8.GetBytes(setUp.Pathway));
        Assert.Empty(problems);
        return pathway;
    }

    public override HttpMessageHandler Connect() => Line.CreateHandler();

    public override T Get<T>() => _app.Services.GetRequiredService<T>();

    /// <summary>Nothing sleeps here that could be woken: <see cref="Settle"/> does all that is due.</summary>
    public ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask NudgePostman(CancellationToken cancellation) => ValueTask.CompletedTask;

    public override async Task Settle()
    {
        while (await _store.DueBy(Clock.GetUtcNow(), 1_000, default) is [_, ..] due)
            foreach (DueJourney journey in due)
                await Get<JourneyService>().Advance(journey.Journey, default);
        await Get<Digests>().Queue(default);
        DateTimeOffset? later;
        do
            later = await Get<Postman>().Drain(default);
        while (later is null && (await _store.Waiting(Get<Clocks>().MachineNow, 1, default)).Count > 0);
    }

    public override Task<StaffMember> LetSignIn(StaffMember member) => LetSignInWithPassword(member);
    public override Task SignIn(Visitor visitor, StaffMember member) => SignInWithPassword(visitor, member);
    public override Task<(string Header, string Value)> SignedIn(StaffMember member) => SignedInWithPassword(member);
    public override string SignInFor(string path) => "/sign-in?next=" + Uri.EscapeDataString(path);
    public override bool HidesService(StoredLetter letter) => letter.From.StartsWith("Riverside House <", StringComparison.Ordinal);

    public override Task Spoil(Guid journey)
    {
        _store.Overwrite(journey, """{"lastTouchAt":""", (1, "["));
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _app.DisposeAsync();
    }
}
