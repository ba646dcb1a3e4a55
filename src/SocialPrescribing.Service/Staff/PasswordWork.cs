namespace SocialPrescribing.Service.Staff;

/// <summary>
/// Hashing a password deliberately keeps a core busy for a tenth of a second. At most two are hashed at a time, so that the machine stays
/// free for others, however many passwords are tried.
/// </summary>
internal sealed class PasswordWork
{
    private const int AtOnce = 2;
    /// <summary>A wait of some five seconds.</summary>
    private const int MostWaiting = 100;

    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = [];
    private int _atWork;

    /// <returns>Null if too many are waiting. Otherwise the turn ends when it is disposed of.</returns>
    public async Task<IDisposable?> Turn(CancellationToken cancellation)
    {
        TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_atWork < AtOnce)
            {
                _atWork++;
                turn.SetResult();
            }
            else if (_waiting.Count < MostWaiting)
                _waiting.Enqueue(turn);
            else
                return null;
        }
        // A caller who has gone gives their turn to the next.
        using (cancellation.Register(() => turn.TrySetCanceled(cancellation)))
            await turn.Task;
        return new Ends(this);
    }

    private void Next()
    {
        lock (_lock)
        {
            while (_waiting.TryDequeue(out TaskCompletionSource? next))
                if (next.TrySetResult())
                    return;
            _atWork--;
        }
    }

    private sealed class Ends(PasswordWork work) : IDisposable
    {
        public void Dispose() => work.Next();
    }
}
