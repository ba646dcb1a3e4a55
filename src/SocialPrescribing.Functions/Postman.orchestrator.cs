using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace SocialPrescribing.Functions;

/// <summary>
/// The one instance that sends letters. It drains the outbox within the quota, sleeps until the next message may go or somebody nudges, and
/// begins anew.
/// </summary>
/// <remarks>Only what the context returns may be awaited here: everything else breaks replay.</remarks>
public static class PostmanOrchestration
{
    public const string Name = "Postman";
    /// <summary>There is one postman.</summary>
    public const string Instance = "postman";

    private static readonly TaskOptions Patiently =
        TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(5), 3, TimeSpan.FromMinutes(10)));
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(10);
    /// <summary>With nothing to send it looks again by itself, in case a nudge was lost.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromHours(1);

    [Function(Name)]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        DateTime next;
        try
        {
            next = await context.CallActivityAsync<DateTime?>(JourneyActivities.DrainOutbox, null, Patiently)
                ?? context.CurrentUtcDateTime + Idle;
        }
        catch (TaskFailedException)
        {
            next = context.CurrentUtcDateTime + AfterFailure;
        }
        Task nudge = context.WaitForExternalEvent<object?>(JourneyOrchestration.Nudge);
        if (!nudge.IsCompleted)
        {
            using CancellationTokenSource over = new();
            Task timer = context.CreateTimer(next, over.Token);
            if (await Task.WhenAny(timer, nudge) == nudge)
#pragma warning disable CA1849 // CancelAsync is not the context's, and would break replay.
                over.Cancel();
#pragma warning restore CA1849
        }
        context.ContinueAsNew(null, preserveUnprocessedEvents: false);
    }
}
