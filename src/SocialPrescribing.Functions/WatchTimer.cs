using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Functions;

/// <summary>
/// Every five minutes the watch advances what is overdue, starts or nudges clocks that died, and makes sure that the postman works.
/// </summary>
public sealed class WatchTimer(Watch watch, BackgroundLoops loops, DurableRuntime runtime, Backup backup)
{
    [Function("Watch")]
    public async Task Look(
        [TimerTrigger("0 */5 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        runtime.Use(client);
        try
        {
            await FunctionFailedException.Instead(async () =>
            {
                await backup.EndWhatWasLeft(cancellation);
                return await watch.Look(cancellation);
            });
            loops.Worked("Watch");
        }
        catch
        {
            loops.Failed("Watch");
            throw;
        }
        finally
        {
            await runtime.NudgePostman(cancellation);
        }
    }
}
