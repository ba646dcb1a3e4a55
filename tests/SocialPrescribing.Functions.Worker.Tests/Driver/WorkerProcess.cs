using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Grpc.Core;
using SocialPrescribing.Functions.Worker.Tests.Driver.Protocol;

namespace SocialPrescribing.Functions.Worker.Tests.Driver;

/// <summary>The worker ended, or was ended, before it had answered.</summary>
internal sealed class WorkerGoneException(string said) : Exception("The worker is gone. It said: " + said);

/// <summary>A function as the worker describes it when it is asked what it has.</summary>
internal sealed record Function(RpcFunctionMetadata Metadata, IReadOnlyList<JsonNode> Bindings)
{
    public string Name => Metadata.Name;
    public JsonNode Trigger { get; } = Bindings.First(b => ((string)b["type"]!).EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));
    public string TriggerType => (string)Trigger["type"]!;
}

/// <summary>
/// One life of the published host: a process that the driver starts as the Functions host does, the stream of messages between the two,
/// and what is still to be answered. A new life has a new object.
/// </summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _waiting = new();
    private readonly Channel<StreamingMessage> _toWorker = Channel.CreateUnbounded<StreamingMessage>();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _said = new();
    private readonly Process _process;

    public string Id { get; } = Guid.NewGuid().ToString();
    public int ProcessId => _process.Id;
    public Uri Http { get; private set; } = null!;
    public IReadOnlyDictionary<string, Function> Functions { get; private set; } = new Dictionary<string, Function>();
    public Task Gone { get; }
    /// <summary>Warnings and errors that it logged, and what it printed.</summary>
    public string Said => string.Join('\n', _said);

    public WorkerProcess(string app, Uri driver, IReadOnlyDictionary<string, string> environment)
    {
        const string configuration = ".runtimeconfig.json";
        string program = Directory.GetFiles(app, "*" + configuration).Single().Replace(configuration, ".dll", StringComparison.Ordinal);
        string largest = int.MaxValue.ToString(CultureInfo.InvariantCulture), request = Guid.NewGuid().ToString();
        ProcessStartInfo start = new("dotnet",
        [
            program, "--functions-uri", driver.ToString(), "--functions-worker-id", Id, "--functions-request-id", request,
            "--functions-grpc-max-message-length", largest,
        ])
        {
            WorkingDirectory = app,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = app;
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        start.Environment["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development";
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Gone = Mourn();
    }

    /// <summary>The handshake: what the worker can, which functions it has, and each of them loaded.</summary>
    public async Task Load(string app)
    {
        await await Task.WhenAny(_connected.Task, Gone).WaitAsync(Patience);
        WorkerInitRequest init = new() { HostVersion = "4.1036.0", WorkerDirectory = app, FunctionAppDirectory = app };
        WorkerInitResponse can = (await Ask(new StreamingMessage { WorkerInitRequest = init })).WorkerInitResponse;
        Check(can.Result, "start");
        Http = can.Capabilities.TryGetValue("HttpUri", out string? http) && Uri.TryCreate(http, UriKind.Absolute, out Uri? uri)
            ? uri
            : throw new NotSupportedException("Only workers that answer HTTP themselves can be driven: ConfigureFunctionsWebApplication.");
        FunctionsMetadataRequest which = new() { FunctionAppDirectory = app };
        FunctionMetadataResponse index = (await Ask(new StreamingMessage { FunctionsMetadataRequest = which })).FunctionMetadataResponse;
        Check(index.Result, "index");
        Functions = index.FunctionMetadataResults.Select(Understand).ToDictionary(f => f.Name);
        foreach (Function function in Functions.Values)
        {
            FunctionLoadRequest load = new() { FunctionId = function.Metadata.FunctionId, Metadata = function.Metadata };
            Check((await Ask(new StreamingMessage { FunctionLoadRequest = load })).FunctionLoadResponse.Result, "load " + function.Name);
        }
    }

    public async Task<InvocationResponse> Invoke(InvocationRequest request) =>
        (await Ask(new StreamingMessage { RequestId = request.InvocationId, InvocationRequest = request })).InvocationResponse;

    /// <summary>Both directions of the stream, for as long as the worker keeps it open.</summary>
    public async Task Converse(
        IAsyncStreamReader<StreamingMessage> fromWorker, IServerStreamWriter<StreamingMessage> toWorker, CancellationToken over)
    {
        _connected.TrySetResult();
        Task sending = Task.Run(async () =>
        {
            await foreach (StreamingMessage message in _toWorker.Reader.ReadAllAsync(over))
                await toWorker.WriteAsync(message, over);
        }, over);
        while (await fromWorker.MoveNext(over))
            Take(fromWorker.Current);
        _toWorker.Writer.TryComplete();
        await sending;
    }

    /// <summary>As a power cut ends it.</summary>
    public async Task Kill()
    {
        if (!_process.HasExited)
            _process.Kill();
        await Gone;
    }

    public void Dispose() => _process.Dispose();

    private async Task<StreamingMessage> Ask(StreamingMessage question)
    {
        if (question.RequestId is "")
            question.RequestId = Guid.NewGuid().ToString();
        TaskCompletionSource<StreamingMessage> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[question.RequestId] = answer;
        if (Gone.IsCompleted || !_toWorker.Writer.TryWrite(question))
            answer.TrySetException(new WorkerGoneException(Said));
        return await answer.Task;
    }

    private void Take(StreamingMessage message)
    {
        if (message.RpcLog is { Level: >= RpcLog.Types.Level.Warning and < RpcLog.Types.Level.None } log)
            Hear($"{log.Level} {log.Category}: {log.Message}");
        string id = message.InvocationResponse?.InvocationId ?? message.RequestId;
        if (message.RpcLog is null && _waiting.TryRemove(id, out TaskCompletionSource<StreamingMessage>? waiting))
            waiting.TrySetResult(message);
    }

    private void Hear(string? line)
    {
        if (line is not null)
            _said.Enqueue(line);
    }

    private async Task Mourn()
    {
        await _process.WaitForExitAsync();
        _toWorker.Writer.TryComplete();
        _connected.TrySetException(new WorkerGoneException(Said));
        foreach (string id in _waiting.Keys)
            if (_waiting.TryRemove(id, out TaskCompletionSource<StreamingMessage>? waiting))
                waiting.TrySetException(new WorkerGoneException(Said));
    }

    /// <summary>The worker sends bindings as JSON; loading wants them as messages, too.</summary>
    private static Function Understand(RpcFunctionMetadata metadata)
    {
        if (metadata.FunctionId is "")
            metadata.FunctionId = Guid.NewGuid().ToString();
        List<JsonNode> bindings = [.. metadata.RawBindings.Select(raw => JsonNode.Parse(raw)!)];
        foreach (JsonNode binding in bindings)
        {
            string way = (string?)binding["direction"] ?? "In";
            BindingInfo.Types.Direction direction = Enum.Parse<BindingInfo.Types.Direction>(way, ignoreCase: true);
            metadata.Bindings[(string)binding["name"]!] = new BindingInfo { Type = (string)binding["type"]!, Direction = direction };
        }
        return new Function(metadata, bindings);
    }

    private static void Check(StatusResult? result, string what)
    {
        if (result is { Status: not StatusResult.Types.Status.Success })
            throw new InvalidOperationException($"The worker could not {what}: {result.Exception?.Message}{result.Result}");
    }
}
