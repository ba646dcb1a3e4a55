using System.Threading.Channels;

namespace SocialPrescribing.Local.Storage;

/// <summary>
/// The only writer of this process: one thread that takes everything that waits, writes it in one transaction and answers after the commit.
/// So all who came during the previous flush to the disk share the cost of the next.
/// </summary>
internal sealed class GroupWriter
{
    /// <summary>Further callers wait until there is room.</summary>
    private const int MostWaiting = 4_096;
    /// <summary>Limits how long the first of a group waits for the last.</summary>
    private const int MostInGroup = 256;

    private readonly Channel<Operation> _waiting =
        Channel.CreateBounded<Operation>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Connection _connection;
    private readonly Action<WritePoint>? _observe;
    private volatile Exception? _broken;

    /// <param name="observe">
    /// Called on the writer's thread around each commit. If it throws, the writer stops at that point, as if the machine had stopped.
    /// </param>
    public GroupWriter(Connection connection, Action<WritePoint>? observe)
    {
        _connection = connection;
        _observe = observe;
        new Thread(Loop) { Name = "SQLite writer", IsBackground = true }.Start();
    }

    /// <summary>
    /// Runs an operation within a transaction, and completes once it is on the disk. The operation must read before it writes, because it
    /// may be run a second time.
    /// </summary>
    /// <param name="cancellation">
    /// Cancels only the wait for room. An operation that was taken in is finished, because otherwise nobody could tell whether it was done.
    /// </param>
    public async Task<T> Write<T>(Func<Connection, T> work, CancellationToken cancellation)
    {
        Operation<T> operation = new(work);
        try
        {
            await _waiting.Writer.WriteAsync(operation, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw _broken ?? new ObjectDisposedException(nameof(SqliteDatabase));
        }
        return await operation.Done;
    }

    /// <summary>Accepts no more operations, commits those that were accepted, and closes the connection.</summary>
    public Task Stop()
    {
        _waiting.Writer.TryComplete();
        return _stopped.Task;
    }

    private void Loop()
    {
        List<Operation> group = new(MostInGroup);
        try
        {
            while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (group.Count < MostInGroup && _waiting.Reader.TryRead(out Operation? operation))
                    group.Add(operation);
                Write(group);
                group.Clear();
            }
        }
        catch (Exception e)
        {
            _broken = e;
            _waiting.Writer.TryComplete();
            while (_waiting.Reader.TryRead(out Operation? operation))
                group.Add(operation);
            foreach (Operation operation in group)
                operation.Fail(e);
        }
        finally
        {
            _connection.Dispose();
            _stopped.SetResult();
        }
    }

    private void Write(List<Operation> group)
    {
        if (Attempt(group) is not { } failure)
            return;
        if (group.Count is 1)
        {
            group[0].Fail(failure);
            return;
        }
        // One operation made the whole group fail. Now each runs by itself, so that only that one fails.
        foreach (Operation operation in group)
            if (Attempt([operation]) is { } its)
                operation.Fail(its);
    }

    private Exception? Attempt(List<Operation> group)
    {
        try
        {
            _connection.Execute("BEGIN IMMEDIATE");
            foreach (Operation operation in group)
                operation.Run(_connection);
        }
        catch (Exception e)
        {
            return RollBack(e);
        }
        _observe?.Invoke(WritePoint.BeforeCommit);
        try
        {
            _connection.Execute("COMMIT");
        }
        catch (Exception e)
        {
            return RollBack(e);
        }
        _observe?.Invoke(WritePoint.AfterCommit);
        foreach (Operation operation in group)
            operation.Succeed();
        return null;
    }

    private Exception RollBack(Exception failure)
    {
        if (_connection.IsInTransaction)
            _connection.Execute("ROLLBACK");
        return failure;
    }

    private abstract class Operation
    {
        public abstract void Run(Connection connection);
        public abstract void Succeed();
        public abstract void Fail(Exception failure);
    }

    private sealed class Operation<T>(Func<Connection, T> work) : Operation
    {
        // Callers continue on their own threads and never on the writer's.
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Done => _done.Task;
        public override void Run(Connection connection) => _result = work(connection);
        public override void Succeed() => _done.TrySetResult(_result);
        public override void Fail(Exception failure) => _done.TrySetException(failure);
    }
}

/// <summary>The points of the writer at which a crash is tested.</summary>
internal enum WritePoint
{
    /// <summary>Nothing of the group is on the disk.</summary>
    BeforeCommit,
    /// <summary>The whole group is on the disk, and no caller knows it yet.</summary>
    AfterCommit,
}
