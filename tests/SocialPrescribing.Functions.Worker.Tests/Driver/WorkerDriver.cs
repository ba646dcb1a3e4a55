using System.Net;
using System.Text.Json.Serialization;
using DurableTask.Core;
using DurableTask.Core.Middleware;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Functions.Worker.Tests.Driver.Protocol;
using Yarp.ReverseProxy.Forwarder;

namespace SocialPrescribing.Functions.Worker.Tests.Driver;

/// <param name="App">The folder of a published host.</param>
/// <param name="Environment">Its settings, as the Functions host hands them down. Those that begin with <c>AzureFunctionsJobHost__</c>
/// overrule <c>host.json</c>, as there, and <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> counts for the driver, too.</param>
/// <param name="Storage">Where Durable Functions keep their state. Null for this process's memory.</param>
/// <param name="AroundTurns">Runs around each turn of an orchestration, and may look at it and change it.</param>
/// <param name="Begun">Receives the process id of each worker that is ready.</param>
internal sealed record DriverOptions(
    string App, IReadOnlyDictionary<string, string> Environment, string? Storage = null,
    [property: JsonIgnore] Func<DispatchMiddlewareContext, Func<Task>, Task>? AroundTurns = null,
    [property: JsonIgnore] Action<int>? Begun = null);

/// <summary>
/// Runs an isolated worker of Azure Functions end to end without the Functions host. It starts the published program as a separate process,
/// speaks the workers' protocol with it, takes its web requests, fires its timers, and runs Durable Functions on the real engine.
/// </summary>
/// <remarks>
/// To use it elsewhere, copy this folder: nothing in it knows this service. It needs the code that Grpc.Tools generates from
/// <c>functions-rpc.proto</c>, and a worker that calls <c>ConfigureFunctionsWebApplication</c>. It knows HTTP, timer and Durable Functions
/// triggers. It lacks the Functions host's keys, scale controller, platform authentication and schedule: tests say when a timer fires. Like
/// the host, it starts a worker again that ends.
/// </remarks>
internal sealed class WorkerDriver : IAsyncDisposable
{
    private const string HubName = "extensions:durableTask:hubName", Overrules = "AzureFunctionsJobHost__";
    private static readonly HttpMessageInvoker Line =
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private readonly DriverOptions _options;
    private readonly WebApplication _servers;
    private readonly TaskHubWorker _engine;
    private volatile TaskCompletionSource<WorkerProcess> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _ends;
    private Task<WorkerProcess> _lives = Task.FromException<WorkerProcess>(new InvalidOperationException("It was not started."));
    private WorkerDriver(DriverOptions options)
    {
        _options = options;
        _servers = Servers();
        _engine = new Engine(this).On(_servers.Services.GetRequiredService<IOrchestrationService>(), options.AroundTurns);
    }

    /// <summary>The address that the service's callers use. The one before it in the list is for workers and clients of
    /// Durable Functions.</summary>
    public Uri Address => new(_servers.Urls.Last());
    public Uri Rpc => new(_servers.Urls.First());
    /// <summary>The worker that runs now or will in a moment. A test may end it as a power cut would.</summary>
    public WorkerProcess? Worker { get; private set; }
    public IOrchestrationServiceClient Hub => _servers.Services.GetRequiredService<IOrchestrationServiceClient>();

    /// <summary>Returns once every function is loaded and the address answers.</summary>
    /// <exception cref="WorkerGoneException">The program ended instead. Contains what it printed.</exception>
    public static async Task<WorkerDriver> Start(DriverOptions options)
    {
        WorkerDriver driver = new(options);
        try
        {
            await driver._engine.orchestrationService.CreateIfNotExistsAsync();
            await driver._servers.StartAsync();
            driver._lives = Task.Run(driver.KeepAlive);
            await driver.Ready();
            await driver._engine.StartAsync();
            return driver;
        }
        catch
        {
            await driver.DisposeAsync();
            throw;
        }
    }

    /// <summary>The running worker, or the next one. If a worker fails to get ready, none follows, and this throws with what
    /// it printed.</summary>
    public async Task<WorkerProcess> Ready(CancellationToken cancellation = default) =>
        await await Task.WhenAny(_ready.Task, _lives).WaitAsync(TimeSpan.FromMinutes(1), cancellation);

