using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using DurableTask.Core.Middleware;
using Google.Protobuf;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Functions.Worker.Tests.Driver.Protocol;
using Durable = Microsoft.DurableTask.Protobuf;

namespace SocialPrescribing.Functions.Worker.Tests.Driver;

/// <summary>
/// Durable Functions from the real engine: its dispatcher hands each turn of an orchestration and each activity to the worker, as the
/// extension of the Functions host does, and keeps histories, timers, retries and queues itself.
/// </summary>
internal sealed class Engine : IAsyncDisposable
{
    private readonly WorkerDriver _driver;
    private readonly TaskHubWorker _hub;
    private readonly MovedTimers? _timers;
    private readonly Action<Durable.OrchestratorRequest>? _turning;

    /// <param name="timers">Null for those of the engine itself, which go by the machine's time.</param>
    public Engine(
        WorkerDriver driver, IOrchestrationService service, MovedTimers? timers, Action<Durable.OrchestratorRequest>? turning,
        ILoggerFactory log)
    {
        (_driver, _timers, _turning) = (driver, timers, turning);
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
        _turning?.Invoke(request);
        TypedData encoded = new() { String = Convert.ToBase64String(request.ToByteArray()) };
        InvocationResponse answer = await worker.Invoke(_driver.Request(function, encoded));
        if (answer.Result.Status is not StatusResult.Types.Status.Success)
        {
            string failed = $"The orchestration '{state.Name}' failed.";
            turn.SetProperty(OrchestratorExecutionResult.ForFailure(failed, answer.Result.Exception?.Message));
            return;
        }
        TypedData value = answer.ReturnValue;
        string text = value.DataCase is TypedData.DataOneofCase.Json ? JsonSerializer.Deserialize<string>(value.Json)! : value.String;
        Durable.OrchestratorResponse response = Durable.OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(text));
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
            turn.SetProperty(Failed(scheduled, $"There is no activity '{scheduled.Name}'."));
            return;
        }
        TypedData input = Unwrap(scheduled.Input) is { } given ? new() { String = given } : new();
        RouteValueDictionary about = new() { ["instanceId"] = turn.GetProperty<OrchestrationInstance>().InstanceId };
        InvocationResponse answer = await worker.Invoke(_driver.Request(function, input, about));
        turn.SetProperty(answer.Result.Status is StatusResult.Types.Status.Success
            ? new ActivityExecutionResult { ResponseEvent = new TaskCompletedEvent(-1, scheduled.EventId, Json(answer.ReturnValue)) }
            : Failed(scheduled, answer.Result.Exception?.Message ?? "Failed"));
    }

    /// <param name="said">What the worker says of it, which is JSON; where it failed is left out, because that names folders.</param>
    private static ActivityExecutionResult Failed(TaskScheduledEvent scheduled, string said)
    {
        JsonNode? told = said.StartsWith('{') ? JsonNode.Parse(said) : null;
        (string type, string message) = ((string?)told?["errorType"] ?? "Exception", (string?)told?["errorMessage"] ?? said);
        FailureDetails details = new(type, message, stackTrace: null, innerFailure: null, isNonRetriable: false);
        return new ActivityExecutionResult
        {
            ResponseEvent = new TaskFailedEvent(-1, scheduled.EventId, $"The activity '{scheduled.Name}' failed.", null, details),
        };
    }

    /// <summary>The engine keeps an activity's input as a list of one; a worker of .NET gets the one.</summary>
    private static string? Unwrap(string? input) =>
        input is not null && JsonNode.Parse(input) is JsonArray { Count: 1 } list ? list[0]?.ToJsonString() : input;

    private static string? Json(TypedData? value) => value?.DataCase switch
    {
        TypedData.DataOneofCase.Json => value.Json,
        TypedData.DataOneofCase.String => JsonSerializer.Serialize(value.String),
        _ => null,
    };
}
