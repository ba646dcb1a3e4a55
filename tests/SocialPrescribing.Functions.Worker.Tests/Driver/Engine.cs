using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using DurableTask.Core.Middleware;
using Google.Protobuf;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Functions.Worker.Tests.Driver.Protocol;
using Durable = Microsoft.DurableTask.Protobuf;

namespace SocialPrescribing.Functions.Worker.Tests.Driver;

/// <summary>
/// Durable Functions from the real engine: its dispatcher hands each turn of an orchestration and each activity to the worker, as the extension of the
/// Functions host does, and keeps histories, timers, retries and queues itself.
/// </summary>
internal sealed class Engine : IAsyncDisposable
{
    private readonly WorkerDriver _driver;
    private readonly TaskHubWorker _hub;
    private readonly MovedTimers? _timers;

    /// <param name="timers">Null for those of the engine itself, which go by the machine's time.</param>
    public Engine(WorkerDriver driver, IOrchestrationService service, MovedTimers? timers, ILoggerFactory log)
    {
        (_driver, _timers) = (driver, timers);
        _hub = new TaskHubWorker(service, log) { ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails };
        _hub.AddOrchestrationDispatcherMiddleware((turn, _) => Alive(() => Orchestrate(turn)));
        _hub.AddActivityDispatcherMiddleware((turn, _) => Alive(() => Act(turn)));
    }

    public Task Start() => _hub.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _hub.StopAsync(isForced: true);
        _hub.Dispose();
    }

    /// <summary>What a worker had in hand when it ended is given back to the queue, and done by the next one.</summary>
    private static async Task Alive(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (WorkerGoneException e)
        {
            throw new SessionAbortedException("The worker is gone.", e);
        }
    }

    private async Task Orchestrate(DispatchMiddlewareContext turn)
    {
        OrchestrationRuntimeState state = turn.GetProperty<OrchestrationRuntimeState>();
        OrchestrationInstance instance = turn.GetProperty<OrchestrationInstance>();
        WorkerProcess worker = await _driver.Ready();
        if (!worker.Functions.TryGetValue(state.Name, out Function? function) || function.TriggerType is not "orchestrationTrigger")
        {
            turn.SetProperty(OrchestratorExecutionResult.ForFailure($"There is no orchestration '{state.Name}'.", details: null));
            return;
        }
        _timers?.Begin(state);
        Durable.OrchestratorRequest request = new() { InstanceId = instance.InstanceId, ExecutionId = instance.ExecutionId };
        request.PastEvents.AddRange(state.PastEvents.Select(ProtobufUtils.ToHistoryEventProto));
        request.NewEvents.AddRange(state.NewEvents.Select(ProtobufUtils.ToHistoryEventProto));
        InvocationResponse answer = await worker.Invoke(_driver.Request(function, new TypedData { String = Convert.ToBase64String(request.ToByteArray()) }));
        if (answer.Result.Status is not StatusResult.Types.Status.Success)
        {
            turn.SetProperty(OrchestratorExecutionResult.ForFailure($"The orchestration '{state.Name}' failed.", answer.Result.Exception?.Message));
            return;
        }
        string encoded = answer.ReturnValue.DataCase is TypedData.DataOneofCase.Json ? JsonSerializer.Deserialize<string>(answer.ReturnValue.Json)! : answer.ReturnValue.String;
        Durable.OrchestratorResponse response = Durable.OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(encoded));
        OrchestratorAction[] actions = [.. response.Actions.Select(ProtobufUtils.ToOrchestratorAction)];
        _timers?.End(instance, actions);
        turn.SetProperty(new OrchestratorExecutionResult { Actions = actions, CustomStatus = response.CustomStatus });
    }

    private async Task Act(DispatchMiddlewareContext turn)
    {
        TaskScheduledEvent scheduled = turn.GetProperty<TaskScheduledEvent>();
        WorkerProcess worker = await _driver.Ready();
        if (!worker.Functions.TryGetValue(scheduled.Name!, out Function? function) || function.TriggerType is not "activityTrigger")
        {
            turn.SetProperty(Failed(scheduled, $"System.InvalidOperationException: There is no activity '{scheduled.Name}'."));
            return;
        }
        TypedData input = Unwrap(scheduled.Input) is { } given ? new() { String = given } : new();
        InvocationResponse answer = await worker.Invoke(_driver.Request(function, input, new() { ["instanceId"] = turn.GetProperty<OrchestrationInstance>().InstanceId }));
        turn.SetProperty(answer.Result.Status is StatusResult.Types.Status.Success
            ? new ActivityExecutionResult { ResponseEvent = new TaskCompletedEvent(-1, scheduled.EventId, Json(answer.ReturnValue)) }
            : Failed(scheduled, answer.Result.Exception?.Message ?? "Failed"));
    }

    /// <param name="said">As the worker writes it: <c>Type: Message</c>, and the stack.</param>
    private static ActivityExecutionResult Failed(TaskScheduledEvent scheduled, string said)
    {
        string[] parts = said.Split('\n')[0].TrimEnd().Split(": ", 2);
        FailureDetails details = new(parts[0], parts[^1], stackTrace: null, innerFailure: null, isNonRetriable: false);
        string reason = string.Create(CultureInfo.InvariantCulture, $"The activity '{scheduled.Name}' failed.");
        return new ActivityExecutionResult { ResponseEvent = new TaskFailedEvent(-1, scheduled.EventId, reason, null, details) };
    }

    /// <summary>The engine keeps an activity's input as a list of one; a worker of .NET gets the one.</summary>
    private static string? Unwrap(string? input) => input is null ? null : JsonNode.Parse(input) is JsonArray { Count: 1 } list ? list[0]?.ToJsonString() : input;

    private static string? Json(TypedData? value) => value?.DataCase switch
    {
        TypedData.DataOneofCase.Json => value.Json,
        TypedData.DataOneofCase.String => JsonSerializer.Serialize(value.String),
        _ => null,
    };
}
