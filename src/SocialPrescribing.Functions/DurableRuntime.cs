using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions;

/// <summary>
/// Wakes journeys by Durable orchestrations. A failure here makes something late and loses nothing: the journey is committed, and the watch
/// finds it.
/// </summary>
/// <remarks>The client is a binding of each invocation. It belongs to that invocation and everything it calls.</remarks>
public sealed partial class DurableRuntime(ILogger<DurableRuntime> log) : IJourneyRuntime
{
    private readonly AsyncLocal<DurableTaskClient?> _client = new();

    /// <summary>Every function that leads to the service calls this first.</summary>
    public void Use(DurableTaskClient client) => _client.Value = client;

    public async ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation)
    {
        string id = journey.ToString("N");
        if (due is { } first)
            await Wake(JourneyOrchestration.Name, id, new Beat(id, First: first.UtcDateTime), cancellation);
    }

    public async ValueTask NudgePostman(CancellationToken cancellation) =>
        await Wake(PostmanOrchestration.Name, PostmanOrchestration.Instance, null, cancellation);

    /// <summary>Nudges an orchestration that runs and starts one that does not. Somebody else may start it at the same moment.</summary>
    private async Task Wake(TaskName name, string instance, object? input, CancellationToken cancellation)
    {
        if (_client.Value is not { } client)
            return;
        try
        {
            if (await client.GetInstanceAsync(instance, cancellation) is { IsCompleted: false })
                await client.RaiseEventAsync(instance, JourneyOrchestration.Nudge, null, cancellation);
            else
                await client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(instance), cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotWoken(log, name.Name, instance, Failure.Of(e));
        }
    }

    [LoggerMessage(EventId = 6001, Level = LogLevel.Warning,
        Message = "{Orchestration} {Instance} was not woken; the watch will: {Failure}")]
    private static partial void LogNotWoken(ILogger log, string orchestration, string instance, string failure);
}
