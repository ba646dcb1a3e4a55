using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace SocialPrescribing.Functions;

/// <summary>
/// The alarm clock of one journey: it advances the journey, sleeps until the next time that the journey names or until somebody nudges, and
/// begins anew. The instance's id is the journey's. Input and history hold that id and times, and nothing about the person.
/// </summary>
/// <remarks>Only what the context returns may be awaited here: everything else breaks replay.</remarks>
public static class JourneyOrchestration
{
    public const string Name = "Journey";
    /// <summary>An event that may be lost: the watch finds the journey later.</summary>
    public const string Nudge = "nudge";

    /// <summary>An activity is tried five times. If it still fails, the clock pauses before it tries again; the watch counts
    /// such a journey, and health shows it.</summary>
    private static readonly TaskOptions Patiently =
        TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(5), 3, TimeSpan.FromMinutes(10)));
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);
    /// <summary>
    /// If the first moment is at most this near, the clock waits for it. If it is further away, the journey is read first: somebody may
    /// have changed it while the clock was being started, and their nudge found no clock that runs.
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
/// <param name="First">When to advance the journey first, in UTC, as whoever started the clock knows it; null after that.</param>
public sealed record Beat(string Journey, int Failures = 0, DateTime? First = null);
