using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.NetworkInformation;
using System.Threading.Channels;
using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Functions.Worker.Tests.Driver.Protocol;

namespace SocialPrescribing.Functions.Worker.Tests.Driver;

/// <summary>The worker ended, or was ended, before it answered. The engine gives its work to the next one.</summary>
internal sealed class WorkerGoneException(string said) : SessionAbortedException("The worker is gone. It said: " + said);

/// <summary>One process of the published host, and the stream of messages by which it is asked and answers.</summary>
internal sealed class WorkerProcess : FunctionRpc.FunctionRpcBase
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _waiting = new();
    private readonly Channel<StreamingMessage> _toWorker = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentQueue<string> _said = new();
    private readonly string _durableClient;
    private readonly Process _process;

    public int ProcessId => _process.Id;
    public Uri Http { get; private set; } = null!;
    public IReadOnlyDictionary<string, Function> Functions { get; private set; } = new Dictionary<string, Function>();
    public Task Gone { get; }
    public bool IsIdle => _waiting.IsEmpty;
    /// <summary>Warnings and errors that it logged, and what it printed.</summary>
    public string Said => string.Join('\n', _said);

    public WorkerProcess(string app, Uri driver, string durableClient, IReadOnlyDictionary<string, string> environment)
    {
        _durableClient = durableClient;
        string configuration = Directory.GetFiles(app, "*.runtimeconfig.json").Single();
        ProcessStartInfo start = new("dotnet",
        [
            configuration.Replace(".runtimeconfig.json", ".dll", StringComparison.Ordinal), "--functions-uri", $"{driver}",
            "--functions-worker-id", $"{Guid.NewGuid()}", "--functions-request-id", $"{Guid.NewGuid()}",
            "--functions-grpc-max-message-length", $"{int.MaxValue}",
        ])
        { WorkingDirectory = app, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = app;
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        Gone = Mourn();
    }

    /// <summary>The handshake: asks for the worker's capabilities and its functions, and has each function loaded.</summary>
    public async Task Load(string app)
    {
        WorkerInitRequest start = new() { HostVersion = "4.1036.0", WorkerDirectory = app, FunctionAppDirectory = app };
        WorkerInitResponse can = (await Ask(new() { WorkerInitRequest = start })).WorkerInitResponse;
        Check(can.Result, "Starting");
        Http = can.Capabilities.TryGetValue("HttpUri", out string? http) ? new Uri(http)
            : throw new NotSupportedException("Only workers that answer HTTP themselves can be driven: ConfigureFunctionsWebApplication.");
        FunctionsMetadataRequest look = new() { FunctionAppDirectory = app };
        FunctionMetadataResponse index = (await Ask(new() { FunctionsMetadataRequest = look })).FunctionMetadataResponse;
        Check(index.Result, "Indexing");
        Functions = index.FunctionMetadataResults.Select(f => new Function(f)).ToDictionary(f => f.Name);
        foreach (Function function in Functions.Values)
        {
            // The worker sends bindings as JSON, but the request to load a function needs them as messages, too.
            foreach (Binding binding in function.Bindings)
                function.Metadata.Bindings[binding.Name] = new() { Type = binding.Type, Direction = binding.Direction };
            FunctionLoadRequest load = new() { FunctionId = function.Metadata.FunctionId, Metadata = function.Metadata };
            Check((await Ask(new() { FunctionLoadRequest = load })).FunctionLoadResponse.Result, "Loading " + function.Name);
        }
        // A worker reports that it is ready a moment before it listens.
        while (!Gone.IsCompleted && IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().All(l => l.Port != Http.Port))
            await Task.Delay(20);
    }

    public async Task<InvocationResponse> Invoke(
        Function function, TypedData trigger, RouteValueDictionary? about = null, string? invocation = null)
    {
        InvocationRequest request = new()
        {
            InvocationId = invocation ?? Guid.NewGuid().ToString(),
            FunctionId = function.Metadata.FunctionId,
            TraceContext = new() { TraceParent = $"00-{Guid.NewGuid():N}-{Guid.NewGuid():N}"[..52] + "-01" },
        };
        request.InputData.Add(new ParameterBinding { Name = function.Trigger.Name, Data = trigger });
        foreach (Binding client in function.Bindings.Where(b => b.Type is "durableClient"))
            request.InputData.Add(new ParameterBinding { Name = client.Name, Data = new() { String = _durableClient } });
        foreach ((string name, object? value) in about ?? [])
            request.TriggerMetadata[name] = new TypedData { String = value?.ToString() ?? "" };
        return (await Ask(new() { InvocationRequest = request })).InvocationResponse;
    }

    /// <summary>The worker calls this. Both directions of the stream live as long as the call.</summary>
    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        Task sending = Task.Run(async () =>
        {
            await foreach (StreamingMessage message in _toWorker.Reader.ReadAllAsync(context.CancellationToken))
                await responseStream.WriteAsync(message, context.CancellationToken);
        }, context.CancellationToken);
        await foreach (StreamingMessage message in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (message.RpcLog is { Level: >= RpcLog.Types.Level.Warning and < RpcLog.Types.Level.None } log)
                _said.Enqueue($"{log.Level} {log.Category}: {log.Message}");
            else if (_waiting.TryRemove(message.RequestId, out TaskCompletionSource<StreamingMessage>? waiting))
                waiting.TrySetResult(message);
        }
        _toWorker.Writer.TryComplete();
        await sending;
    }

    /// <summary>Ends the process as a power cut would.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await Gone;
    }

    private async Task<StreamingMessage> Ask(StreamingMessage question)
    {
        TaskCompletionSource<StreamingMessage> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[question.RequestId = Guid.NewGuid().ToString()] = answer;
        if (Gone.IsCompleted || !_toWorker.Writer.TryWrite(question))
            answer.TrySetException(new WorkerGoneException(Said));
        return await answer.Task;
    }

    private async Task Mourn()
    {
        await Task.WhenAll(Hear(_process.StandardOutput), Hear(_process.StandardError), _process.WaitForExitAsync());
        _toWorker.Writer.TryComplete();
        foreach (TaskCompletionSource<StreamingMessage> waiting in _waiting.Values)
            waiting.TrySetException(new WorkerGoneException(Said));
    }

    private async Task Hear(StreamReader lines)
    {
        while (await lines.ReadLineAsync() is { } line)
            _said.Enqueue(line);
    }

    internal static void Check(StatusResult result, string what)
    {
        if (result.Status is not StatusResult.Types.Status.Success)
            throw new InvalidOperationException($"{what} failed: {result.Exception?.Message}{result.Result}");
    }
}
