using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace SocialPrescribing.Functions;

/// <summary>
/// The alarm clock of one journey: advance it, sleep until it wants to be advanced again or somebody nudges, begin anew. The instance's id
/// is the journey's; input and history hold that id and times, and nothing of the person.
/// </summary>
/// <remarks>Only what the context returns may be awaited here: everything else breaks replay.</remarks>
public static class JourneyOrchestration
{
    public const string Name = "Journey";
    /// <summary>A hint, which may be lost: the watch comes by.</summary>
    public const string Nudge = "nudge";

    /// <summary>An activity that fails this often in a row lets the journey rest; the watch counts it and health shows it.</summary>
    private static readonly TaskOptions Patiently =
        TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(5), 3, TimeSpan.FromMinutes(10)));
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);
    /// <summary>
    /// A first moment that is this near is waited for. Before one that is further away the journey is read: somebody else may have changed
    /// it while the clock was started, and their nudge found nothing that runs.
    /// </summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    [Function(Name)]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        Beat beat = context.GetInput<Beat>() ?? new Beat(context.InstanceId);
        DateTime? next = beat.First;
        if (next is not { } first || first <= context.CurrentUtcDateTime || first > context.CurrentUtcDateTime + Soon)
        {
            try
            {
                next = await context.CallActivityAsync<DateTime?>(JourneyActivities.Advance, beat.Journey, Patiently);
                beat = beat with { Failures = 0 };
            }
            catch (TaskFailedException)
            {
                // The orchestration goes on and tries again, even if the journey cannot be advanced now.
                next = context.CurrentUtcDateTime + Pause(beat.Failures);
                beat = beat with { Failures = beat.Failures + 1 };
            }
        }
        if (next is null)
            return;

        // One waiter, never cancelled: a second one, or one that was cancelled, would swallow the next nudge.
        Task nudge = context.WaitForExternalEvent<object?>(Nudge);
        if (!nudge.IsCompleted)
        {
            using CancellationTokenSource over = new();
            Task timer = context.CreateTimer(next.Value, over.Token);
            if (await Task.WhenAny(timer, nudge) == nudge)
#pragma warning disable CA1849 // CancelAsync is not the context's, and would break replay.
                over.Cancel();
#pragma warning restore CA1849
        }
        // Advance reads the journey again. Nudges that came before it are already taken into account.
        context.ContinueAsNew(beat with { First = null }, preserveUnprocessedEvents: false);
    }

    private static TimeSpan Pause(int failures) =>
        TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(failures, 10)));
}

/// <param name="Failures">How often in a row the journey could not be advanced.</param>
/// <param name="First">When it wants to be advanced first, as whoever started the clock knows it, in UTC; null once it was.</param>
public sealed record Beat(string Journey, int Failures = 0, DateTime? First = null);
