using SocialPrescribing.Journeys;
using Barrier = SocialPrescribing.Journeys.Barrier;

namespace SocialPrescribing.Invented;

/// <summary>How invented staff do each kind of task and what invented people do by themselves, both in the demo and in a
/// simulated year.</summary>
public sealed class Habits(IReadOnlyList<InventedActivity> activities)
{
    /// <summary>Once somebody has been there, this many weeks are planned.</summary>
    private const int Weeks = 4;
    private const int SessionMinutes = 120;

    /// <summary>Minutes of a link worker's day.</summary>
    private const int Call = 15, Meeting = 75, Accompany = 120, MeetThere = 60, Write = 10, Review = 30, SettleWith = 20;

    public enum Doer { LinkWorker, Lead, Safeguarding }

    /// <param name="Minutes">How much of the link worker's day it takes.</param>
    public sealed record Act(int Minutes, params IReadOnlyList<JourneyCommand> Commands)
    {
        public Doer By { get; init; }
    }

    /// <summary>
    /// Leads decide now one way and now the other, so that a demo shows both. Otherwise they do what is usual, and leave to the programme
    /// what it does by itself.
    /// </summary>
    public bool Varies { get; init; }

    /// <summary>What is done about an open task; null to leave it alone.</summary>
    /// <param name="free">A time at which the link worker could meet somebody.</param>
    /// <param name="chosen">The link worker whom a lead chooses; null if that is decided elsewhere.</param>
    public Act? Do(
        OpenTask task, Journey journey, Temperament person, DateTimeOffset now, Func<DateTimeOffset> free, Random random,
        Func<string>? chosen = null) =>
        task.Kind switch
        {
            TaskKind.Triage when chosen is not null => new(Write, new Intake.Accept(LinkWorker: chosen())) { By = Doer.Lead },
            TaskKind.Allocate when chosen is not null => new(Write, new Allocation.Allocate(chosen())) { By = Doer.Lead },
            TaskKind.ReviewJoinedReferral => new(Write, new Intake.Accept(Guid.ParseExact(task.About!, "N"))) { By = Doer.Lead },
            TaskKind.AcknowledgeConcern =>
                new(Write, TalkedThrough(task.About!, !Varies || random.Next(2) is 0)) { By = Doer.Safeguarding },
            TaskKind.SettleConcern =>
                new(SettleWith, new Concerns.Settle(task.About!, "Invented: a plan is in place")) { By = Doer.Safeguarding },
            TaskKind.ReadNow =>
                new(Write, new UrgentWords.Read(task.About!, "Invented: read it and called")) { By = Doer.Safeguarding },
            TaskKind.ClosingNotice when Varies && random.Next(2) is 0 => new(0, new Closing.KeepOpen()) { By = Doer.Lead },
            TaskKind.ClosingNotice when Varies =>
                new(0, new Closing.Close(journey.ClosingProposal?.Reason ?? ClosingReason.NoContact)) { By = Doer.Lead },
            // With a known risk nothing ends by itself. When the notice is over, the lead looks and decides.
            TaskKind.ClosingNotice when journey is { HasKnownRisk: true, ClosingProposal: { } proposal } && proposal.On <= now =>
                new(0, new Closing.Close(proposal.Reason)) { By = Doer.Lead },
            // Somebody who asks for a call in a survey after the end is called, too, but it is no longer recorded as an attempt.
            TaskKind.CallPerson when journey.HasEnded => new(Call, new Tasks.Complete(task.Id, "Called")),
            TaskKind.FirstContact or TaskKind.NextAttempt or TaskKind.PhoneAfterMissed or TaskKind.WelfareCall or TaskKind.KeepInTouch
                or TaskKind.CallPerson or TaskKind.CheckIn or TaskKind.IntroduceYourself =>
                new(Call,
                    new Contact.RecordAttempt(ContactMethod.Phone,
                        random.NextDouble() < person.Reachable ? AttemptOutcome.Reached : AttemptOutcome.NoAnswer)),
            TaskKind.ArrangeMeeting or TaskKind.Rebook =>
                new(Write,
                    new Meetings.Book(free(),
                        random.Next(3) is 0
                            ? new Place(PlaceKind.AtHome)
                            : new Place(PlaceKind.CommunityPlace, "Mill Lane Library, ground floor"))),
            TaskKind.RecordMeetingOutcome => HowItWent(journey.Meetings.First(m => m.Id == task.About), person, random),
            TaskKind.AgreePlan => new(Review, PlanFor(journey, person)),
            TaskKind.FindActivity => Introduce(journey, person, random),
            TaskKind.PlanSession => NextSession(journey, Find(journey, task.About!), person, now),
            TaskKind.ArrangeTransport =>
                new(Write,
                    new Attendance.ArrangeTransport(task.About!, new Transport(TransportKind.Lift, "a volunteer driver", Arranged: true))),
            TaskKind.RecordSession => HowItWent(journey, journey.Sessions.First(s => s.Id == task.About), person, random),
            TaskKind.ConsiderStepDown when Find(journey, task.About!) is { Support: < SupportStep.Independent } i =>
                new(Write, new Attendance.ChangeSupport(i.Id, i.Support + 1, "Two confident sessions in a row")),
            TaskKind.ConsiderStepUp when Find(journey, task.About!) is { Support: > SupportStep.Accompanied } i =>
                new(Write, new Attendance.ChangeSupport(i.Id, i.Support - 1, "It was hard last time")),
            TaskKind.Review =>
                new(Review,
                    new Reviews.Record(journey.IndependentAt is null ? ReviewOutcome.GoOn : ReviewOutcome.ReadyToEnd, "Talked it through",
                        Goals: Stand(journey, person, now))),
            TaskKind.CheckWaitingList =>
                new(Call,
                    new Activities.RecordAnswer(task.About!, random.Next(3) switch
                    {
                        0 => ProviderAnswer.Accepted,
                        1 => ProviderAnswer.Full,
                        _ => ProviderAnswer.WaitingList,
                    })),
            TaskKind.FindContact => new(Call, new Preferences.Change(
                [.. journey.Preferences.Contacts, new ContactDetail(ContactKind.Mobile, "07700 900199", Allowed: true)])),
            TaskKind.PossibleDuplicate when journey.Alikes.FirstOrDefault(a => a.Journey.ToString("N") == task.About) is { } alike =>
                new(Write, new Resemblance.Compare(alike.Journey, AlikeAnswer.SomebodyElse)),
            TaskKind.PossibleDuplicate or TaskKind.ChaseProvider or TaskKind.TellProvider or TaskKind.TellPerson or TaskKind.TellReferrer
                or TaskKind.PhoneBefore or TaskKind.PhoneAfter or TaskKind.CheckDetails
                or TaskKind.ConsiderStepDown or TaskKind.ConsiderStepUp => new(Write, new Tasks.Complete(task.Id, "Done")),
            _ => null,
        };