    /// <summary>Fires the timer as if its scheduled time had come. Returns when the function has ended.</summary>
    public async Task FireTimer(string name)
    {
        WorkerProcess worker = await Ready();
        WorkerProcess.Check((await worker.Invoke(worker.Functions[name], new() { Json = """{ "IsPastDue": false }""" })).Result, name);
    }

    public async ValueTask DisposeAsync()
    {
        _ends = true;
        await (Worker?.Kill() ?? Task.CompletedTask);
        await Task.WhenAny(_lives);
        await _engine.StopAsync(isForced: true);
        await _servers.DisposeAsync();
        _engine.Dispose();
    }

    /// <summary>Starts one worker after another. It ends only with the driver, or by throwing if a worker does not get ready.</summary>
    private async Task<WorkerProcess> KeepAlive()
    {
        // What the host's extension gives a client of Durable Functions. Without the last two values each of the client's calls fails.
        string durableClient = $$"""
            { "taskHubName": "{{_servers.Configuration[HubName]}}", "connectionName": "Storage", "rpcBaseUrl": "{{Rpc}}",
              "maxGrpcMessageSizeInBytes": {{int.MaxValue}}, "grpcHttpClientTimeout": "\"00:01:40\"" }
            """;
        while (!_ends)
        {
            Worker = new WorkerProcess(_options.App, Rpc, durableClient, _options.Environment);
            await Worker.Load(_options.App);
            _options.Begun?.Invoke(Worker.ProcessId);
            _ready.TrySetResult(Worker);
            await Worker.Gone;
            _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        throw new ObjectDisposedException(nameof(WorkerDriver));
    }

    /// <summary>First the address that workers call, then the one for the service's callers.</summary>
    private WebApplication Servers()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddJsonFile(Path.Combine(_options.App, "host.json"));
        foreach ((string name, string value) in _options.Environment.Where(s => s.Key.StartsWith(Overrules, StringComparison.Ordinal)))
            builder.Configuration[name[Overrules.Length..].Replace("__", ":", StringComparison.Ordinal)] = value;
        if (builder.Configuration[HubName] is ['%', .. string setting, '%'])
            builder.Configuration[HubName] = _options.Environment[setting];
        builder.Configuration["ForwardedHeaders_Enabled"] = _options.Environment.GetValueOrDefault("ASPNETCORE_FORWARDEDHEADERS_ENABLED");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddGrpc(o => o.MaxReceiveMessageSize = o.MaxSendMessageSize = null);
        builder.Services.AddHttpForwarder();
        builder.Services.Configure<TaskHubGrpcServerOptions>(o => o.Mode = TaskHubGrpcServerMode.ApiServerOnly);
        builder.Services.AddSingleton<TaskHubGrpcServer>().AddTransient(_ => Worker!)
            .AddSingleton(Engine.Service(_options.Storage, builder.Configuration.GetSection("extensions:durableTask")))
            .AddSingleton(s => (IOrchestrationServiceClient)s.GetRequiredService<IOrchestrationService>());
        WebApplication servers = builder.Build();
        servers.MapGrpcService<TaskHubGrpcServer>();
        servers.MapGrpcService<WorkerProcess>();
        servers.Map("{**path}", Answer);
        return servers;
    }

    /// <summary>
    /// Like the host's proxy, it replaces <c>X-Forwarded-For</c> with its caller's address. A driver that trusts its front end takes the
    /// last address in the header as its caller's, so a test can send the address that it wants to come from.
    /// </summary>
    private async Task<IResult> Answer(HttpContext context, IHttpForwarder forwarder)
    {
        WorkerProcess worker = await Ready(context.RequestAborted);
        HttpRequest request = context.Request;
        string prefix = _servers.Configuration["extensions:http:routePrefix"] ?? "api", invocation = Guid.NewGuid().ToString();
        if (Function.Reached(worker.Functions.Values, prefix, request.Method, request.Path) is not var (function, values))
            return Results.NotFound();
        Task invoked = worker.Invoke(function, new() { Http = new() }, values, invocation);
        request.Headers["x-ms-invocation-id"] = invocation;
        request.Headers["X-Forwarded-For"] = context.Connection.RemoteIpAddress?.ToString();
        request.Headers["X-Forwarded-Host"] = request.Headers.Host;
        request.Headers["X-Forwarded-Proto"] = request.Scheme;
        request.Headers.Host = worker.Http.Authority;
        if (await forwarder.SendAsync(context, worker.Http.ToString(), Line) is ForwarderError.None)
            await invoked;
        return Results.Empty;
    }
}
