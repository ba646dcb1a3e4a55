using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Staff.Design;

/// <summary>Invented people at every turn of a journey that looks different.</summary>
public static class InventedJourneys
{
    private static readonly Referral _referral = new()
    {
        Source = ReferralSource.Gp,
        Referrer = new Referrer
        { Name = "Dr Imogen Hill", Service = "Forest Surgery", Organisation = "Forest PCN", Email = "hill@example.org" },
        Person = new Person
        {
            FirstName = "Josephine",
            FamilyName = "Bell",
            PreferredName = "Josie",
            Pronouns = "she/her",
            DateOfBirth = new DateOnly(1948, 11, 2),
            NhsNumber = "9434765919",
            Language = "en",
            Address = new Address(["12 Station Road", "Bordon"], "GU35 0LX"),
            Contacts =
            [
                new ContactDetail(ContactKind.Mobile, "+447700900456", Allowed: true, Text: true, Preferred: true),
                new ContactDetail(ContactKind.Email, "josie@example.org", Allowed: true),
                new ContactDetail(ContactKind.Landline, "+441632960789", Allowed: false),
            ],
            RelatedPeople =
                [new RelatedPerson("Maya Bell", RelatedRole.Emergency, "daughter", "+447700900457", MayBeTold: true)],
            Adjustments = ["largePrint"],
            Household = "Lives alone",
            WhenToCall = "mornings, not Fridays",
        },
        Reason = "Has hardly left the house since her husband died in March. Would like company, and is unsure on her feet.",
        Needs = ["loneliness", "bereavement"],
        WhatMattersMost = "To sing again, as she did for thirty years",
        Risks = [new Risk(Risk.None)],
        Consent = new Consent(true, Consent.ByPerson, new DateOnly(2027, 1, 12)),
    };

    /// <summary>Name in the address, title, and journey.</summary>
    public static IReadOnlyList<(string Name, string Title, Func<InventedStory> Live)> All { get; } =
    [
        ("new", "Just referred, urgently", New), ("late", "Not reached yet", Late), ("supported", "Supported", Supported),
        ("concern", "A concern is open", Concern), ("paused", "Paused", Paused), ("ended", "Ended", Ended), ("died", "Died", Died),
    ];

    public static InventedStory New()
    {
        InventedStory story = new(1, 0, _referral with
        {
            Urgency = Urgency.Urgent,
            Reason = "My son hits me.",
            Person = _referral.Person with
            {
                FirstName = "Halima",
                PreferredName = null,
                FamilyName = "Noor",
                Pronouns = null,
                Language = "so",
                Discretion = true,
                RelatedPeople =
                [
                    new RelatedPerson("Ayaan Warsame", RelatedRole.Interpreter, null, "+447700900458", MayBeTold: true),
                    new RelatedPerson("Omar Noor", RelatedRole.Carer, "son", MayBeTold: false),
                ],
            },
            Risks = [new Risk("dogAtHome", "Large, and loose in the garden")],
        });
        return story.UntilNow();
    }

    public static InventedStory Late()
    {
        InventedStory story = new(2, 14, Named("Arthur", "Penrose"));
        story.Do(new Intake.Accept(LinkWorker: InventedStory.Sam.Id));
        story.Pass(3);
        story.Do(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.NoAnswer));
        return story.UntilNow();
    }

    /// <summary>Supported for ten weeks: with a plan, sessions, answers and an important note.</summary>
    public static InventedStory Supported() => TenWeeks(3, "Josephine", "Bell").UntilNow();

    public static InventedStory Concern() => OfNumber(4);

    /// <summary>The same concern of several people.</summary>
    public static InventedStory OfNumber(byte number)
    {
        InventedStory story = TenWeeks(number, "Ruth", "Adeyemi");
        story.Do(new Concerns.Raise("Says that there is no food in the house, and that nobody has been since Friday."));
        return story.UntilNow();
    }

    public static InventedStory Paused()
    {
        InventedStory story = TenWeeks(5, "Mair", "Evans");
        story.Do(new Pausing.Pause(PauseReason.Hospital, new DateOnly(2027, 6, 14), "A new hip."));
        return story.UntilNow();
    }

    public static InventedStory Ended()
    {
        InventedStory story = TenWeeks(6, "George", "Okafor");
        story.Do(new Closing.Close(ClosingReason.GoalsMet));
        return story.UntilNow();
    }

    public static InventedStory Died()
    {
        InventedStory story = TenWeeks(7, "Nora", "Whitfield");
        story.Do(new Closing.Close(ClosingReason.Died));
        return story.UntilNow();
    }

    private static Referral Named(string first, string family) =>
        _referral with { Person = _referral.Person with { FirstName = first, FamilyName = family, PreferredName = null, Pronouns = null } };

    private static InventedStory TenWeeks(byte number, string first, string family)
    {
        InventedStory story = new(number, 79, Named(first, family));
        story.Do(new Intake.Accept(LinkWorker: InventedStory.Sam.Id));
        story.Pass(1);
        story.Do(new Contact.RecordAttempt(
            ContactMethod.Phone, AttemptOutcome.Reached, Note: "Glad of the call. Mornings suit her.", Minutes: 20));
        string meeting = story.Do(
            new Meetings.Book(InventedStory.Now.AddDays(-75), new Place(PlaceKind.CommunityPlace, "Forest Centre, Bordon")));
        story.Pass(4);
        story.Do(new Meetings.RecordOutcome(meeting, MeetingOutcome.Held, Note: "Came with her daughter. Misses the choir."));
        story.Do(new Plan.Agree(
            ["loneliness"], "To sing again", [new Goal("Sing with others", 9, "Listen in once")], ["Knows half the town"],
            Scores: [2]));
        story.Pass(3);
        Answer(story, "baseline", 3);
        string introduction = story.Do(new Activities.Introduce(
            new ActivityDetails("Singing for all", "Voices of Bordon", Where: "Forest Hall"), IntroductionKind.Referral, "loneliness",
            Agreed: true));
        story.Do(new Activities.RecordAnswer(introduction, ProviderAnswer.Accepted));
        for (int week = 0; week < 10; week++)
        {
            string session = story.Do(
                new Attendance.PlanSession(introduction, story.Tomorrow, new Transport(TransportKind.Own)));
            story.Pass(7);
            story.Do(week is 1
                ? new Attendance.RecordSession(session, Came: false)
                : new Attendance.RecordSession(session, Came: true, Confidence: 3 + (week / 2)));
            Answer(story, "week-6", 6);
        }
        story.Do(new Goals.Score([new GoalStanding(1, 7)]));
        story.Do(new Notes.Add("Knock loudly: the bell is broken.", Important: true));
        return story;
    }

    private static void Answer(InventedStory story, string survey, int each)
    {
        if (story.Journey.Surveys.Any(s => s.Id == survey && s.AnsweredAt is null && s.LapsedAt is null))
            story.Do(new Surveys.Answer(survey, Measures.PersonalWellBeing.Questions.ToDictionary(q => q.Id, _ => each)));
    }
}
