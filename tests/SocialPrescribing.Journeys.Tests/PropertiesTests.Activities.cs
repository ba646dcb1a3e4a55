using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>What must hold of activities, sessions and pauses.</summary>
public partial class PropertiesTests
{
    [Fact]
    public void A_provider_who_was_asked_is_waited_for_until_they_answer_and_no_longer_than_fourteen_days() => Always(s =>
    {
        s.Fire();
        Assert.True(
            s.Journey.HasEnded
                || s.Journey.Introductions
                    .All(
                        i => i is not { As: IntroductionKind.Referral, EndedAt: null, Answer: ProviderAnswer.None }
                            || WorkingCalendar.AddDays(i.At, 14) > s.Now));
    });

    [Fact]
    public void A_session_ahead_without_a_lift_is_somebodys_task_and_one_that_is_over_is_somebodys_to_record() => Always(s =>
    {
        s.Fire();
        foreach (Session session in s.Journey.Sessions.Where(m => m.IsPlanned))
        {
            if (session.At > s.Now.AddHours(1) && session.Transport is { NeedsArranging: true, Arranged: false })
                Assert.True(s.Journey.Tasks.Any(t => t.Kind is TaskKind.ArrangeTransport && t.About == session.Id)
                    // For a session of a series, somebody will be asked in time.
                    || Agenda.Of(s.Journey, s.Pathway).Any(d => d.What is Attendance.WillAskForTransport ask
                        && ask.Session == session.VersionId && d.At < session.At));
            // If the person goes alone, a provider who was asked has until the close of the next working day.
            if (session.EndsAt <= s.Now && (session.RegisterAskedAt is null || !Attendance.GoesAlone(session)
                || Attendance.RegisterClosesAt(session.EndsAt, s.Pathway) <= s.Now))
                Assert.Contains(s.Journey.Tasks, t => t.Kind is TaskKind.RecordSession && t.About == session.Id);
        }
    });

    /// <summary>Sessions are only planned where the person may go. A missed session changes neither that nor the plan.</summary>
    [Fact]
    public void Nobody_is_sent_where_they_are_not_expected() => Always(s =>
        Assert.All(s.Journey.Sessions.Where(m => m.IsPlanned && m.At > s.Now.AddHours(1)),
            m => Assert.True(Activities.Find(s.Journey, m.Introduction)!.CanAttend)));

    /// <summary>Otherwise a volunteer waits for somebody who goes alone, or nobody is looked for.</summary>
    [Fact]
    public void A_volunteer_is_expected_at_a_session_only_while_it_is_a_volunteer_who_goes_along() => Always(s =>
        Assert.All(s.Journey.Sessions.Where(m => m.IsPlanned && m.At > s.Now.AddHours(1)),
            m => Assert.True(m.Volunteer is null || m.With is Companion.Volunteer)));

    [Fact]
    public void A_step_of_support_is_changed_by_a_human_with_a_reason_and_independence_is_three_sessions_alone() =>
        AtEveryLine((before, line) =>
    {
        if (line.Event is Attendance.SupportChanged changed)
            Assert.True(line.By.Kind is not ActorKind.System && changed.From != changed.To && changed.Reason.Length > 0);
        if (line.Event is Attendance.BecameIndependent reached)
            Assert.True(
                before.Sessions
                    .Count(
                        m => m.Introduction == reached.Introduction
                            && m is { Came: true, WentAlong: Companion.Nobody, Support: SupportStep.Independent }) >= 3);
    });

    [Fact]
    public void A_pause_has_an_end_and_that_is_something_to_come() => Always(s =>
    {
        s.Fire();
        if (s.Journey.Pause is { } pause)
            Assert.Contains(Agenda.Of(s.Journey, s.Pathway),
                d => d.Key.StartsWith("pause/", StringComparison.Ordinal)
                    && WorkingCalendar.LondonDate(d.At) == pause.Until
                    && d.At > s.Now);
    });

    [Fact]
    public void Nothing_ends_by_itself_while_support_rests_or_somebody_is_expected_at_a_session() => AtEveryLine((before, line) =>
        Assert.False(
            line is { By.Kind: ActorKind.System, Event: Closing.SupportEnded }
                && (before.IsPaused || before.Sessions.Any(m => m.IsPlanned && m.At > line.At))));
}
