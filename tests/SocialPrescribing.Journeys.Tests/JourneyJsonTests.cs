using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys.Tests;

public class JourneyJsonTests
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "golden");
    private static readonly Type[] Programme = typeof(Journey).Assembly.GetTypes();

    /// <summary>Commands with every field filled in.</summary>
    public static TheoryData<string> Commands { get; } = new(
        """{"kind":"accept","referral":"00000000-0000-0000-0000-00000000000a","linkWorker":"sam"}""",
        """{"kind":"decline","reason":"Lives too far away.","byPerson":true,"referral":"00000000-0000-0000-0000-00000000000a"}""",
        """{"kind":"answerAlike","other":"00000000-0000-0000-0000-0000000000ff","says":"notSureYet","note":"Ask her GP."}""",
        """{"kind":"join","into":"00000000-0000-0000-0000-0000000000ff","contacts":"this","note":"Both are hers."}""",
        """{"kind":"takeApart","referral":"00000000-0000-0000-0000-00000000000b","note":"Another birth date."}""",
        """{"kind":"allocate","linkWorker":"sam"}""",
        """{"kind":"recordAttempt","channel":"phone","outcome":"leftMessage","at":"2026-07-01T09:00:00+00:00","note":"Voicemail.","identityChecked":true,"minutes":5,"present":["Joan Vale"]}""",
        """{"kind":"bookMeeting","at":"2026-07-03T10:00:00+00:00","place":{"kind":"atHome","where":"1 High Street"},"minutes":45}""",
        """{"kind":"moveMeeting","meeting":"m1","at":"2026-07-03T10:00:00+00:00","place":{"kind":"video"},"minutes":30}""",
        """{"kind":"cancelMeeting","meeting":"m1","note":"Snow."}""",
        """{"kind":"confirmMeeting","meeting":"m1"}""",
        """{"kind":"askAnotherTime","meeting":"m1","note":"Later please."}""",
        """{"kind":"cannotCome","meeting":"m1","note":"Flu."}""",
        """{"kind":"recordMeetingOutcome","meeting":"m1","outcome":"didNotAttend","barrier":"transport","note":"No bus.","identityChecked":true,"minutes":40}""",
        """{"kind":"answerSurvey","survey":"baseline","answers":{"ons4.satisfied":7},"callMe":true,"how":"paper","on":"2026-07-05"}""",
        """{"kind":"raiseConcern","detail":"Bruises.","renewLinks":true}""",
        """{"kind":"acknowledgeConcern","concern":"c1","note":"Phoned.","settled":true,"renewLinks":true}""",
        """{"kind":"settleConcern","concern":"c1","note":"Talked."}""",
        """{"kind":"correctDetails","reason":"Saw her passport.","firstName":"Margaret","familyName":"O\u2019Neill","dateOfBirth":"1948-03-28","nhsNumber":"9434765919","gpPractice":{"odsCode":"J82201","name":"Forest Surgery"},"sex":"female","ethnicity":"Irish","language":"en","carer":true,"disability":"limitedALittle"}""",
        """{"kind":"readUrgentWords","words":"referral-a","note":"Rang her."}""",
        """{"kind":"changePreferences","contacts":[{"kind":"email","value":"a@b.example","allowed":true,"text":false,"voicemail":false,"preferred":true}],"discretion":true,"language":"cy","optOut":"surveys","preferredName":"Peggy","address":{"lines":["9 Camp Road","Bordon"],"postcode":"GU35 0XX"},"identityChecked":true,"relatedPeople":[{"name":"Joan Vale","role":"parent","relationship":"mother","phone":"+441420123456","email":"joan@post.example","mayBeTold":true,"contactFirst":true}],"whenToCall":"After 4 pm"}""",
        """{"kind":"renewLinks"}""",
        """{"kind":"changeAddressProtection","withheld":true,"reason":"He is looking for her."}""",
        """{"kind":"recordConversation","channel":"phone","with":"Her GP","at":"2026-07-01T09:00:00+00:00","minutes":10,"note":"Will call her.","present":["Joan Vale"]}""",
        """{"kind":"addNote","text":"Likes gardening.","important":true}""",
        """{"kind":"pinNote","note":"c1"}""",
        """{"kind":"unpinNote","note":"c1"}""",
        """{"kind":"removeDocument","document":"d1","reason":"It is about somebody else."}""",
        """{"kind":"completeTask","task":"t1","note":"Done."}""",
        """{"kind":"putOffTask","task":"t1","on":"2026-07-03","reason":"She is away."}""",
        """{"kind":"giveTask","task":"t1","to":"kim","note":"I am ill."}""",
        """{"kind":"close","reason":"movedAway","note":"To Leeds.","goals":[{"goal":1,"score":9,"mark":"reached"}]}""",
        """{"kind":"keepOpen","note":"She phoned."}""",
        """{"kind":"reopen","note":"She rang up."}""",
        """{"kind":"agreePlan","needs":["loneliness","anxiety"],"whatMatters":"Being useful","goals":[{"text":"Build a table","importance":9,"nextStep":"Look at the workshop"}],"strengths":["Was a joiner"],"on":"2026-07-03","reviewOn":["2026-08-14"],"scores":[2,null]}""",
        """{"kind":"raiseNeed","need":"housing","note":"Damp."}""",
        """{"kind":"recordReview","outcome":"changePlan","note":"Wants less.","nextOn":"2026-09-01","goals":[{"goal":1,"score":4}]}""",
        """{"kind":"scoreGoals","goals":[{"goal":1,"score":6},{"goal":2,"mark":"letGo"}]}""",
        """{"kind":"recordWishes","wishes":{"days":["tuesday"],"parts":["morning","evening"],"walksMiles":0.5,"furthestMiles":5,"travel":["onFoot","lift"],"stepFree":true,"atHome":true,"smallGroups":true,"company":true,"mostPounds":2.5,"likes":["sewing"],"note":"A chair with arms."}}""",
        """{"kind":"offerActivities","activities":[{"activity":{"name":"Choir","provider":"St Mary"},"when":"Monday 10:00","cost":"Free","gettingThere":"Bus 18","along":"Sam"}],"by":"paper"}""",
        """{"kind":"answerOffer","list":"l1","number":1,"says":"wouldTry","note":"With Sam."}""",
        """{"kind":"dismissActivity","activity":"00000000-0000-0000-0000-00000000000c","name":"Tea dance","reason":"notTheirThing","note":"Too loud."}""",
        """{"kind":"introduce","activity":{"name":"Workshop","provider":"Tables for All","id":"00000000-0000-0000-0000-00000000000c","email":"hello@tables.example","phone":"01420 123456","where":"Mill Lane"},"as":"referral","need":"anxiety","agreed":true,"share":"Likes to be asked first."}""",
        """{"kind":"recordProviderAnswer","introduction":"i1","says":"notSuitable","reason":"Stairs."}""",
        """{"kind":"endActivity","introduction":"i1","reason":"didNotLikeIt","note":"Too loud."}""",
        """{"kind":"registerUnmetNeed","need":"friendshipInOlderAge","reason":"nothingSuitable","note":"Nothing on weekdays."}""",
        """{"kind":"planSession","introduction":"i1","at":"2026-07-10T10:00:00+00:00","transport":{"kind":"lift","with":"Joan","arranged":true,"arrangeBy":"2026-07-08T10:00:00+00:00"},"minutes":90}""",
        """{"kind":"planSeries","introduction":"i1","at":["2026-07-10T10:00:00+00:00"],"transport":{"kind":"own","arranged":false},"minutes":90,"goesAlong":"volunteer"}""",
        """{"kind":"changeCompanion","session":"s1","goesAlong":"friendOrFamily","fromHereOn":true}""",
        """{"kind":"putBackActivity","activity":"00000000-0000-0000-0000-00000000000c"}""",
        """{"kind":"chooseVolunteer","session":"s1","volunteer":"vera","toKnow":"Meet her at the bus stop.","fromHereOn":true}""",
        """{"kind":"moveSession","session":"s1","at":"2026-07-10T10:00:00+00:00","minutes":90,"fromHereOn":false}""",
        """{"kind":"cancelSession","session":"s1","note":"Closed.","fromHereOn":true}""",
        """{"kind":"arrangeTransport","session":"s1","transport":{"kind":"communityTransport","with":"Wheels","arranged":false},"fromHereOn":false}""",
        """{"kind":"recordSession","session":"s1","came":true,"wentAlong":"volunteer","confidence":7,"note":"Laughed.","minutes":150}""",
        """{"kind":"recordSession","session":"s1","came":false,"whyNot":"weather"}""",
        """{"kind":"changeSupport","introduction":"i1","to":"metThere","reason":"She wants to try."}""",
        """{"kind":"pause","reason":"bereavement","until":"2026-08-01","note":"Her brother."}""",
        """{"kind":"resume","note":"Is home."}""");

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_is_written_as_it_is_read(string json)
    {
        JourneyCommand command = JsonSerializer.Deserialize(json, JourneyJson.Strict.JourneyCommand)!;
        Assert.Equal(json, JsonSerializer.Serialize(command, JourneyJson.Default.JourneyCommand)
            .Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    /// <summary>The table has every command that there is.</summary>
    [Fact]
    public void Every_command_that_has_a_name_is_read_as_it_was_written()
    {
        Type[] named = [.. typeof(JourneyCommand).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => a.DerivedType)];
        string[] written =
        [
            .. CommandTableTests.Commands.Values.Select(make => make(Story.Received())).Where(c => named.Contains(c.GetType()))
                .Select(c => JsonSerializer.Serialize(c, JourneyJson.Default.JourneyCommand)),
        ];
        Assert.True(written.Length >= named.Length);
        Assert.Equal(written, written.Select(json => JsonSerializer.Serialize(
            JsonSerializer.Deserialize(json, JourneyJson.Strict.JourneyCommand)!, JourneyJson.Default.JourneyCommand)));
    }

    [Theory]
    [InlineData("""{"kind":"addNote","text":"x","texxt":"y"}""")] // unknown
    [InlineData("""{"kind":"addNote"}""")] // missing
    [InlineData("""{"kind":"addNote","text":null}""")]
    [InlineData("""{"kind":"addNote","text":5}""")]
    [InlineData("""{"kind":"moveMeeting","meeting":"m1"}""")]
    [InlineData("""{"kind":"bookMeeting","at":"2026-07-03T10:00:00Z","place":{"kind":3}}""")]
    [InlineData("""{"kind":"bookMeeting","at":"2026-07-03T10:00:00Z","place":{"kind":"atHome","wher":"x"}}""")]
    [InlineData("""{"kind":"bookMeeting","at":"tomorrow","place":{"kind":"atHome"}}""")]
    [InlineData("""{"kind":"close","reason":"4"}""")]
    [InlineData("""{"kind":"close","reason":4}""")]
    [InlineData("""{"kind":"close","reason":"died,independent"}""")] // a list of choices is not a choice
    [InlineData("""{"kind":"close","reason":"Died"}""")]
    [InlineData("""{"kind":"close","reason":" died"}""")]
    [InlineData("""{"kind":"ADDNOTE","text":"x"}""")]
    [InlineData("""{"text":"x"}""")]
    [InlineData("""[]""")]
    [InlineData("null", true)]
    public void What_people_send_is_read_strictly(string json, bool isNull = false)
    {
        if (isNull)
            Assert.Null(JsonSerializer.Deserialize(json, JourneyJson.Strict.JourneyCommand));
        else
            Assert.True(
                Record.Exception(() => JsonSerializer.Deserialize(json, JourneyJson.Strict.JourneyCommand))
                    is JsonException or NotSupportedException);
    }

    [Fact]
    public void The_name_of_a_command_may_come_last() =>
        Assert.IsType<Notes.Add>(JsonSerializer.Deserialize("""{"text":"x","kind":"addNote"}""", JourneyJson.Strict.JourneyCommand));

    [Fact]
    public void Every_event_has_a_name_of_its_own()
    {
        JsonDerivedTypeAttribute[] named = [.. typeof(JourneyEvent).GetCustomAttributes<JsonDerivedTypeAttribute>()];
        Assert.Distinct(named.Select(a => (string)a.TypeDiscriminator!));
        Assert.Equal(Programme.Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(JourneyEvent))).Select(t => t.FullName)
            .Order(), named.Select(a => a.DerivedType.FullName).Order());
    }

    /// <summary>Null fields are not written, so everything that can be null must be readable when it is missing.</summary>
    [Fact]
    public void What_may_be_left_out_when_written_may_be_missing_when_read()
    {
        NullabilityInfoContext nullability = new();
        IEnumerable<string> unreadable =
            from type in Programme.Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(JourneyEvent)))
                .Concat(
                    [typeof(Referral), typeof(Referrer), typeof(Person), typeof(Address), typeof(ContactDetail), typeof(GpPractice),
                        typeof(Risk), typeof(Safeguarding), typeof(Consent), typeof(HeldReferral),
                    typeof(Preferences.State), typeof(Contact.Attempt), typeof(Meeting), typeof(Place), typeof(Survey), typeof(Concern),
                    typeof(Closing.Proposal), typeof(Closing.End), typeof(OpenTask),
                    typeof(AgreedPlan), typeof(Goal), typeof(GoalStanding), typeof(GoalScoring), typeof(RaisedNeed),
                    typeof(LicensedMeasure), typeof(LicensedItem), typeof(LicensedChoice),
                    typeof(Review), typeof(Introduction), typeof(ActivityDetails),
                    typeof(Session), typeof(Transport), typeof(Attendance.PlannedDate), typeof(Pausing.Rest), typeof(Identity.Check),
                    typeof(UrgentText),
                    typeof(RelatedPerson), typeof(Corrections.Details), typeof(Details.Awaited), typeof(Document), typeof(PinnedNote),
                    typeof(OfferedActivity), typeof(ActivityList), typeof(OfferAnswer), typeof(DismissedActivity)])
            from parameter in type.GetConstructors().SelectMany(c => c.GetParameters())
            where !parameter.HasDefaultValue
                && (nullability.Create(parameter).WriteState is NullabilityState.Nullable
                    || Nullable.GetUnderlyingType(parameter.ParameterType) is not null)
                && type.GetProperty(parameter.Name!)?.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition is not JsonIgnoreCondition.Never
            select $"{type.Name}.{parameter.Name}";
        Assert.Empty(unreadable);
    }

    public static TheoryData<string> Journals { get; } = new(
        Directory.GetFiles(Golden, "journal*.jsonl").Select(file => Path.GetFileNameWithoutExtension(file)["journal".Length..]).Order());

    /// <summary>
    /// A journal as an earlier release wrote it. It is never written anew. If this fails, stored journals cannot be read any more.
    /// </summary>
    /// <param name="written">What follows <c>journal</c> in the file's name: what was new in that release.</param>
    [Theory]
    [MemberData(nameof(Journals))]
    public void An_old_journal_is_read_for_ever_and_folds_to_the_same_journey(string written)
    {
        Journey? journey = null;
        foreach (string line in File.ReadLines(Path.Combine(Golden, $"journal{written}.jsonl")))
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            JsonElement root = entry.RootElement;
            Actor by = new(Enum.Parse<ActorKind>(root.GetProperty("by").GetString()!, ignoreCase: true),
                root.TryGetProperty("id", out JsonElement id) ? id.GetString() : null);
            JourneyEvent happened =
                JsonSerializer.Deserialize($"[{root.GetProperty("did").GetRawText()}]", JourneyJson.Default.IReadOnlyListJourneyEvent)![0];
            journey = Journey.Apply(journey, new JournalEntry(root.GetProperty("at").GetDateTimeOffset(), by, happened));
        }
        // Both are compared after reading, so that a newer field with its default is no difference.
        Journey then =
            JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(Golden, $"journey{written}.json")), JourneyJson.Default.Journey)!;
        Assert.Equal(Story.Json(then), Story.Json(journey));
    }

    [Fact]
    public void The_old_journals_hold_every_kind_of_event()
    {
        string[] kinds = [.. Directory.GetFiles(Golden, "*.jsonl").SelectMany(File.ReadLines)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("did").GetProperty("event").GetString()!).Distinct().Order()];
        Assert.Equal(typeof(JourneyEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => (string)a.TypeDiscriminator!)
            .Order(), kinds);
    }

    [Fact]
    public void A_state_that_an_older_version_wrote_without_todays_lists_is_read_with_empty_ones()
    {
        const string old = """
            {"id":"00000000-0000-0000-0000-00000000000a","receivedAt":"2026-07-01T09:00:00+00:00","lastTouchAt":"2026-07-01T09:00:00+00:00",
             "person":{"firstName":"Nia","familyName":"Invented","dateOfBirth":"1950-01-01"},
             "preferences":{"contacts":[],"discretion":false,"language":"en","optOut":"nothing"},
             "referrals":[{"id":"00000000-0000-0000-0000-00000000000b","reference":"SP-0000-0000","receivedAt":"2026-07-01T09:00:00+00:00",
               "details":{"source":"self","person":{"firstName":"Nia","familyName":"Invented","dateOfBirth":"1950-01-01"},"consent":{"toShare":true}}}]}
            """;
        Journey journey = JsonSerializer.Deserialize(old, JourneyJson.Default.Journey)!;
        foreach (object? list in new object?[] { journey.Attempts, journey.Meetings, journey.Surveys, journey.Concerns, journey.Tasks,
            journey.Withheld, journey.Fired, journey.Plans, journey.RaisedNeeds, journey.Reviews, journey.Introductions, journey.Sessions,
            journey.Details.Needs, journey.Details.Risks, journey.Person.Contacts, journey.Person.Adjustments, journey.UrgentTexts,
            journey.Person.RelatedPeople, journey.Documents, journey.PinnedNotes, journey.Lists, journey.Dismissed,
            journey.GoalScorings })
            Assert.Empty(Assert.IsAssignableFrom<System.Collections.IEnumerable>(list));
        Assert.NotNull(Agenda.Next(journey, new Pathway()));
    }
}
