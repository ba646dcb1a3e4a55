using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>What must hold for tasks: each is about something still to be done and is assigned to somebody.</summary>
public partial class PropertiesTests
{
    [Fact]
    public void No_task_outlives_what_it_is_about() => Always(s =>
    {
        Journey j = s.Journey;
        Assert.Equal(j.ClosingProposal is not null, j.Tasks.Any(t => t.Kind is TaskKind.ClosingNotice));
        foreach (HeldReferral referral in j.Referrals)
            Assert.Equal(
                referral is { AcceptedAt: null, DeclinedAt: null } && !j.HasEnded,
                j.Tasks.Any(t => t.Kind is TaskKind.Triage or TaskKind.ReviewJoinedReferral && t.About == referral.Id.ToString("N")));
        foreach (OpenTask task in j.Tasks)
        {
            bool stillBooked = j.Meetings.Any(m => m.IsBooked && task.About == m.VersionId);
            Assert.True(task.Kind switch
            {
                TaskKind.ReadNow => j.UrgentTexts.Any(t => t.Id == task.About && t.ReadAt is null),
                TaskKind.DeathOnRecord =>
                    j.Referrals
                        .Any(r => r is { DeathOnRecord: true, AcceptedAt: null, DeclinedAt: null } && r.Id.ToString("N") == task.About)
                    || j.Alikes
                        .Any(a => a is { HasDied: true, Answer: not AlikeAnswer.SomebodyElse } && a.Journey.ToString("N") == task.About),
                TaskKind.PossibleDuplicate => j.Alikes.Any(a => a is { Asks: true, IsOpen: true } && a.Journey.ToString("N") == task.About),
                TaskKind.RecordMeetingOutcome => j.Meetings.Any(m => m.Id == task.About && m.IsBooked),
                TaskKind.TellPerson => task.Message switch
                {
                    MessageKind.MeetingBooked or MessageKind.MeetingMoved or MessageKind.MeetingReminder
                        or MessageKind.MeetingReminderToday => stillBooked,
                    MessageKind.SessionReminder => j.Sessions.Any(m => m.VersionId == task.About && m.IsPlanned),
                    MessageKind.SurveyInvitation => j.Surveys.Any(v => v.Id == task.About && v.IsOpen),
                    MessageKind.WeTriedToReachYou => j.ContactedAt is null,
                    MessageKind.Goodbye => j.HasEnded,
                    _ => true,
                },
                TaskKind.TellReferrer =>
                    task.Message switch
                    {
                        MessageKind.ReferrerCouldNotReach => j.ContactedAt is null,
                        MessageKind.ReferrerClosed => j.HasEnded,
                        _ => true,
                    },
                TaskKind.TellProvider when task.Message is not null =>
                    j.Introductions.Any(i => i.Id == task.About && i is { EndedAt: null, Answer: ProviderAnswer.None }),
                TaskKind.TellProvider => j.Introductions.Any(i => i.Id == task.About && i.EndedAt is not null)
                    || j.Sessions.Any(m => m.Id == task.About && m is { IsCancelled: true, Transport.Arranged: true }),
                TaskKind.ChaseProvider =>
                    j.Introductions.Any(i => i.Id == task.About && i is { EndedAt: null, Answer: ProviderAnswer.None }),
                TaskKind.CheckWaitingList =>
                    j.Introductions.Any(i => i.Id == task.About && i is { EndedAt: null, Answer: ProviderAnswer.WaitingList }),
                TaskKind.FindActivity => task.About is null || j.Introductions.Any(i => i.Id == task.About && !i.CanAttend),
                TaskKind.PlanSession or TaskKind.ConsiderStepDown or TaskKind.ConsiderStepUp =>
                    j.Introductions.Any(i => i.Id == task.About && i.CanAttend),
                TaskKind.ArrangeTransport =>
                    j.Sessions
                        .Any(m => m.Id == task.About && m is { IsPlanned: true, Transport: { NeedsArranging: true, Arranged: false } }),
                TaskKind.PhoneBefore => j.Sessions.Any(m => m.Id == task.About && m is { IsPlanned: true, Support: SupportStep.Phoned }),
                TaskKind.PhoneAfter =>
                    j.Sessions.Any(m => m.Id == task.About && m is ({ IsPlanned: true } or { Came: true, Confidence: null })),
                TaskKind.RecordSession => j.Sessions.Any(m => m.Id == task.About && m.IsPlanned),
                TaskKind.FindCompanion => j.Sessions.Any(m => m.Id == task.About && m is { IsPlanned: true, Volunteer: null }),
                TaskKind.CheckIn => j.Sessions.Any(m => m.Id == task.About && m.Came is true),
                TaskKind.Review => j.PlanAgreedAt is not null || j.Introductions.Any(i => i.Id == task.About),
                TaskKind.Allocate => j.LinkWorker is null,
                TaskKind.FirstContact => j.ContactedAt is null,
                TaskKind.ArrangeMeeting => j.FirstMetAt is null,
                _ => true,
            }, $"{task}");
            Assert.True(
                !j.HasEnded
                    || task.Kind
                        is TaskKind.TellReferrer or TaskKind.TellProvider or TaskKind.TellVolunteer or TaskKind.TellPerson
                            or TaskKind.CallPerson or TaskKind.AcknowledgeConcern or TaskKind.SettleConcern or TaskKind.ReadNow
                            or TaskKind.CheckJoin
                || (task.Kind is TaskKind.DeathOnRecord or TaskKind.CheckApart && !j.IsClosed), $"{task}");
            Assert.False(j.HasDied && task.Kind is TaskKind.TellPerson, $"{task}");
        }
    });

    [Fact]
    public void Tasks_of_the_work_itself_wait_in_a_queue_only_while_there_is_no_link_worker() => Always(s =>
        Assert.True(s.Journey.LinkWorker is null || s.Journey.Tasks.All(t => t.Assignee is not (Queues.Lead or Queues.Triage)
            || t.Kind
                is TaskKind.Triage or TaskKind.PossibleDuplicate or TaskKind.DeathOnRecord or TaskKind.ReviewJoinedReferral
                    or TaskKind.Allocate or TaskKind.CheckJoin or TaskKind.ClosingNotice or TaskKind.ReadNow)));

    [Fact]
    public void Nobody_has_given_the_link_worker_what_is_their_own() => Always(s =>
        Assert.DoesNotContain(s.Journey.Tasks, t => t.Assignee == s.Journey.LinkWorker && (t.GivenAt ?? (object?)t.GivenBy) is not null));

    [Fact]
    public void Whoever_is_not_reached_yet_is_being_tried_written_to_or_announced() => Always(s =>
        Assert.True(s.Journey.Stage is not Stage.Contacting || s.Journey.LastLetterAt is not null || s.Journey.ClosingProposal is not null
            || s.Journey.Tasks.Any(t => t.Kind is TaskKind.FirstContact or TaskKind.NextAttempt)));

    [Fact]
    public void Whoever_is_accepted_and_supported_has_a_link_worker_or_somebody_who_is_to_choose_one() => Always(s =>
        Assert.True(
            s.Journey.HasEnded
                || s.Journey.AcceptedAt is null
                || s.Journey.LinkWorker is not null
                || s.Journey.Tasks.Any(t => t.Kind is TaskKind.Allocate)));
}
