namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>
/// Counts how often a caller waits for the tables. Requests under way together are one trip. A gate holds all requests, and once no more
/// come, it lets them through together and counts one. How long they take does not matter.
/// </summary>
internal sealed class Trips(FakeTables tables)
{
    /// <summary>Much longer than a caller takes to start several requests at once.</summary>
    private static readonly TimeSpan _quiet = TimeSpan.FromMilliseconds(150);
    private const int TurnsOfOthers = 20;
    private readonly Lock _lock = new();
    private readonly List<TaskCompletionSource> _waiting = [];

    public async Task<int> Of(Func<Task> work)
    {
        tables.Gate = Wait;
        int trips = 0;
        Task working = Task.Run(work);
        while (!working.IsCompleted)
        {
            int seen;
            do
            {
                seen = Waiting;
                await Task.WhenAny(working, Task.Delay(_quiet));
                // Time alone says nothing on a busy machine. What the caller has queued by now has its turn before these.
                for (int turn = 0; turn < TurnsOfOthers; turn++)
                    await Task.Run(static () => { });
            }
            while (!working.IsCompleted && (Waiting is 0 || Waiting != seen));
            trips += Waiting > 0 ? 1 : 0;
            LetThrough();
        }
        tables.Gate = null;
        LetThrough();
        await working;
        return trips;
    }

    private int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    private Task Wait()
    {
        lock (_lock)
        {
            TaskCompletionSource let = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(let);
            return let.Task;
        }
    }

    private void LetThrough()
    {
        TaskCompletionSource[] all;
        lock (_lock)
        {
            all = [.. _waiting];
            _waiting.Clear();
        }
        foreach (TaskCompletionSource let in all)
            let.SetResult();
    }
}
