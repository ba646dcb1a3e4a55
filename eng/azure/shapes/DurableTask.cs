// Declarations of the members that the Azure host uses, as the real packages have them. They check the code where the packages cannot
// be restored; nothing here runs. A member that is not called is not declared.
#pragma warning disable
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask
{
    public readonly struct TaskName
    {
        public TaskName(string name) => Name = name;
        public string Name { get; }
        public static implicit operator TaskName(string value) => new(value);
        public static implicit operator string(TaskName value) => value.Name;
        public override string ToString() => Name;
    }

    public abstract class AsyncPageable<T> { }

    public record ParentOrchestrationInstance(TaskName Name, string InstanceId);

    public abstract class TaskOrchestrationContext
    {
        public abstract TaskName Name { get; }
        public abstract string InstanceId { get; }
        public abstract ParentOrchestrationInstance? Parent { get; }
        public abstract DateTime CurrentUtcDateTime { get; }
        public abstract bool IsReplaying { get; }
        protected abstract ILoggerFactory LoggerFactory { get; }
        public abstract T? GetInput<T>();
        public abstract Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null);
        public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken) => throw new NotSupportedException();
        public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);
        public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);
        public abstract void SendEvent(string instanceId, string eventName, object payload);
        public abstract void SetCustomStatus(object? customStatus);
        public abstract Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null);
        public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);
        public abstract Guid NewGuid();
        public virtual ILogger CreateReplaySafeLogger(string categoryName) => throw new NotSupportedException();
    }

    public record TaskOptions
    {
        public static TaskOptions FromRetryPolicy(RetryPolicy policy) => new();
    }

    public class RetryPolicy
    {
        public RetryPolicy(int maxNumberOfAttempts, TimeSpan firstRetryInterval, double backoffCoefficient = 1.0, TimeSpan? maxRetryInterval = null, TimeSpan? retryTimeout = null) { }
    }

    public record StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null);

    public sealed class TaskFailedException : Exception
    {
        public TaskFailedException(string taskName, int taskId, Exception innerException) : base(taskName, innerException) => TaskName = taskName;
        public string TaskName { get; }
    }
}

namespace Microsoft.DurableTask.Client
{
    public enum OrchestrationRuntimeStatus { Running, Completed, ContinuedAsNew, Failed, Canceled, Terminated, Pending, Suspended }

    public sealed class OrchestrationMetadata
    {
        public OrchestrationMetadata(string name, string instanceId) => InstanceId = instanceId;
        public string InstanceId { get; }
        public OrchestrationRuntimeStatus RuntimeStatus { get; init; }
        public bool IsRunning => RuntimeStatus is OrchestrationRuntimeStatus.Running;
        public bool IsCompleted => RuntimeStatus is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
    }

    public record OrchestrationQuery;

    // What is abstract is declared whether or not we call it: a class of the tests derives from this one.
    public abstract class DurableTaskClient : IAsyncDisposable
    {
        protected DurableTaskClient(string name) { }
        public abstract Task<string> ScheduleNewOrchestrationInstanceAsync(TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default);
        public abstract Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default);
        public abstract Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default);
        public abstract Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default);
        public abstract Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default);
        public abstract Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default);
        public virtual Task<OrchestrationMetadata?> GetInstanceAsync(string instanceId, CancellationToken cancellation) => GetInstancesAsync(instanceId, false, cancellation);
        public abstract Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default);
        public abstract AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null);
        public abstract ValueTask DisposeAsync();
    }
}
