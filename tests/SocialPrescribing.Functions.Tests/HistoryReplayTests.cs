using Google.Protobuf;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Protobuf;
using Microsoft.DurableTask.Worker.Grpc;

namespace SocialPrescribing.Functions.Tests;

/// <summary>
/// Orchestrations sleep for hours, and a new release may be deployed meanwhile. So histories from old releases are replayed with
/// today's code, by the engine that the worker uses. <c>HistoriesTests</c> writes the histories, one folder for each release.
/// They are never changed.
/// </summary>
public sealed class HistoryReplayTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Histories");

    public static TheoryData<string> Histories =>
        new(Directory.GetFiles(_folder, "*.json", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder, file)));

    [Theory]
    [MemberData(nameof(Histories))]
    public void An_orchestration_goes_on_from_what_an_earlier_release_wrote_down(string history) =>
        Assert.Null(WhyNot(history, Path.GetFileName(history).StartsWith(JourneyOrchestration.Name, StringComparison.Ordinal)
            ? JourneyOrchestration.Run : PostmanOrchestration.Run));

    /// <summary>Changes to an orchestration that old histories do not allow.</summary>
    public static TheoryData<string> Changes => ["another activity", "a timer first", "the activity twice"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_that_cannot_go_on_from_there_is_noticed(string change)
    {
        Func<TaskOrchestrationContext, Task> changed = async context =>
        {
            if (change is "a timer first")
                await context.CreateTimer(context.CurrentUtcDateTime.AddMinutes(1), CancellationToken.None);
            string activity = change is "another activity" ? "AdvanceAll" : JourneyActivities.Advance;
            await context.CallActivityAsync<DateTime?>(activity, context.InstanceId);
            if (change is "the activity twice")
                await context.CallActivityAsync<DateTime?>(activity, context.InstanceId);
            await context.WaitForExternalEvent<object?>(JourneyOrchestration.Nudge);
        };
        const string name = $"{JourneyOrchestration.Name}-0-failures-TimerFired.json";
        string[] asleep = Directory.GetFiles(_folder, name, SearchOption.AllDirectories);
        Assert.NotEmpty(asleep);
        Assert.All(asleep, history => Assert.Contains("Non-Deterministic", WhyNot(history, changed), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The histories lie in a public repository.</summary>
    [Theory]
    [MemberData(nameof(Histories))]
    public void No_history_holds_more_than_ids_and_times(string history)
    {
        OrchestratorRequest turn = Read(history);
        foreach (HistoryEvent happened in turn.PastEvents.Concat(turn.NewEvents))
        {
            string?[] texts =
            [
                happened.ExecutionStarted?.Input, happened.TaskScheduled?.Input, happened.TaskCompleted?.Result,
                happened.EventRaised?.Input,
            ];
            string about = string.Concat(texts).Replace(turn.InstanceId, "ID", StringComparison.Ordinal);
            const string time = @"""[\d:.TZ-]+""", beat = $@"\{{""[Jj]ourney"":""ID"",""[Ff]ailures"":\d+(,""[Ff]irst"":(null|{time}))?\}}";
            Assert.Matches($@"^(null|\[?(""ID""|null)\]?|{beat}|{time})?$", about);
            if (happened.TaskFailed?.FailureDetails is { } failure)
            {
                Assert.Equal(typeof(FunctionFailedException).FullName, failure.ErrorType);
                // The failure says where it happened, but not in which folder on whose machine.
                Assert.DoesNotContain(":line ", failure.ErrorMessage + failure.StackTrace, StringComparison.Ordinal);
            }
        }
    }

    private static OrchestratorRequest Read(string history) =>
        JsonParser.Default.Parse<OrchestratorRequest>(File.ReadAllText(Path.Combine(_folder, history)));

    /// <returns>Why the orchestration cannot go on, or null if it can.</returns>
    private static string? WhyNot(string history, Func<TaskOrchestrationContext, Task> orchestration)
    {
        string turn = Convert.ToBase64String(Read(history).ToByteArray());
        string answer = GrpcOrchestrationRunner.LoadAndRun<Beat?, object?>(turn, async (context, _) =>
        {
            await orchestration(context);
            return null;
        });
        CompleteOrchestrationAction? completed = OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(answer)).Actions
            .Select(a => a.CompleteOrchestration).SingleOrDefault(a => a is not null);
        return completed is { OrchestrationStatus: OrchestrationStatus.Failed } ? completed.FailureDetails.ErrorMessage : null;
    }
}
