using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DurableTask.AzureStorage;
using DurableTask.Core;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Functions.Worker.Tests.Driver.Protocol;
using OrchestratorRequest = Microsoft.DurableTask.Protobuf.OrchestratorRequest;

namespace SocialPrescribing.Functions.Worker.Tests.Driver;

/// <param name="App">The folder of a published host.</param>
/// <param name="Environment">Its settings, as the Functions host hands them down.</param>
/// <param name="Storage">Where Durable Functions keep their state; null is this process's memory.</param>
/// <param name="Hub">The task hub there.</param>
/// <param name="Clock">A clock that the test moves, and by which durable timers ring (<see cref="WorkerDriver.Timers"/>); null for the
/// machine's.</param>
/// <param name="Turning">Sees each turn of an orchestration, with its history, before the worker does.</param>
/// <param name="BelievesFrontEnd">As <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> at the Functions host: see <see
/// cref="HttpFront"/>.</param>
internal sealed record DriverOptions(
    string App, IReadOnlyDictionary<string, string> Environment, string? Storage = null, string Hub = "Driver",
    [property: JsonIgnore] TimeProvider? Clock = null, [property: JsonIgnore] Action<OrchestratorRequest>? Turning = null,
    bool BelievesFrontEnd = true);

/// <summary>
/// Runs an isolated worker of Azure Functions end to end without the Functions host: it starts the published program as a process of its
/// own, speaks the protocol of workers with it, is its web address, fires its timers, and runs Durable Functions on the real engine.
/// </summary>
/// <remarks>
/// To use it elsewhere, copy this folder: nothing in it knows this service. It wants what Grpc.Tools makes of <c>functions-rpc.proto</c>,
/// and a worker that calls <c>ConfigureFunctionsWebApplication</c>. It knows triggers of HTTP, timers and Durable Functions. It is not
/// the Functions host: it has no keys, no scale controller, no platform authentication, and no schedule of its own, for tests say when a
/// timer fires. A worker that ends is started again, as there.
/// </remarks>
internal sealed class WorkerDriver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly DriverOptions _options;
    private readonly CancellationTokenSource _ending = new();
    private readonly HttpFront _front;
    private readonly WebApplication _grpc, _web;
    private volatile TaskCompletionSource<WorkerProcess> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile WorkerProcess? _worker;
    private MovedTimers? _timers;
    private Engine? _engine;
    private Task _lives = Task.CompletedTask;
    private Uri _rpc = null!;

    private WorkerDriver(DriverOptions options)
    {
        _options = options;
        _front = new HttpFront(this, options.BelievesFrontEnd);
        _grpc = Rpc();
        WebApplicationBuilder web = WebApplication.CreateSlimBuilder();
        web.Logging.ClearProviders();
        web.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        _web = web.Build();
        _front.Map(_web);
    }

    /// <summary>Where the world reaches the service.</summary>
    public Uri Address { get; private set; } = null!;
    public HttpRoutes Routes { get; private set; } = new([], "");
    /// <summary>Of the worker that lives now: to be ended as by a power cut.</summary>
    public WorkerProcess Worker => _worker ?? throw new InvalidOperationException("No worker was started.");
    /// <summary>Where the clock is one that the test moves.</summary>
    public MovedTimers Timers => _timers ?? throw new InvalidOperationException("Timers ring by the machine's time.");
    public IOrchestrationServiceClient Hub => _grpc.Services.GetRequiredService<IOrchestrationServiceClient>();

    /// <summary>Returns once every function is loaded and the address answers.</summary>
    /// <exception cref="WorkerGoneException">The program ended instead, with what it said.</exception>
    public static async Task<WorkerDriver> Start(DriverOptions options)
    {
        WorkerDriver driver = new(options);
        try
        {
            IOrchestrationService service = driver._grpc.Services.GetRequiredService<IOrchestrationService>();
            await service.CreateIfNotExistsAsync();
            _ = driver._grpc.Services.GetRequiredService<TaskHubGrpcServer>();
            driver._rpc = await AddressOf(driver._grpc);
            driver.Address = await AddressOf(driver._web);
            driver._lives = Task.Run(driver.KeepAlive);
            await driver.Ready();
            driver._timers = options.Clock is { } clock ? new(clock, driver.Hub) : null;
            ILoggerFactory log = driver._grpc.Services.GetRequiredService<ILoggerFactory>();
            driver._engine = new Engine(driver, service, driver._timers, options.Turning, log);
            await driver._engine.Start();
            return driver;
        }
        catch
        {
            await driver.DisposeAsync();
            throw;
        }
    }

    /// <summary>The worker that lives, or the next one.</summary>
    public Task<WorkerProcess> Ready(CancellationToken cancellation = default) => _ready.Task.WaitAsync(Patience, cancellation);

    /// <summary>As if the time in its schedule had come. Returns when the function has ended.</summary>
    public async Task FireTimer(string name)
    {
        WorkerProcess worker = await Ready();
        DateTime now = DateTime.UtcNow;
        string timer = JsonSerializer.Serialize(new
        {
            Schedule = new { AdjustForDST = true },
            ScheduleStatus = new { Last = now.AddMinutes(-5), Next = now.AddMinutes(5), LastUpdated = now },
            IsPastDue = false,
        });
        InvocationResponse answer = await worker.Invoke(Request(worker.Functions[name], new TypedData { Json = timer }));
        if (answer.Result.Status is not StatusResult.Types.Status.Success)
            throw new InvalidOperationException($"{name} failed: {answer.Result.Exception?.Message}");
    }

    /// <summary>
    /// What invokes a function: the trigger's data, what the trigger knows besides, and a client of Durable Functions where one is bound.
    /// </summary>
    public InvocationRequest Request(Function function, TypedData trigger, RouteValueDictionary? about = null, string? invocation = null)
    {
        InvocationRequest request = new()
        {
            InvocationId = invocation ?? Guid.NewGuid().ToString(),
            FunctionId = function.Metadata.FunctionId,
            TraceContext = new() { TraceParent = $"00-{Guid.NewGuid():N}-{Guid.NewGuid():N}"[..52] + "-01" },
        };
        request.InputData.Add(new ParameterBinding { Name = (string)function.Trigger["name"]!, Data = trigger });
        foreach (JsonNode client in function.Bindings.Where(b => (string?)b["type"] is "durableClient"))
            request.InputData.Add(new ParameterBinding { Name = (string)client["name"]!, Data = new() { String = Client() } });
        foreach ((string name, object? value) in about ?? [])
            request.TriggerMetadata[name] = new TypedData { String = value?.ToString() ?? "" };
        return request;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        if (_worker is not null)
            await _worker.Kill();
        await _lives;
        if (_engine is not null)
            await _engine.DisposeAsync();
        await _web.DisposeAsync();
        await _grpc.DisposeAsync();
        _front.Dispose();
        _ending.Dispose();
    }

    /// <summary>What the extension of the host hands to a client. Without the last two, each of its calls fails.</summary>
    private string Client() => JsonSerializer.Serialize(new
    {
        taskHubName = _options.Hub,
        connectionName = "Storage",
        rpcBaseUrl = _rpc,
        maxGrpcMessageSizeInBytes = int.MaxValue,
        grpcHttpClientTimeout = "\"00:01:40\"",
    });

    /// <summary>
    /// One life after the other, until the driver ends. A worker that does not get ready is not tried again: its words are the test's
    /// failure.
    /// </summary>
    private async Task KeepAlive()
    {
        while (!_ending.IsCancellationRequested)
        {
            using WorkerProcess worker = _worker = new(_options.App, _rpc, _options.Environment);
            try
            {
                await worker.Load(_options.App);
            }
            catch (Exception e)
            {
                await worker.Kill();
                _ready.TrySetException(e);
                return;
            }
            Routes = new HttpRoutes(worker.Functions.Values, RoutePrefix());
            _ready.TrySetResult(worker);
            await worker.Gone;
            _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private string RoutePrefix() =>
        (string?)JsonNode.Parse(File.ReadAllText(Path.Combine(_options.App, "host.json")))?["extensions"]?["http"]?["routePrefix"] ?? "api";

    private WebApplication Rpc()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(o => o.MaxReceiveMessageSize = o.MaxSendMessageSize = null);
        builder.Services.Configure<TaskHubGrpcServerOptions>(o => o.Mode = TaskHubGrpcServerMode.ApiServerOnly);
        builder.Services.AddSingleton(this).AddSingleton<Conversations>().AddSingleton<TaskHubGrpcServer>();
        if (_options.Storage is null)
            builder.Services.AddSingleton(s => new InMemoryOrchestrationService(s.GetRequiredService<ILoggerFactory>()))
                .AddSingleton<IOrchestrationService>(s => s.GetRequiredService<InMemoryOrchestrationService>())
                .AddSingleton<IOrchestrationServiceClient>(s => s.GetRequiredService<InMemoryOrchestrationService>());
        else
            builder.Services.AddSingleton(_ => new AzureStorageOrchestrationService(OnStorage(_options.Storage, _options.Hub)))
                .AddSingleton<IOrchestrationService>(s => s.GetRequiredService<AzureStorageOrchestrationService>())
                .AddSingleton<IOrchestrationServiceClient>(s => s.GetRequiredService<AzureStorageOrchestrationService>());
        WebApplication app = builder.Build();
        app.MapGrpcService<TaskHubGrpcServer>();
        app.MapGrpcService<Conversations>();
        return app;
    }

    private static AzureStorageOrchestrationServiceSettings OnStorage(string storage, string hub) => new()
    {
        StorageAccountClientProvider = new StorageAccountClientProvider(storage),
        TaskHubName = hub,
        WorkerId = Guid.NewGuid().ToString("N"),
        PartitionCount = 2,
        UseTablePartitionManagement = true,
        LeaseInterval = TimeSpan.FromSeconds(10),
        LeaseRenewInterval = TimeSpan.FromSeconds(3),
        LeaseAcquireInterval = TimeSpan.FromSeconds(2),
        MaxQueuePollingInterval = TimeSpan.FromMilliseconds(250),
        WorkItemQueueVisibilityTimeout = TimeSpan.FromSeconds(10),
        ControlQueueVisibilityTimeout = TimeSpan.FromSeconds(10),
    };

    private static async Task<Uri> AddressOf(WebApplication app)
    {
        await app.StartAsync();
        return new Uri(app.Urls.Single());
    }

    /// <summary>Where workers call. Each says who it is with its first message.</summary>
    private sealed class Conversations(WorkerDriver driver) : FunctionRpc.FunctionRpcBase
    {
        public override async Task EventStream(
            IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream,
            ServerCallContext context)
        {
            CancellationToken over = context.CancellationToken;
            if (await requestStream.MoveNext(over) && requestStream.Current.StartStream?.WorkerId == driver._worker?.Id)
                await driver.Worker.Converse(requestStream, responseStream, over);
        }
    }
}
