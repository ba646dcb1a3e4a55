using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Functions;

/// <summary>The activities of the orchestrations. Each may run more than once, so all of them are safe to repeat.</summary>
public sealed class JourneyActivities(JourneyService journeys, Postman postman, BackgroundLoops loops, DurableRuntime runtime)
{
    public const string Advance = "Advance";
    public const string DrainOutbox = "DrainOutbox";

    /// <returns>When to come back, in UTC; null once nothing more falls due.</returns>
    [Function(Advance)]
    public async Task<DateTime?> AdvanceJourney(
        [ActivityTrigger] string journey, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        runtime.Use(client);
        return (await FunctionFailedException.Instead(() => journeys.Advance(Guid.ParseExact(journey, "N"), cancellation)))?.UtcDateTime;
    }

    /// <returns>When there will be something to send again, in UTC; null if nothing waits.</returns>
    [Function(DrainOutbox)]
    public async Task<DateTime?> Drain(
        [ActivityTrigger] string? nothing, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        runtime.Use(client);
        try
        {
            DateTimeOffset? next = await FunctionFailedException.Instead(() => postman.Drain(cancellation));
            loops.Worked(DrainOutbox);
            return next?.UtcDateTime;
        }
        catch
        {
            loops.Failed(DrainOutbox);
            throw;
        }
    }
}
