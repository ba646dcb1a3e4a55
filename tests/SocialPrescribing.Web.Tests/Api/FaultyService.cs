using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Composition;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>All endpoints over a store in memory in which some methods fail or answer wrongly.</summary>
internal sealed class FaultyService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FaultyService(WebApplication app, FakeTimeProvider clock, ConcurrentQueue<string> log) =>
        (_app, Clock, Log, Http) = (app, clock, log, new HttpClient { BaseAddress = new Uri(app.Urls.Single()) });

    public static DateTimeOffset FirstMoment { get; } = new(2026, 9, 16, 9, 30, 0, TimeSpan.Zero);

    public const string Origin = "http://service.example";

    public FakeTimeProvider Clock { get; }
    public ConcurrentQueue<string> Log { get; }
    public HttpClient Http { get; }
    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <param name="faults">The name of a store's method, and what it does instead. If that is null, it does its work.</param>
    public static async Task<FaultyService> Start(IReadOnlyDictionary<string, Func<object?>>? faults = null)
    {
        MemoryStore store = new();
        FakeTimeProvider clock = new(FirstMoment);
        ConcurrentQueue<string> log = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(new Keeper(log));
        builder.Services
            .AddSingleton(Faulty<IJourneyStore>.Around(store, faults)).AddSingleton(Faulty<IRegister>.Around(store, faults))
            .AddSingleton(Faulty<IOutbox>.Around(store, faults))
            .AddSingleton(Faulty<IDocuments>.Around(new MemoryDocuments(clock), faults))
            .AddSingleton<IJourneyRuntime, Asleep>()
            .AddSingleton<IMailer, Closed>()
            .AddSingleton<ITransientFailures, Timeouts>()
            .AddSocialPrescribing(new HostSettings(
                new Pathway(), new ServiceProfile("Test", "Test", "01420 555 000", new Uri(Origin)),
                new Secrets(new byte[32], [new LinkKey("aa", new byte[32])]),
                new Clocks(clock, TimeProvider.System) { Pauses = new Impatient() }));
        WebApplication app = builder.Build();
        Endpoints.Map(app);
        await app.StartAsync();
        return new FaultyService(app, clock, log);
    }

    public async Task<string> Key()
    {
        Organisations organisations = _app.Services.GetRequiredService<Organisations>();
        return (await organisations.AddKey(await organisations.Ensure("Surgery"), CancellationToken.None)).Secret;
    }

    public async Task<HttpResponseMessage> Post(string path, string json, string key = "spk_any")
    {
        using HttpRequestMessage request = new(HttpMethod.Post,
            path)
        {
            Content = new ByteArrayContent(
                Encoding.UTF8.GetBytes(json))
            { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } }
        };
        request.Headers.Add("X-Api-Key", key);
        return await Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>A clock whose delays end at once.</summary>
    private sealed class Impatient : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }

    private sealed class Asleep : IJourneyRuntime
    {
        public ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation) => default;
        public ValueTask NudgePostman(CancellationToken cancellation) => default;
    }

    /// <summary>Which of the failures in these tests count as transient.</summary>
    private sealed class Timeouts : ITransientFailures
    {
        public bool IsTransient(Exception failure) => failure is TimeoutException || Explain(failure) is not null;
        public string? Explain(Exception failure) => failure is InsufficientMemoryException ? "the disk is full" : null;
    }

    private sealed class Closed : IMailer
    {
        public Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation) =>
            Task.FromResult<MailOutcome>(new MailOutcome.Unavailable("Closed."));
    }

    /// <summary>Keeps every line of the log as it would be written.</summary>
    private sealed class Keeper(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Enqueue(formatter(state, exception) + exception);
        public void Dispose() { }
    }
}

/// <summary>Stands in front of another implementation of the same port.</summary>
public class Faulty<T> : DispatchProxy where T : class
{
    private T _inner = null!;
    private IReadOnlyDictionary<string, Func<object?>>? _faults;

    internal static T Around(T inner, IReadOnlyDictionary<string, Func<object?>>? faults)
    {
        T port = Create<T, Faulty<T>>();
        ((Faulty<T>)(object)port)._inner = inner;
        ((Faulty<T>)(object)port)._faults = faults;
        return port;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _faults?.GetValueOrDefault(targetMethod!.Name)?.Invoke() ?? targetMethod!.Invoke(_inner, args);
}
