using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>A random history: a referral, then commands, waits, missed wake-ups, repetitions and clocks that disagree a little.</summary>
internal sealed partial class History(int beginning, IReadOnlyList<(int Kind, int A, int B)> steps)
{
    private static readonly Func<Referral, Referral>[] Beginnings =
        [r => r, Story.NoEmail, Story.ReferrerByPhone, Story.ByThemselves, Story.WithRisk, Story.WithConcern,
            r => r with { Reason = "I do not want to live any more" }, r => r with { Urgency = Urgency.Urgent },
            r => r with
                { Person = r.Person with
                    { RelatedPeople = [new("Joan", RelatedRole.Parent, Phone: "+441420123456", MayBeTold: true, ContactFirst: true)] } },
            r => Story.NoEmail(Story.ReferrerByPhone(r)), r => r with { Needs = ["domesticAbuse"] },
            r => r with { Person = r.Person with { Contacts = [], Address = null, NoFixedAbode = true } }];

    private static readonly Pathway Programme = new();

    public static Arbitrary<History> Any { get; } = Arb.From(
        from beginning in Gen.Choose(0, Beginnings.Length * 6 - 1)
        from steps in Gen.Choose(0, 161).SelectMany(kind => Gen.Choose(0, 11).SelectMany(a => Gen.Choose(0, 60).Select(b => (kind, a, b))))
            .ListOf()
        select new History(beginning, [.. steps]),
        history => history.Smaller());

    private IEnumerable<History> Smaller()
    {
        for (int size = steps.Count / 2; size > 0; size /= 2)
            for (int from = 0; from + size <= steps.Count; from += size)
                yield return new History(beginning, [.. steps.Take(from), .. steps.Skip(from + size)]);
        if (beginning > 0)
            yield return new History(0, steps);
        for (int i = 0; i < steps.Count; i++)
            if (steps[i].B > 0)
                yield return new History(beginning, [.. steps.Take(i), steps[i] with { B = steps[i].B / 2 }, .. steps.Skip(i + 1)]);
    }

    /// <summary>Tells the story. After every step, and after everything due has fired, the story is passed on.</summary>
    public Story Tell(Action<Story>? afterEach = null)
    {
        Story story = new("2026-03-20 10:00", Programme);
        Func<Referral, Referral> but = Beginnings[beginning % Beginnings.Length];
        Intake.Receive receive = Story.Receive(but) with
        { Alikes = beginning % 5 is 1 ? [Story.Alike(hasEnded: beginning % 2 is 0, hasDied: beginning % 3 is 0)] : [] };
        JourneyCommand begin = beginning % 11 is 5 ? new Parting.BeginApart(Story.Id, receive.Referral, Story.Other)
            : beginning % 7 is 3 ? Story.WithDeathOnRecord(receive) : receive;
        story.With(begin, Actor.Referrer("org"));
        afterEach?.Invoke(story);
        foreach (JourneyCommand command in Opening(beginning / Beginnings.Length))
        {
            story.Do(command);
            story.Until(story.Now.AddDays(1));
            afterEach?.Invoke(story);
        }
        List<JourneyCommand> given = [];
        foreach ((int kind, int a, int b) in steps)
        {
            if (kind < 40)
                Wait(story, kind, a, b);
            else if (kind >= 154)
                GoThere(story, kind, a, b);
            else if (kind is 103 && a % 2 is 0)
                GoTogether(story, a, b);
            else if (kind is 102 or 103 && b % 3 is 2)
                ChooseTogether(story, b);
            else if (kind is 99 && a % 8 is 0 && b % 3 > 0)
                WriteDown(story, b);
            else
            {
                JourneyCommand command = kind < 46 && given.Count > 0 ? given[a % given.Count] : Command(story, kind, a, b);
                given.Add(command);
                story.Do(command, kind % 7 is 0 ? Actor.Person : Story.Sam);
            }
            afterEach?.Invoke(story);
        }
        return story;
    }

