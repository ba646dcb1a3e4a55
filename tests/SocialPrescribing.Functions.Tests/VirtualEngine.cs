using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SocialPrescribing.Functions.Tests;

/// <summary>
/// Runs one orchestration in virtual time. After every event it discards the orchestrator and replays it from the start with the history,
/// as the real engine may, and checks that it asks for the same things in the same order.
/// </summary>
internal sealed class VirtualEngine(
    string instance, Func<TaskOrchestrationContext, Task> orchestrator, Func<string, object?, DateTime, object?> activity, DateTime start)
{
    private readonly List<(Event Happened, DateTime At)> _history = [];
    private readonly Queue<string> _arrived = new();
    private object? _input;
    private DateTime _begun = start;

    private abstract record Event;
    private sealed record ActivityDone(int Call, object? Result, string? Failure) : Event;
    private sealed record TimerFired(int Call) : Event;
    private sealed record EventRaised(string Name) : Event;

    public DateTime Now { get; private set; } = start;
    public bool IsOver { get; private set; }
    public int Iterations { get; private set; }
    public int Replays { get; private set; }
    /// <summary>The longest history that the instance had before it began anew.</summary>
    public int LongestHistory { get; private set; }
    /// <summary>Everything that was ever stored for the instance.</summary>
    public List<string> WrittenDown { get; } = [];
    /// <summary>What activities returned. An engine stores their answers and the full text of their exceptions.</summary>
    public List<string> CameBack { get; } = [];

    /// <summary>How many steps were stored or lost. A test can crash at each.</summary>
    public int Steps { get; private set; }
    /// <summary>The machine dies at this step. What the step did is done, but it was not stored.</summary>
    public int? CrashAt { get; init; }
    /// <summary>When its next timer fires. Null if it has none.</summary>
    public DateTime? WakesAt { get; private set; }
    /// <summary>The input with which it was started.</summary>
    public object? Input { init => WrittenDown.Add($"{_input = value}"); }

    public void Raise(string name) => _arrived.Enqueue(name);

    /// <summary>Lets time pass, and lets everything happen for which the orchestration waits until then.</summary>
    public void RunUntil(DateTime until)
    {
        while (GoUntil(until) is var (call, name, input))
        {
            WrittenDown.Add($"{name} {input}");
            Add(Attempt(call, name, input));
        }
    }

    /// <summary>Gives the result of an activity that <see cref="GoUntil"/> asked for, if the caller runs activities itself.</summary>
    public void Done(int call, object? result, string? failure) => Add(new ActivityDone(call, result, failure));

    /// <summary>Goes on until an activity is to run, and returns it. Null while it sleeps or once it is over.</summary>
    public (int Call, string Name, object? Input)? GoUntil(DateTime until)
    {
        while (!IsOver)
        {
            Replay replay = Go();
            if (replay.Finished is { } error)
                throw new InvalidOperationException("The orchestration failed.", error);
            if (replay.ContinuedWith is not null || replay.IsDone)
            {
                if (Crashes())
                    continue;
                LongestHistory = Math.Max(LongestHistory, _history.Count);
                Iterations++;
                IsOver = replay.ContinuedWith is null;
                _input = replay.ContinuedWith?.Input;
                if (replay.ContinuedWith is { Preserve: false })
                    _arrived.Clear();
                _history.Clear();
                _begun = Now;
                WrittenDown.Add($"{_input}");
                continue;
            }
            if (replay.OpenActivity is { } open)
                return open;
            if (_arrived.TryPeek(out string? raised))
            {
                if (Add(new EventRaised(raised)))
                    _arrived.Dequeue();
            }
            else if (replay.NextTimer is var (timer, fireAt) && fireAt <= until)
            {
                Now = fireAt > Now ? fireAt : Now;
                Add(new TimerFired(timer));
            }
            else
            {
                Now = until > Now ? until : Now;
                WakesAt = replay.NextTimer?.At;
                return null;
            }
        }
        return null;
    }

    private bool Add(Event happened)
    {
        if (Crashes())
            return false;
        _history.Add((happened, Now));
        return true;
    }

    private bool Crashes() => Steps++ == CrashAt;

    private ActivityDone Attempt(int call, string name, object? input)
    {
        try
        {
            object? result = activity(name, input, Now);
            CameBack.Add($"{result}");
            return new ActivityDone(call, result, null);
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            CameBack.Add($"{e}");
            // This is the result after the last retry.
            return new ActivityDone(call, null, e.GetType().Name);
        }
    }

    private Replay Go()
    {
        Replays++;
        Replay replay = new(instance, _input, _begun);
        Task run = orchestrator(replay);
        foreach ((Event happened, DateTime at) in _history)
            replay.Happen(happened, at);
        replay.IsDone = run.IsCompletedSuccessfully;
        replay.Finished = run.Exception?.InnerException;
        return replay;
    }

    private sealed class Replay(string instance, object? input, DateTime begun) : TaskOrchestrationContext
    {
        private readonly Dictionary<int, (string Name, object? Input, Action<ActivityDone> Done)> _activities = [];
        private readonly Dictionary<int, (DateTime At, TaskCompletionSource Fired, CancellationToken Cancelled)> _timers = [];
        private readonly List<(string Name, Action Raised)> _waiters = [];
        private readonly Queue<string> _unread = new();
        private int _calls;
        /// <summary>As in the real engine, the time of the event that is being replayed.</summary>
        private DateTime _now = begun;

        public sealed record Continuation(object? Input, bool Preserve);
        public Continuation? ContinuedWith { get; private set; }
        public bool IsDone { get; set; }
        public Exception? Finished { get; set; }

        public (int Call, string Name, object? Input)? OpenActivity =>
            _activities.Count is 0 ? null : _activities.Select(a => ((int, string, object?)?)(a.Key, a.Value.Name, a.Value.Input)).First();
        public (int Call, DateTime At)? NextTimer =>
            _timers.Where(t => !t.Value.Cancelled.IsCancellationRequested).OrderBy(t => t.Value.At)
                .Select(t => ((int, DateTime)?)(t.Key, t.Value.At)).FirstOrDefault();

        public void Happen(Event happened, DateTime at)
        {
            _now = at;
            switch (happened)
            {
                case ActivityDone done:
                    Assert.True(_activities.Remove(done.Call, out (string, object?, Action<ActivityDone> Done) call),
                        "The replay did not call the activity that the history holds.");
                    call.Done(done);
                    break;
                case TimerFired timer:
                    Assert.True(_timers.Remove(timer.Call, out (DateTime, TaskCompletionSource Fired, CancellationToken) set),
                        "The replay did not set the timer that the history holds.");
                    set.Fired.SetResult();
                    break;
                case EventRaised raised:
                    int waiter = _waiters.FindIndex(w => w.Name == raised.Name);
                    if (waiter < 0)
                    {
                        _unread.Enqueue(raised.Name);
                        break;
                    }
                    Action wake = _waiters[waiter].Raised;
                    _waiters.RemoveAt(waiter);
                    wake();
                    break;
            }
        }

        public override TaskName Name => "test";
        public override string InstanceId => instance;
        public override ParentOrchestrationInstance? Parent => null;
        public override DateTime CurrentUtcDateTime => _now;
        public override bool IsReplaying => false;
        protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;
        public override T? GetInput<T>() where T : default => input is null ? default : (T)input;

        public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
        {
            TaskCompletionSource<TResult> done = new();
            _activities.Add(_calls++, (name.Name, input, happened =>
            {
                if (happened.Failure is { } failure)
                    done.SetException(new TaskFailedException(name.Name, 0, new InvalidOperationException(failure)));
                else
                    done.SetResult((TResult)happened.Result!);
            }
            ));
            return done.Task;
        }

        public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
        {
            TaskCompletionSource fired = new();
            _timers.Add(_calls++, (fireAt, fired, cancellationToken));
            return fired.Task;
        }

        public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
        {
            Assert.False(cancellationToken.CanBeCanceled, "A waiter that is cancelled swallows the next event.");
            Assert.Empty(_waiters);
            Assert.Equal(typeof(object), typeof(T));
            TaskCompletionSource<T> raised = new();
            if (_unread.TryDequeue(out _))
                raised.SetResult(default!);
            else
                _waiters.Add((eventName, () => raised.SetResult(default!)));
            return raised.Task;
        }

        public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
            ContinuedWith = new Continuation(newInput, preserveUnprocessedEvents);
        public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();
        public override void SetCustomStatus(object? customStatus) => throw new NotSupportedException();
        public override Task<TResult> CallSubOrchestratorAsync<TResult>(
            TaskName orchestratorName, object? input = null, TaskOptions? options = null) => throw new NotSupportedException();
        public override Guid NewGuid() => throw new NotSupportedException();
    }
}