    /// <summary>What the safeguarding lead says about a concern once they have called.</summary>
    public static Concerns.Acknowledge TalkedThrough(string concern, bool settled = true) =>
        new(concern, "Invented: called and talked it through", settled);

    /// <summary>The outcome of a meeting that is over.</summary>
    public static Act HowItWent(Meeting meeting, Temperament person, Random random)
    {
        bool came = random.NextDouble() < person.Keen;
        return new(came ? Meeting : Call,
            new Meetings.RecordOutcome(meeting.Id, came ? MeetingOutcome.Held : MeetingOutcome.DidNotAttend, came ? null : "forgot",
                IdentityChecked: came));
    }

    /// <summary>The outcome of a session that is over.</summary>
    public static Act HowItWent(Journey journey, Session session, Temperament person, Random random)
    {
        bool stuck = session.Transport is { NeedsArranging: true, Arranged: false };
        bool came = !stuck && random.NextDouble() < person.Keen;
        int before = journey.Sessions.Count(s => s.Came is true);
        return new(
            session.Support switch
            {
                SupportStep.Accompanied => Accompany,
                SupportStep.MetThere => MeetThere,
                SupportStep.Phoned => Call,
                SupportStep.Independent => Write,
            },
            new Attendance.RecordSession(session.Id, came, came ? null : stuck ? Barrier.Transport : Barrier.Health,
                Confidence: came ? person.Confidence(before, random) : null));
    }

    /// <summary>Plans the next sessions of somebody who goes regularly and has none planned; null if there is no such activity.</summary>
    public Act? GoOn(Journey journey, Temperament person, DateTimeOffset now) => journey.IsPaused ? null
        : journey.Introductions
            .FirstOrDefault(
                i => i.CanAttend
                    && journey.Sessions.Any(s => s.Introduction == i.Id)
                    && !journey.Sessions.Any(s => s.Introduction == i.Id && s.IsPlanned)) is { } introduction
            ? NextSession(journey, introduction, person, now) : null;

    /// <summary>Why support may end now; null if it goes on.</summary>
    public static ClosingReason? MayEnd(Journey journey, Temperament person, DateTimeOffset now) =>
        journey.HasEnded || journey.HasOpenConcern || journey.HasUnreadReferral || journey.AcceptedAt is null ? null
        : journey.IndependentAt is not null ? ClosingReason.Independent
        : journey.PlanAgreedAt is not { } planned ? null
        // People who need no company have reached their goal four weeks after they first went. People who have found nothing
        // after ten weeks give up.
        : !person.NeedsCompany && journey.FirstAttended is { } first && (now - first.At).TotalDays > 28 ? ClosingReason.GoalsMet
        : journey.FirstAttended is null && (now - planned).TotalDays > 70 ? ClosingReason.Withdrew
        : (now - planned).TotalDays > 182 ? ClosingReason.GoalsMet
        : null;

