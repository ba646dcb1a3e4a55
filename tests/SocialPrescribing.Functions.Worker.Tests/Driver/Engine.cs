using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTask.AzureStorage;
using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.History;
using DurableTask.Core.Middleware;
using Google.Protobuf;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using SocialPrescribing.Functions.Worker.Tests.Driver.Protocol;
using Durable = Microsoft.DurableTask.Protobuf;

namespace SocialPrescribing.Functions.Worker.Tests.Driver;

/// <summary>
/// Durable Functions on the real engine. Its dispatcher hands each turn of an orchestration and each activity to the worker, as the
/// extension of the Functions host does. It keeps histories, timers, retries and queues itself.
/// </summary>
internal sealed class Engine(WorkerDriver driver)
{
    public TaskHubWorker On(IOrchestrationService service, Func<DispatchMiddlewareContext, Func<Task>, Task>? aroundTurns)
    {
        TaskHubWorker hub = new(service, NullLoggerFactory.Instance) { ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails };
        hub.AddOrchestrationDispatcherMiddleware(aroundTurns ?? ((_, goOn) => goOn()));
        hub.AddOrchestrationDispatcherMiddleware((turn, _) => Orchestrate(turn));
        hub.AddActivityDispatcherMiddleware((turn, _) => Act(turn));
        return hub;
    }

    /// <summary>In memory, or on storage with the settings of <c>host.json</c>.</summary>
    public static IOrchestrationService Service(string? storage, IConfiguration durableTask) => storage is null
        ? new InMemoryOrchestrationService(NullLoggerFactory.Instance)
        : new AzureStorageOrchestrationService(Settings(storage, durableTask));

    public static AzureStorageOrchestrationServiceSettings Settings(string storage, IConfiguration durableTask)
    {
        AzureStorageOrchestrationServiceSettings settings = new()
        {
            StorageAccountClientProvider = new StorageAccountClientProvider(storage),
            TaskHubName = durableTask["hubName"]!,
            WorkerId = Guid.NewGuid().ToString("N"),
        };
        durableTask.GetSection("storageProvider").Bind(settings);
        return settings;
    }

    /// <summary>The message by which a worker learns of an orchestration's turn.</summary>
    public static Durable.OrchestratorRequest RequestOf(DispatchMiddlewareContext turn)
    {
        OrchestrationRuntimeState state = turn.GetProperty<OrchestrationRuntimeState>();
        OrchestrationInstance instance = turn.GetProperty<OrchestrationInstance>();
        Durable.OrchestratorRequest request = new() { InstanceId = instance.InstanceId, ExecutionId = instance.ExecutionId };
        request.PastEvents.AddRange(state.PastEvents.Select(ProtobufUtils.ToHistoryEventProto));
        request.NewEvents.AddRange(state.NewEvents.Select(ProtobufUtils.ToHistoryEventProto));
        return request;
    }

    private async Task Orchestrate(DispatchMiddlewareContext turn)
    {
        string name = turn.GetProperty<OrchestrationRuntimeState>().Name;
        (string? answer, string? failed) = await Run("orchestrationTrigger", name, RequestOf(turn).ToByteString().ToBase64(), turn);
        if (failed is not null)
        {
            turn.SetProperty(OrchestratorExecutionResult.ForFailure($"The orchestration '{name}' failed.", failed));
            return;
        }
        ByteString response = ByteString.FromBase64(JsonSerializer.Deserialize<string>(answer!));
        Durable.OrchestratorResponse done = Durable.OrchestratorResponse.Parser.ParseFrom(response);
        OrchestratorAction[] actions = [.. done.Actions.Select(ProtobufUtils.ToOrchestratorAction)];
        turn.SetProperty(new OrchestratorExecutionResult { Actions = actions, CustomStatus = done.CustomStatus });
    }

    private async Task Act(DispatchMiddlewareContext turn)
    {
        TaskScheduledEvent scheduled = turn.GetProperty<TaskScheduledEvent>();
        // The engine keeps an activity's input as a list with one item. A .NET worker gets the item.
        string? input = scheduled.Input is { } kept && JsonNode.Parse(kept) is JsonArray { Count: 1 } list
            ? list[0]?.ToJsonString() : scheduled.Input;
        (string? answer, string? failed) = await Run("activityTrigger", scheduled.Name!, input, turn);
        turn.SetProperty(new ActivityExecutionResult
        {
            ResponseEvent = failed is null ? new TaskCompletedEvent(-1, scheduled.EventId, answer)
                : new TaskFailedEvent(-1, scheduled.EventId, $"The activity '{scheduled.Name}' failed.", null, DetailsOf(failed)),
        });
    }

    /// <returns>What the function returned, as JSON, or why it failed.</returns>
    private async Task<(string? Answer, string? Failed)> Run(string trigger, string name, string? input, DispatchMiddlewareContext turn)
    {
        WorkerProcess worker = await driver.Ready();
        if (!worker.Functions.TryGetValue(name, out Function? function) || function.Trigger.Type != trigger)
            return (null, $"No function '{name}' has the trigger {trigger}.");
        string instance = turn.GetProperty<OrchestrationInstance>().InstanceId;
        TypedData data = input is null ? new() : new() { String = input };
        InvocationResponse answer = await worker.Invoke(function, data, new() { ["instanceId"] = instance });
        if (answer.Result.Status is not StatusResult.Types.Status.Success)
            return (null, answer.Result.Exception?.Message ?? "Failed");
        TypedData? value = answer.ReturnValue;
        return (value is { HasString: true } ? JsonSerializer.Serialize(value.String) : value?.HasJson is true ? value.Json : null, null);
    }

    /// <param name="said">The worker's description of the failure, as JSON. The stack trace is left out because it names folders.</param>
    private static FailureDetails DetailsOf(string said)
    {
        JsonNode? told = said.StartsWith('{') ? JsonNode.Parse(said) : null;
        (string type, string message) = ((string?)told?["errorType"] ?? "Exception", (string?)told?["errorMessage"] ?? said);
        return new FailureDetails(type, message, stackTrace: null, innerFailure: null, isNonRetriable: false);
    }
}