    /// <summary>Chance alone seldom tries on three days in a row or gets as far as a plan.</summary>
    private static IEnumerable<JourneyCommand> Opening(int kind) => kind switch
    {
        1 => [new Intake.Accept(LinkWorker: "sam")],
        2 => [new Intake.Accept(), .. Enumerable.Repeat(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.NoAnswer), 3)],
        3 => [new Intake.Accept(LinkWorker: "sam"), new Meetings.Book(Story.At("2026-03-21 12:00"), new Place(PlaceKind.AtHome)),
            new Meetings.RecordOutcome("c3", MeetingOutcome.Held), Story.Gardening],
        // c6 is the introduction, c8 the first session.
        4 or 5 =>
            [.. Opening(3), new Activities.Introduce(
                Story.Garden with { Id = kind is 5 ? Story.Other : null }, IntroductionKind.Referral, Agreed: true),
                new Activities.RecordAnswer("c6", ProviderAnswer.Accepted),
            new Attendance.PlanSession("c6", Story.At("2026-03-30 11:00"), new Transport(TransportKind.Lift)),
            .. kind is 5 ? [new Attendance.ChangeSupport("c6", SupportStep.Independent, "She says so.")] : (JourneyCommand[])[]],
        _ => [],
    };

    /// <summary>What the service does with two journeys, seen from one of them.</summary>
    private static void GoTogether(Story story, int a, int b)
    {
        Joining.Join join = new(Story.Other,
            (ContactsOf)(a % 4 / 2))
        { Target = new(HasEnded: false, IsAccepted: b % 4 < 3, IsBusy: b % 7 is 0, IsFull: false) };
        HeldReferral another = Story.Held(new Guid(b, 0, 0, new byte[8]), "2026-03-20 09:00", Beginnings[b % Beginnings.Length]);
        Journey other = Story.Begun(new(Story.Other, another), another.ReceivedAt);
        Parting.TakeApart apart =
            new(story.Journey.Referrals.Count > 1 ? story.Journey.Referrals[^1].Id : Story.SecondReferral) { NewJourney = Story.Other };
        switch (b % 5)
        {
            case 0 when story.Do(join) is Decision.Accepted:
                story.Until(story.Now.AddMinutes(20)).Do(new Joining.CallOff("support-ended"), Actor.System);
                break;
            case 1 when story.Do(join) is Decision.Accepted:
                story.Do(new Joining.Finish(Story.Other));
                if (a % 3 > 0)
                    story.Until(story.Now.AddHours(a)).Do(new Parting.ComeBack(Story.Other));
                break;
            case 2:
                story.Do(
                    new Joining.Take(
                        other with { Concerns = [new Concern($"x{b}", ConcernSource.Staff, [], "Bruises.", story.Now, story.Now)] },
                        join.Contacts, null));
                break;
            case 3 when story.Do(apart) is Decision.Accepted:
                story.Until(story.Now.AddMinutes(20)).Do(new Parting.StayTogether("not-joined"), Actor.System);
                break;
            case 4 when story.Do(apart) is Decision.Accepted:
                story.Do(new Parting.LetGo(story.Journey.Parting!.To));
                break;
        }
    }

    /// <summary>Chance alone seldom plans a session, waits for it and records it.</summary>
    private static void GoThere(Story story, int kind, int a, int b)
    {
        string introduction = story.Journey.Introductions.LastOrDefault(i => i.CanAttend)?.Id ?? "none";
        if (b % 4 is 1)
            story.Do(new Attendance.PlanSeries(introduction,
                [.. Enumerable.Range(1, 2 + a % 4).Select(week => story.Now.AddDays(7 * week).AddHours(a))],
                new Transport((TransportKind)(b % 5), "Joan", a % 2 is 0)));
        Decision planned = story.Do(
            new Attendance.PlanSession(introduction, story.Now.AddHours(1 + b), new Transport((TransportKind)(b % 5), "Joan", a % 3 is 0)));
        if (planned is not Decision.Accepted)
            return;
        string session = story.Journey.Sessions[^1].Id;
        if (b % 2 is 0 && story.Do(new Attendance.AskRegister(session, 1), Actor.System) is Decision.Accepted)
            story.Until(story.Now.AddHours(2 + b)).Do(new Attendance.MarkRegister(session, (RegisterMark)(a % 3)), Actor.Provider);
        if (a % 4 > 0)
            story.Until(story.Now.AddHours(3 + b)).Do(Recorded(session, a, kind is 154 ? 0 : 1 + b / 2));
    }

    private static Attendance.RecordSession Recorded(string session, int a, int b) =>
        b % 4 is 0
            ? new(session, false, (Barrier)(a % 9))
            : new(session, true, WentAlong: a % 4 is 0 ? (Companion)(b % 4) : null, Confidence: a is 11 ? null : b % 11);

    private static void Wait(Story story, int kind, int a, int b)
    {
        if (kind < 3)
            story.Jump(Story.London(story.Latest.AddMinutes(-b))); // another machine's clock, an hour behind at most
        else if (kind < 25)
            story.Until(story.Now.AddHours((a + 1) * (b % 12 + 1)));
        else if (kind < 35)
            story.SleepUntil(story.Now.AddHours((a + 1) * (b + 1)));
        else
            story.Fire();
    }

    private static JourneyCommand Command(Story story, int kind, int a, int b)
    {
        Journey journey = story.Journey;
        string meeting = journey.Meetings.Count is 0 ? "none" : journey.Meetings[b % journey.Meetings.Count].Id;
        string concern = journey.Concerns.Count is 0 ? "none" : journey.Concerns[b % journey.Concerns.Count].Id;
        string text = journey.UrgentTexts.Count is 0 ? "none" : journey.UrgentTexts[b % journey.UrgentTexts.Count].Id;
        string task = journey.Tasks.Count is 0 ? "none" : journey.Tasks[b % journey.Tasks.Count].Id;
        string survey = journey.Surveys.Count is 0 ? "none" : journey.Surveys[b % journey.Surveys.Count].Id;
        string introduction = journey.Introductions.Count is 0 ? "none" : journey.Introductions[b % journey.Introductions.Count].Id;
        string session = journey.Sessions.Count is 0 ? "none" : journey.Sessions[b % journey.Sessions.Count].Id;
        Guid? referral = b % 3 is 0 ? Story.SecondReferral : b % 3 is 1 ? Story.FirstReferral : null;
        DateTimeOffset soon = story.Now.AddHours(1 + a * b / 2).ToOffset(TimeSpan.FromHours(a % 2));
        return kind switch
        {
            < 51 => new Intake.Accept(a < 6 ? null : referral, a % 2 is 0 ? "sam" : null),
            < 52 => new Intake.Decline("Lives too far away.", false, referral),
            < 54 => Story.Join(Beginnings[a % Beginnings.Length]),
            < 56 => new Allocation.Allocate(a % 2 is 0 ? "sam" : "kim"),
            < 60 => new Contact.RecordAttempt((ContactMethod)(a % 7), AttemptOutcome.NoAnswer, b % 5 is 0 ? story.Now.AddHours(-a) : null),
            < 61 =>
                journey.AwaitedEmail is { } awaited
                    ? new Details.ConfirmEmail(awaited.Change)
                    : new Details.Change(Email: $"typed{b}@post.example"),
            < 63 => new Contact.RecordAttempt((ContactMethod)(a % 7), AttemptOutcome.Reached, IdentityChecked: a % 2 is 0),
            < 69 => new Meetings.Book(soon, new Place(PlaceKind.Surgery, "Chase Hospital")),
            < 72 => new Meetings.Move(meeting, soon),
            < 73 => new Meetings.Cancel(meeting),
            < 74 => new Meetings.Confirm(meeting),
            < 75 => new Meetings.AskAnotherTime(meeting, a % 4 is 0 ? "He hit me again" : null),
            < 77 => new Meetings.CannotCome(meeting),
            < 82 =>
                new Meetings.RecordOutcome(meeting, a % 2 is 0 ? MeetingOutcome.Held : MeetingOutcome.DidNotAttend,
                    IdentityChecked: a % 4 is 0),
            < 86 =>
                new Surveys.Answer(survey, new Dictionary<string, int> { ["ons4.satisfied"] = a % 11, ["ons4.happy"] = b % 11 },
                    CallMe: a is 0, How: b % 4 is 3 ? (SurveyMode)(a % 3) : null,
                    On: b % 8 is 3 ? WorkingCalendar.LondonDate(story.Now).AddDays(-a) : null),
            < 87 => new Concerns.Raise("Bruises.", RenewLinks: a % 2 is 0),
            < 89 => new Concerns.Acknowledge(concern, "Phoned.", Settled: a % 2 is 0),
            < 90 => new Concerns.Settle(concern, "Talked to her."),
            < 92 =>
                new Preferences.Change(a % 3 is 0 ? [] : a % 3 is 1 ? [new(ContactKind.Email, "new@post.example", true)] : null, a % 2 is 0,
                    null, (OptOut)(b % 3)),
            < 94 when journey.AwaitedEmail is { } typed => new Details.ConfirmEmail(typed.Change),
            < 96 when a % 4 is 1 => new Tasks.PutOff(task, WorkingCalendar.LondonDate(story.Now).AddDays(1 + b % 7), "She is away."),
            < 96 when a % 4 is 2 => b % 3 is 0 ? new Tasks.TakeBack("kim") : new Tasks.Give(task, b % 2 is 0 ? "kim" : "sam"),
            < 96 => new Tasks.Complete(task),
            < 97 => new Closing.Close((ClosingReason)(a % 12)),
            < 98 => new Closing.KeepOpen(),
            < 99 =>
                new Messages.ReportUndelivered(Sent(story, b)?.Key ?? "none", Sent(story, b)?.Kind ?? MessageKind.Goodbye,
                    Sent(story, b)?.About, Messages.Reasons.Refused),
            < 100 => (a % 8) switch
            {
                0 => new Notes.Add("Likes gardening."),
                6 when b % 2 is 0 => new AddressProtection.ChangeProtection(b % 4 is 0, "She told me."),
                6 => new PersonLinks.Renew(),
                1 => new Resemblance.Hear(Story.Alike(), b % 2 is 0 ? AlikeAnswer.SamePerson : AlikeAnswer.SomebodyElse),
                2 or 3 =>
                    new Resemblance.Note(
                        [Story.Alike(hasEnded: b % 2 is 0, hasDied: b % 3 is 0,
                            began: b % 4 is 0 ? "2026-03-21 10:00" : "2026-03-19 10:00")]),
                7 => new UrgentWords.Read(text, "Rang her."),
                5 => new Corrections.Correct("Saw her passport.", FamilyName: $"O’Neil {b % 3}"),
                _ => new Resemblance.Compare(Story.Other, (AlikeAnswer)(b % 3), "Looked at both."),
            },
            < 103 =>
                Story.Gardening with
                {
                    Needs = a % 2 is 0 ? ["anxiety", "loneliness"] : ["loneliness"],
                    ReviewOn = a % 3 is 0 ? [WorkingCalendar.LondonDate(story.Now).AddDays(1 + b)] : null
                },
            < 104 => new Plan.RaiseNeed(b % 2 is 0 ? "housing" : "transport"),
            < 108 =>
                new Reviews.Record((ReviewOutcome)(a % 3), "Talked about it.",
                    b % 3 is 0 ? WorkingCalendar.LondonDate(story.Now).AddDays(b) : null),
            < 113 =>
                new Activities.Introduce(
                    Story.Garden with
                    {
                        Name = $"Garden {a % 4}",
                        Email = a % 3 is 0 ? null : Story.Garden.Email,
                        Id = a % 2 is 0 ? new Guid(a % 4, 0, 0, new byte[8]) : null
                    },
                    (IntroductionKind)(b % 4 is 0 ? 1 : 0), b % 5 is 0 ? "housing" : null, Agreed: true),
            < 119 => new Activities.RecordAnswer(introduction, (ProviderAnswer)(b % 3 is 0 ? 1 : a % 6), "Stairs."),
            < 121 => new Activities.EndActivity(introduction, (EndReason)(a % 7)),
            < 122 => new Activities.RegisterUnmetNeed("housing", (UnmetReason)(a % 3)),
            < 126 when a is 11 => new Attendance.PlanSeries(
                introduction, [.. Enumerable.Range(0, 1 + b % 5).Select(week => WorkingCalendar.AddDays(soon, 7 * week))],
                new Transport((TransportKind)(b % 5), "Joan", b % 3 is 0), GoesAlong: b % 3 is 1 ? (Companion)(b % 4) : null),
            < 126 =>
                new Attendance.PlanSession(introduction, soon,
                    new Transport((TransportKind)(a % 5), "Joan", b % 3 is 0, b % 4 is 0 ? soon.AddDays(-b % 9) : null)),
            < 129 when a is 7 => new Attendance.AskRegister(session, journey.Sessions.FirstOrDefault(s => s.Id == session)?.Version ?? 1),
            < 129 when a is 9 or 10 => new Attendance.MarkRegister(session, (RegisterMark)(b % 3)),
            < 129 when a is 5 => new Attendance.ChangeCompanion(session, b % 5 is 4 ? null : (Companion)(b % 5), b % 2 is 0),
            < 129 when a is 1 or 2 or 3 or 6 => Along(journey, session, a, b),
            < 129 => new Attendance.MoveSession(session, soon, FromHereOn: a % 3 is 0),
            < 130 => new Attendance.CancelSession(session, FromHereOn: a % 3 is 0),
            < 133 => new Attendance.ArrangeTransport(session, new Transport((TransportKind)(a % 5), "Joan", b % 2 is 0), a % 3 is 0),
            < 140 => Recorded(journey.Sessions.FirstOrDefault(s => s.IsPlanned && s.At <= story.Now)?.Id ?? session, a, b),
            < 144 => new Attendance.ChangeSupport(introduction, (SupportStep)(a % 4), "She asked for it."),
            < 147 => new Pausing.Pause((PauseReason)(a % 6), WorkingCalendar.LondonDate(story.Now).AddDays(b / 2)),
            < 149 => new Pausing.Resume(),
            < 151 => new Closing.Reopen(),
            < 152 => new Closing.Close(ClosingReason.Died),
            _ => new Allocation.HandOver(a % 2 is 0 ? "sam" : "kim"),
        };
    }

    private static Messages.Queued? Sent(Story story, int b) => story.Events.OfType<Messages.Queued>().Skip(b % 7).FirstOrDefault();

    /// <summary>What FsCheck prints of a counter-example: the story, line by line.</summary>
    public override string ToString()
    {
        Story? told = null;
        try
        {
            Tell(story => told = story);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"\n{told}\n{e.Message}";
        }
        return $"\n{told}";
    }
}
