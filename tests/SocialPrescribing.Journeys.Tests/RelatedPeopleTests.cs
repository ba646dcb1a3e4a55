namespace SocialPrescribing.Journeys.Tests;

/// <summary>People close to the person. They are spoken to if the person wants it, and told nothing if not.</summary>
public class RelatedPeopleTests
{
    private static readonly RelatedPerson Mother =
        new("Joan Vale", RelatedRole.Parent, "mother", "+441420123456", MayBeTold: true, ContactFirst: true);

    private static Func<Referral, Referral> With(params RelatedPerson[] people) =>
        r => r with { Person = r.Person with { RelatedPeople = people } };

    [Fact]
    public void Where_somebody_is_spoken_to_first_the_person_gets_no_letter_and_a_human_phones()
    {
        Story story = Story.Contacted(but: With(Mother)).Book("2026-07-06 11:00", "m1");
        Assert.DoesNotContain(MessageKind.Received, story.QueuedEver);
        Assert.DoesNotContain(MessageKind.MeetingBooked, story.QueuedEver);
        Assert.Equal(MessageKind.MeetingBooked, story.Task(TaskKind.TellPerson).Message);
    }

    [Fact]
    public void Where_the_programme_allows_it_the_letters_that_have_to_be_known_go_to_whoever_is_spoken_to_first()
    {
        Pathway byMail = new() { ContactFirstBy = ContactFirstBy.Mail };
        Story story = Story.Contacted(pathway: byMail, but: With(Mother with { Email = "joan@example.org" }))
            .Book("2026-07-06 11:00", "m1");
        Assert.Contains(MessageKind.MeetingBooked, story.QueuedEver);
        Assert.Equal("joan@example.org", RelatedPeople.InPlaceOf(story.Journey, MessageKind.MeetingBooked, byMail)?.Email);
        // Only the person answers a questionnaire. Without an address it stays a call.
        Assert.Null(RelatedPeople.InPlaceOf(story.Journey, MessageKind.SurveyInvitation, byMail));
        Assert.Equal(MessageKind.MeetingBooked, Story.Contacted(pathway: byMail, but: With(Mother)).Book("2026-07-06 11:00", "m1")
            .Task(TaskKind.TellPerson).Message);
        // Whatever stops all letters to the person stops this one too.
        story.With(new Preferences.Change(Discretion: true));
        Assert.Equal(Messages.Reasons.SomebodyFirst, Messages.WhyNot(story.Journey, MessageKind.MeetingReminder, byMail));
        story.With(new Concerns.Raise("Bruises."));
        Assert.Equal(Messages.Reasons.Concern, Messages.WhyNot(story.Journey, MessageKind.MeetingReminder, byMail));
    }

    [Fact]
    public void Whoever_may_not_be_told_changes_nothing() =>
        Assert.Contains(MessageKind.MeetingBooked, Story.Contacted(but: With(Mother with { MayBeTold = false, ContactFirst = false }))
            .Book("2026-07-06 11:00", "m1").QueuedEver);

    [Theory]
    [InlineData("/person/relatedPeople/0/name required", "", null, null, false, false)]
    [InlineData("/person/relatedPeople/0/phone control-characters", "Joan", "1\t2", null, true, false)]
    [InlineData("/person/relatedPeople/0/email email-not-read", "Joan", null, "joan@", true, false)]
    [InlineData("/person/relatedPeople/0/contactFirst not-to-be-told", "Joan", "01420 123456", null, false, true)]
    [InlineData("/person/relatedPeople/0/contactFirst contact-missing", "Joan", null, null, true, true)]
    public void What_is_wrong_with_one_is_said(string expected, string name, string? phone, string? email, bool told, bool first) =>
        Assert.Equal([expected], Problems(new RelatedPerson(name, RelatedRole.Carer, null, phone, email, told, first)));

    [Fact]
    public void One_is_spoken_to_first_and_there_are_at_most_ten()
    {
        Assert.Equal(["/person/relatedPeople/1/contactFirst twice"], Problems(Mother, Mother));
        Assert.Equal(["/person/relatedPeople too-many"], Problems([.. Enumerable.Repeat(Mother with { ContactFirst = false }, 11)]));
    }

    [Theory]
    [InlineData(-1, RelatedRole.Parent, true, false)]
    [InlineData(14, RelatedRole.Parent, true, true)]
    [InlineData(14, RelatedRole.Carer, true, true)]
    [InlineData(14, RelatedRole.Advocate, true, false)]
    [InlineData(14, RelatedRole.Parent, false, false)]
    [InlineData(16, RelatedRole.Parent, true, false)]
    public void Somebody_of_fifteen_is_taken_with_a_parent_or_carer_where_the_pathway_allows_it(
        int from, RelatedRole role, bool first, bool taken)
    {
        Referral referral = Story.Good with
        {
            Person = Story.Good.Person with
            { DateOfBirth = new DateOnly(2011, 1, 1), RelatedPeople = [Mother with { Role = role, ContactFirst = first }] }
        };
        (_, IReadOnlyList<Problem> problems, _) =
            ReferralRules.Check(referral, new Pathway { MinimumAgeWithParent = from }, new DateOnly(2026, 7, 1));
        Assert.Equal(taken ? [] : ["too-young"], problems.Select(p => p.Code));
    }

    [Fact]
    public void Staff_change_them_with_the_ways_of_contact()
    {
        Story story = Story.Contacted().With(new Preferences.Change(RelatedPeople: [Mother with { Phone = "01420 123456" }]));
        Assert.Equal([Mother], story.Journey.Person.RelatedPeople);
        Assert.Empty(story.With(new Preferences.Change(RelatedPeople: [Mother])).Last);
        story.Refuses("related-invalid", new Preferences.Change(RelatedPeople: [Mother with { Name = "" }]))
            .With(new Preferences.Change(RelatedPeople: []));
        Assert.Empty(story.Journey.Person.RelatedPeople);
    }

    private static string[] Problems(params RelatedPerson[] people) =>
        [.. ReferralRules.Check(With(people)(Story.Good), new Pathway(), new DateOnly(2026, 7, 1)).Problems
            .Select(p => $"{p.Pointer} {p.Code}")];
}
