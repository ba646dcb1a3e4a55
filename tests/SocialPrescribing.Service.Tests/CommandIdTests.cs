using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests;

/// <summary>
/// An id always stands for one command of one actor. A repetition gets the first answer. Another command under the same id is refused
/// openly, so that it is not lost unnoticed.
/// </summary>
public sealed class CommandIdTests
{
    private static readonly Actor Sam = Actor.Staff("sam");
    private readonly TestService _service = new();

    private Task<CommandResult> Give(Guid journey, JourneyCommand command, string id, Actor? actor = null, string? body = null) =>
        _service.Journeys.Do(journey, command, actor ?? Sam, id, null, default, body);

    [Fact]
    public async Task A_concern_under_the_id_of_a_note_is_refused_and_not_lost()
    {
        Guid journey = await _service.Receive();
        await Give(journey, new Notes.Add("Rang her."), "a-1");
        CommandResult.Refused refused =
            Assert.IsType<CommandResult.Refused>(await Give(journey, new Concerns.Raise("Her son hits her."), "a-1"));
        Assert.Equal("command-id-reused", refused.Code);
        Assert.False((await _service.State(journey)).HasOpenConcern);
        Assert.IsType<CommandResult.Done>(await Give(journey, new Concerns.Raise("Her son hits her."), "a-2"));
    }

    [Fact]
    public async Task The_same_words_by_somebody_else_and_other_words_by_the_same_are_another_command()
    {
        Guid journey = await _service.Receive();
        await Give(journey, new Notes.Add("Rang her."), "a-1");
        Assert.Equal("command-id-reused",
            Assert.IsType<CommandResult.Refused>(await Give(journey, new Notes.Add("Rang her."), "a-1", Actor.Staff("tom"))).Code);
        Assert.Equal("command-id-reused",
            Assert.IsType<CommandResult.Refused>(await Give(journey, new Notes.Add("Rang him."), "a-1")).Code);
        Assert.True(Assert.IsType<CommandResult.Done>(await Give(journey, new Notes.Add("Rang her."), "a-1")).Repeated);
    }

    [Fact]
    public void What_says_no_and_what_says_nothing_are_the_same_and_so_are_answers_in_another_order()
    {
        Surveys.Answer one = new("baseline", new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 });
        Surveys.Answer other = new("baseline", new Dictionary<string, int> { ["b"] = 2, ["a"] = 1 }, CallMe: false);
        Assert.Equal(CommandAnswers.BodyOf(one), CommandAnswers.BodyOf(other));
        Assert.NotEqual(CommandAnswers.BodyOf(one), CommandAnswers.BodyOf(other with { CallMe = true }));
        Assert.DoesNotContain("callMe", CommandAnswers.BodyOf(one), StringComparison.Ordinal);
        // If “no” and “nothing” mean different things in a command, they stay different.
        Assert.NotEqual(CommandAnswers.BodyOf(new Preferences.Change()), CommandAnswers.BodyOf(new Preferences.Change(Discretion: false)));
        Assert.Equal(
            CommandAnswers.BodyOf(
                JsonSerializer.Deserialize("""{"kind":"acknowledgeConcern","concern":"c"}""", JourneyJson.Default.JourneyCommand)!),
            CommandAnswers.BodyOf(
                JsonSerializer.Deserialize("""{"settled":false,"concern":"c","note":null,"kind":"acknowledgeConcern"}""",
                    JourneyJson.Default.JourneyCommand)!));
    }

    [Fact]
    public async Task A_form_is_asked_whether_it_says_the_same_and_not_what_became_of_it()
    {
        Guid journey = await _service.Receive();
        await Give(journey, new Preferences.Change(Language: "cy"), "a-1", body: "the form");
        Assert.IsType<CommandResult.Done>(await Give(journey, new Preferences.Change(), "a-1", body: "the form"));
        Assert.IsType<CommandResult.Refused>(await Give(journey, new Preferences.Change(Language: "cy"), "a-1", body: "another form"));
    }

    [Fact]
    public async Task What_the_system_gives_again_after_a_crash_is_the_same_however_it_words_its_reason()
    {
        Guid journey = await _service.Receive();
        Messages.ReportUndelivered report = new("referral/x/received", MessageKind.Received, null, Messages.Reasons.Refused);
        Assert.IsType<CommandResult.Done>(await Give(journey, report, "undelivered-1", Actor.System));
        Assert.True(
            Assert.IsType<CommandResult.Done>(
                await Give(journey, report with { Why = Messages.Reasons.Uncertain }, "undelivered-1", Actor.System)).Repeated);
        Assert.IsType<CommandResult.Refused>(await Give(journey, new Notes.Add("Rang her."), "undelivered-1"));
    }

    [Fact]
    public async Task The_id_under_which_a_referral_came_is_nobody_elses()
    {
        Guid journey = await _service.Receive();
        string id = (await _service.Store.Journal(journey, default))[0].CommandId!;
        Assert.Equal("command-id-reused",
            Assert.IsType<CommandResult.Refused>(await Give(journey, new Concerns.Raise("Her son hits her."), id)).Code);
    }

    /// <summary>The previous version kept only the answer. What was given then is recognised by what it left in the journal.</summary>
    [Fact]
    public async Task What_was_kept_without_a_fingerprint_is_compared_by_kind_and_actor()
    {
        Guid journey = await _service.Receive();
        await Before(journey, new Notes.Add("Rang her."), "old-1");
        await Before(journey, new Preferences.Change(), "old-2");

        Assert.True(Assert.IsType<CommandResult.Done>(await Give(journey, new Notes.Add("Rang her."), "old-1")).Repeated);
        Assert.Equal("command-id-reused",
            Assert.IsType<CommandResult.Refused>(await Give(journey, new Concerns.Raise("Her son hits her."), "old-1")).Code);
        Assert.Equal("command-id-reused",
            Assert.IsType<CommandResult.Refused>(await Give(journey, new Notes.Add("Rang her."), "old-1", Actor.Staff("tom"))).Code);
        // A command that left nothing in the journal may have been any.
        Assert.True(Assert.IsType<CommandResult.Done>(await Give(journey, new Preferences.Change(), "old-2")).Repeated);
    }

    private async Task Before(Guid journey, JourneyCommand command, string id)
    {
        StoredJourney stored = (await _service.Store.Find(journey, default))!;
        (Decision decision, Journey? after) =
            Journey.Step(stored.State, command, _service.Pathway, new Moment(_service.Clocks.Now, Sam, id));
        Assert.IsType<CommitOutcome.Committed>(await _service.Store.Commit(new JourneyCommit
        {
            Before = stored.State,
            After = after!,
            ExpectedVersion = stored.Version,
            At = _service.Clocks.Now,
            By = Sam,
            Events = Assert.IsType<Decision.Accepted>(decision).Events,
            CommandId = id,
            Answer =
                $$"""{"id":"{{journey}}","version":{{stored.Version + 1}},"reference":"SP-7K3M-9QXQ","stage":"triage","openTasks":1,"concernOpen":false}""",
        }, default));
    }
}