    /// <summary>
    /// The demo introduces people to anything in the directory. An activity that is not known here behaves like the first one that is.
    /// </summary>
    public InventedActivity ActivityOf(Introduction introduction) =>
        activities.FirstOrDefault(a => a.Name == introduction.Activity.Name) ?? activities[0];

    private static Plan.Agree PlanFor(Journey journey, Temperament person) => new(
        [.. journey.Needs.DefaultIfEmpty("loneliness").Take(Plan.MaxNeeds)], journey.Details.WhatMattersMost ?? "Getting out again",
        [new Goal("Go somewhere every week", 8, person.NeedsCompany ? "Look at it together from outside" : "Go along once")],
        ["Does not give up easily"],
        Scores: [Score(person, 0)]);

    /// <summary>The scores that they give their goals; empty without a plan that has goals.</summary>
    private static GoalStanding[] Stand(Journey journey, Temperament person, DateTimeOffset now) =>
        [.. Goals.Of(journey).Where(g => g is { IsInPlan: true, Mark: GoalMark.UnderWay }).Select(g => new GoalStanding(
            g.Number, Score(person, journey.PlanAgreedAt is { } agreed ? (now - agreed).TotalDays / 7 : 0),
            journey.IndependentAt is null ? null : GoalMark.Reached))];

    /// <summary>The score grows by what support gives them. The full gain takes three months.</summary>
    private static int Score(Temperament person, double weeks) =>
        (int)Math.Clamp(Math.Round((person.Start / 2) + (2 * person.Gain * Math.Min(1, weeks / 13))), 0, 10);

    private Act Introduce(Journey journey, Temperament person, Random random)
    {
        InventedActivity[] fitting =
            [.. activities.Where(a => journey.Needs.Any(a.Needs.Contains) && !journey.Introductions.Any(i => i.Activity.Name == a.Name))];
        return fitting.Length is 0
            ? new(Write, new Activities.RegisterUnmetNeed(journey.Needs.FirstOrDefault("loneliness"), UnmetReason.NothingSuitable),
                new Tasks.Complete(journey.Tasks.First(t => t.Kind is TaskKind.FindActivity).Id, "Nothing more to try here"))
            : new(Call,
                new Activities.Introduce(fitting[random.Next(fitting.Length)].Details, IntroductionKind.Referral, Agreed: true,
                    Share: person.NeedsCompany ? "Would like a quiet start" : null));
    }

    private Act NextSession(Journey journey, Introduction introduction, Temperament person, DateTimeOffset now)
    {
        // People who are confident enough to go alone get no company.
        bool alone = !person.NeedsCompany && introduction.Support is not SupportStep.Independent;
        Transport transport = new(person.NeedsLift && person.NeedsCompany && introduction.Support is not SupportStep.Independent
            ? TransportKind.Lift : TransportKind.Own);
        DateTimeOffset first = ActivityOf(introduction).Next(now, 2);
        DateTimeOffset[] days = [.. Enumerable.Range(0, Weeks).Select(week => WorkingCalendar.AddDays(first, 7 * week))
            .Where(day => IsFree(journey, day))];
        JourneyCommand planned = days.Length > 1 && journey.Sessions.Any(s => s.Introduction == introduction.Id && s.Came is true)
            ? new Attendance.PlanSeries(introduction.Id, days, transport, SessionMinutes)
            : new Attendance.PlanSession(introduction.Id, days.FirstOrDefault(first), transport, SessionMinutes);
        return alone
            ? new(Write, new Attendance.ChangeSupport(introduction.Id, SupportStep.Independent, "Feels fine going alone"), planned)
            : new(Write, planned);
    }

    /// <summary>Not a bank holiday, and nothing else planned.</summary>
    private static bool IsFree(Journey journey, DateTimeOffset day) =>
        !BankHolidays.Of(Nation.England).Contains(WorkingCalendar.LondonDate(day))
        && !journey.Sessions.Any(s => s.IsPlanned && day < s.EndsAt && s.At < day.AddMinutes(SessionMinutes))
        && !journey.Meetings.Any(m => m.IsBooked && day < m.EndsAt && m.At < day.AddMinutes(SessionMinutes));

    private static Introduction Find(Journey journey, string id) => journey.Introductions.First(i => i.Id == id);
}
