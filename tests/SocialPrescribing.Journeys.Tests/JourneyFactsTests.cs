using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>The facts of a journey: each agrees with the journal, and none can identify anybody.</summary>
public sealed class JourneyFactsTests
{
    private static readonly Config Many = Cases.Of(200).WithEndSize(120);
    private static readonly HomeArea Home = new("E01027484", 3, "england2025");

    [Fact]
    public void A_journey_counts_what_was_done_for_somebody_until_they_went_alone()
    {
        Story story = new("2026-03-20 10:00");
        story.With(Story.Receive(r => r with
        {
            Referrer = r.Referrer! with { Role = "Practice Nurse (Jean Okafor)" },
            GpPractice = new("j82999", "The Surgery of Jean"),
            Person = r.Person with
            {
                DateOfBirth = new DateOnly(1961, 3, 21),
                Sex = "Female",
                Ethnicity = "asianChinese",
                Disability = "she limps",
                Language = "cy-GB",
                Carer = true,
            },
        }), Actor.Referrer("org"));
        story.With(new Intake.Accept(LinkWorker: "sam"));
        story.Until(Story.At("2026-03-23 10:00"))
            .With(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.NoAnswer, Minutes: 2))
            .With(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached, Minutes: 10))
            .With(new Contact.RecordConversation(ContactMethod.Phone, "Her daughter", Minutes: 7))
            .With(new Meetings.Book(Story.At("2026-03-24 10:00"), new Place(PlaceKind.AtHome)), id: "m1");
        story.Until(Story.At("2026-03-24 12:00"))
            .With(new Meetings.RecordOutcome("m1", MeetingOutcome.DidNotAttend, "transport, Jean says"))
            .With(new Meetings.Book(Story.At("2026-03-25 10:00"), new Place(PlaceKind.AtHome)), id: "m2");
        story.Until(Story.At("2026-03-25 12:00")).With(new Meetings.RecordOutcome("m2", MeetingOutcome.Held))
            .With(Story.Gardening with { Scores = [3] })
            .With(new Activities.Introduce(Story.Garden with { Id = Story.Other }, IntroductionKind.Referral, Agreed: true), id: "i1")
            .With(new Activities.RecordAnswer("i1", ProviderAnswer.Accepted))
            .With(new Activities.RegisterUnmetNeed("housing", UnmetReason.NothingSuitable, "Nothing near Jean."));
        Session(story, "s1", "2026-04-01 11:00", new("s1", true, WentAlong: Companion.LinkWorker, Confidence: 6, Minutes: 90));
        Session(story, "s2", "2026-04-08 11:00", new("s2", false, Barrier.Weather));
        story.With(new Attendance.ChangeSupport("i1", SupportStep.Independent, "Jean says so."));
        Session(story, "s3", "2026-04-15 11:00", new("s3", true, Confidence: 8));
        Session(story, "s4", "2026-04-22 11:00", new("s4", true, Confidence: 9));
        Session(story, "s5", "2026-04-29 11:00", new("s5", true, Confidence: 9));
        story.With(new Goals.Score([new(1, 9, GoalMark.Reached)])).With(new Closing.Close(ClosingReason.Independent));

        JourneyFacts facts = JourneyFacts.Of("k", Home, story.Journal);

        Assert.Equal(("nurse", "J82999", "55-64"), (facts.Role, facts.Practice, facts.AgeBand));
        Assert.Equal(("female", "asianChinese", "R", null, "cy", true),
            (facts.Sex, facts.Ethnicity, facts.EthnicCategory, facts.Disability, facts.Language, facts.Carer));
        Assert.Equal(("E01027484", 3, "england2025"), (facts.Area, facts.Decile, facts.Index));
        Assert.Equal(("2026-03-20", "2026-03-20", "2026-03-23", "2026-03-25", "2026-03-25", "2026-03-25"),
            (Day(facts.Referred), Day(facts.Accepted), Day(facts.Contacted), Day(facts.Met), Day(facts.Planned), Day(facts.Introduced)));
        Assert.Equal(("2026-04-01", "2026-04-22", "2026-04-29", 5),
            (Day(facts.Attended), Day(facts.AttendedThree), Day(facts.Alone), facts.WeeksUntilAlone));
        Assert.Equal((ClosingReason.Independent, "2026-04-29"), (facts.EndReason, Day(facts.ReferrerTold)));
        DateOnly march = new(2026, 3, 1), april = new(2026, 4, 1);
        Assert.Equal(
            [new(march, "conversation", 1, 0, 7), new(march, "meeting", 1, 1, 60), new(march, "phone", 2, 1, 12),
                new(april, "session", 1, 1, 90)],
            facts.Contacts);
        Assert.Equal([("2026-03-24", "meeting", "Transport"), ("2026-04-08", "session", "Weather")],
            facts.Missed.Select(m => (Day(m.On), m.What, string.Join(' ', m.Why ?? []))));
        Assert.Equal(
            [new(april, SupportStep.Accompanied, Companion.Nobody, 0, 1), new(april, SupportStep.Accompanied, Companion.LinkWorker, 1, 0),
                new CountedSessions(april, SupportStep.Independent, Companion.Nobody, 3, 0)],
            facts.Sessions);
        CountedIntroduction introduction = Assert.Single(facts.Introductions);
        Assert.Equal((Story.Other, ProviderAnswer.Accepted, 4), (introduction.Activity!.Value, introduction.Answer, introduction.Attended));
        Assert.Equal([("housing", UnmetReason.NothingSuitable)], facts.Unmet.Select(u => (u.Need, u.Reason)));
        Assert.Equal(story.Journey.Needs, facts.Needs);
        Assert.Equal([new CountedGoal(8, 3, new DateOnly(2026, 3, 25), 9, new DateOnly(2026, 4, 29), GoalMark.Reached)], facts.Goals);
        Assert.DoesNotContain("Jean", Written(facts), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_first_and_the_latest_answer_on_each_scale_are_kept_with_their_days()
    {
        Story story = new("2026-03-20 10:00");
        story.With(Story.Receive(), Actor.Referrer("org")).With(new Intake.Accept(LinkWorker: "sam"))
            .With(new Meetings.Book(Story.At("2026-03-21 10:00"), new Place(PlaceKind.AtHome)), id: "m1");
        story.Until(Story.At("2026-03-21 12:00")).With(new Meetings.RecordOutcome("m1", MeetingOutcome.Held)).With(Story.Gardening);
        story.Until(Story.At("2026-03-26 12:00"));
        foreach (int satisfied in (int[])[4, 5, 7])
        {
            story.With(new Surveys.Answer(
                story.Journey.Surveys[^1].Id,
                new Dictionary<string, int> { ["ons4.satisfied"] = satisfied, ["ucla3.leftOut"] = 2 }));
            int known = story.Journey.Surveys.Count;
            for (int day = 0; day < 120 && story.Journey.Surveys.Count == known; day++)
                story.Until(story.Now.AddDays(1));
            if (story.Journey.Surveys.Count == known)
                break;
        }

        JourneyFacts facts = JourneyFacts.Of("k", null, story.Journal);

        MeasuredScale scale = Assert.Single(facts.Measures);
        Assert.Equal(("ons4.satisfied", 4m, 7m), (scale.Scale, scale.First, scale.Latest));
        Assert.True(scale.FirstOn < scale.LatestOn);
        Assert.Equal(story.Journey.Surveys.Count, facts.Surveys.Count);
    }

    [Fact]
    public void Counted_on_commit_by_commit_they_are_what_the_whole_journal_says() =>
        Prop.ForAll(History.Any, history =>
        {
            JourneyFacts? facts = null;
            Journey? before = null;
            int seen = 0;
            Story told = history.Tell(story =>
            {
                facts = JourneyFacts.After(Read(facts), "k", Home, before, story.Journal.Skip(seen));
                seen = story.Journal.Count;
                before = story.Journey;
            });
            return told.Journal.Count == seen && Written(JourneyFacts.Of("k", Home, told.Journal)) == Written(facts!);
        }).Check(Many);

    [Fact]
    public void No_name_contact_free_text_postcode_or_id_is_ever_in_them() =>
        Prop.ForAll(History.Any, history =>
        {
            Story told = history.Tell();
            JourneyFacts facts = JourneyFacts.Of("k", Home, told.Journal);
            HashSet<string> words = [.. Words(told.Pathway), "k", Home.Area!, Home.Index!,
                .. told.Journey.Introductions.Select(i => i.Activity.Id?.ToString() ?? "")];
            string[] strangers = [.. Texts(JsonDocument.Parse(Written(facts)).RootElement)
                .Where(text => !words.Contains(text) && !DateOnly.TryParseExact(text, "yyyy-MM-dd", out _))];
            Assert.Empty(strangers);
        }).Check(Many);

    [Theory]
    [InlineData("GP partner", "doctor")]
    [InlineData("Community nurse", "nurse")]
    [InlineData("advanced nurse practitioner", "nurse")]
    [InlineData("Neighbourhood officer", "housingOfficer")]
    [InlineData("Josie's friend", "other")]
    [InlineData(" ", null)]
    public void What_a_referrer_is_becomes_a_word_of_a_list(string written, string? role) =>
        Assert.Equal(role, ReferrerRole.Of(written));

    [Theory]
    [InlineData("2008-03-21", "under18")]
    [InlineData("2008-03-20", "18-24")]
    [InlineData("2001-03-20", "25-34")]
    [InlineData("1951-03-20", "75-84")]
    [InlineData("1901-03-20", "85plus")]
    [InlineData("2004-02-29", "18-24")]
    public void How_old_somebody_was_is_a_band(string born, string band) =>
        Assert.Equal(band, JourneyFacts.AgeBandOf(DateOnly.Parse(born, CultureInfo.InvariantCulture), new DateOnly(2026, 3, 20)));

    [Fact]
    public void Each_group_of_the_census_has_its_category_of_the_NHS()
    {
        Assert.Equal(20, Equality.Ethnicities.Count);
        Assert.Equal("A B C C C D E F G H J K R L M N P S S Z",
            string.Join(' ', Equality.Ethnicities.Select(Equality.NhsEthnicCategory)));
        Assert.Equal("99", Equality.NhsEthnicCategory(null));
    }

    private static void Session(Story story, string id, string at, Attendance.RecordSession record)
    {
        story.With(new Attendance.PlanSession("i1", Story.At(at), new Transport(TransportKind.Own)), id: id);
        story.Until(Story.At(at).AddHours(3)).With(record);
    }

    private static JourneyFacts? Read(JourneyFacts? facts) =>
        facts is null ? null : JsonSerializer.Deserialize(Written(facts), FactsJson.Default.JourneyFacts);

    private static string Written(JourneyFacts facts) => JsonSerializer.Serialize(facts, FactsJson.Default.JourneyFacts);

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    /// <summary>All values that facts may contain.</summary>
    private static IEnumerable<string> Words(Pathway pathway) =>
    [
        .. ((IEnumerable<Type>)[typeof(ReferralSource), typeof(ClosingReason), typeof(Barrier), typeof(IntroductionKind),
            typeof(ProviderAnswer), typeof(SupportStep), typeof(EndReason), typeof(Companion), typeof(UnmetReason), typeof(ContactMethod),
            typeof(GoalMark)])
            .SelectMany(Enum.GetNames).Select(JsonNamingPolicy.CamelCase.ConvertName),
        .. Needs.Standard, Needs.NotStated, .. Equality.Sexes, .. Equality.Ethnicities, .. Equality.Disabilities, .. JourneyFacts.AgeBands,
        .. ReferrerRole.All, FactKinds.Meeting, FactKinds.Session, FactKinds.Conversation,
        .. Measures.All.SelectMany(m => m.Scales).Select(s => s.Id),
        .. pathway.Surveys.Select(s => s.Id), .. pathway.Surveys.SelectMany(s => Enumerable.Range(2, 9).Select(n => $"{s.Id}-{n}")),
        "J82201", "en", "cy",
    ];

    private static IEnumerable<string> Texts(JsonElement of) => of.ValueKind switch
    {
        JsonValueKind.String => [of.GetString()!],
        JsonValueKind.Array => of.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => of.EnumerateObject().SelectMany(p => Texts(p.Value)),
        _ => [],
    };
}
