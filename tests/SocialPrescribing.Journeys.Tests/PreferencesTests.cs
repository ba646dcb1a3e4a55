namespace SocialPrescribing.Journeys.Tests;

/// <summary>
/// How people want to be reached and called, and what follows when that changes. Planned() is on Friday 3 July 2026 at 12:00.
/// </summary>
public class PreferencesTests
{
    private static readonly ContactDetail Mail = new(ContactKind.Email, "margaret@post.example", Allowed: true);
    private static readonly ContactDetail Mobile = new(ContactKind.Mobile, "+447700900123", Allowed: true);
    private static readonly Address Home = new(["1 High Street"], "GU35 9LP");

    private static ContactDetail Email(string value, bool allowed = true, bool preferred = false) =>
        new(ContactKind.Email, value, allowed, Preferred: preferred);

    private static Preferences.Change To(params ContactDetail[] contacts) => new(contacts);

    // ---- what is told, and who makes sure ----

    [Fact]
    public void A_new_email_address_of_the_person_is_told_to_the_old_one_and_somebody_makes_sure()
    {
        Story story = Story.Planned().With(To(Email("new@post.example"), Mobile), Actor.Person, "c");
        Assert.Equal([MessageKind.DetailsChanged], story.Queued);
        Assert.Equal("details/c", Assert.Single(story.Last.OfType<Messages.Queued>()).Key);
        Assert.Equal(["CheckDetails for sam by 2026-07-06 17:00"], story.Tasks);
        Assert.Equal(("new@post.example", "margaret@post.example"), (story.Journey.Preferences.Email, story.Journey.EarlierEmail));
    }

    [Fact]
    public void What_a_person_changes_of_their_phone_or_their_home_is_made_sure_of_without_mail()
    {
        foreach (Preferences.Change change in (Preferences.Change[])[To(Mail, Mobile with { Value = "07700 900456" }),
            To(Mail, Mobile, new(ContactKind.Landline, "01420 123456", true)), new(Address: new Address(["9 Camp Road"]))])
        {
            Story story = Story.Planned().With(change, Actor.Person);
            Assert.Empty(story.Queued);
            Assert.Equal([TaskKind.CheckDetails], story.TaskKinds);
            Assert.Null(story.Journey.EarlierEmail);
        }
    }

    [Fact]
    public void Nobody_need_make_sure_of_what_leads_nowhere_else()
    {
        foreach (Preferences.Change change in (Preferences.Change[])
            [To(Mail with { Preferred = true }, Mobile), To(Mail with { Value = "Margaret@Post.example" }, Mobile), To(Mail),
                new(PreferredName: "Peggy"), new(Discretion: true), new(Language: "cy"), new(OptOut: OptOut.Surveys)])
        {
            Story story = Story.Planned().With(change, Actor.Person);
            Assert.IsType<Preferences.Changed>(Assert.Single(story.Last));
        }
    }

    [Fact]
    public void When_to_call_is_said_changed_and_taken_back()
    {
        Story story = Story.Planned(but: r => r with { Person = r.Person with { WhenToCall = "After 4 pm" } });
        Assert.Equal("After 4 pm", story.Journey.Person.WhenToCall);
        Assert.Empty(story.With(new Preferences.Change(WhenToCall: " After 4 pm ")).Last);
        Assert.Equal("Mornings", story.With(new Preferences.Change(WhenToCall: "Mornings")).Journey.Person.WhenToCall);
        Assert.Equal("Mornings", story.With(new Preferences.Change(Discretion: true)).Journey.Person.WhenToCall);
        story.Refuses("when-to-call-invalid", new Preferences.Change(WhenToCall: new string('x', 61)))
            .Refuses("when-to-call-invalid", new Preferences.Change(WhenToCall: "Mornings\nor evenings"));
        Assert.Null(story.With(new Preferences.Change(WhenToCall: "")).Journey.Person.WhenToCall);
        Assert.Empty(story.With(new Preferences.Change(WhenToCall: "")).Last);
    }

    [Fact]
    public void What_staff_change_nobody_is_told_of()
    {
        Story story = Story.Planned().With(To(Email("new@post.example"), Mobile))
            .With(new Preferences.Change(Address: new Address(["9 Camp Road"], "GU35 0XX")));
        Assert.Empty(story.Tasks);
        Assert.DoesNotContain(MessageKind.DetailsChanged, story.QueuedEver);
    }

    [Fact]
    public void Who_had_no_email_address_before_is_told_nothing()
    {
        Story story = Story.Planned(but: Story.NoEmail).With(To(Mail), Actor.Person);
        Assert.Empty(story.Queued);
        Assert.Equal([TaskKind.CheckDetails], story.TaskKinds);
        Assert.Null(story.Journey.EarlierEmail);
    }

    [Fact]
    public void After_support_has_ended_mail_still_tells_but_nobody_is_left_to_make_sure()
    {
        Story story = Story.Ended().With(To(Email("new@post.example")), Actor.Person);
        Assert.Equal([MessageKind.DetailsChanged], story.Queued);
        Assert.DoesNotContain(TaskKind.CheckDetails, story.TaskKinds);
    }

    [Fact]
    public void The_address_of_before_is_the_latest_that_was_left()
    {
        Story story = Story.Planned().With(To(Email("second@post.example")), Actor.Person).With(new Preferences.Change(Discretion: true));
        Assert.Equal("margaret@post.example", story.Journey.EarlierEmail);
        story.With(To(Email("third@post.example")), Actor.Person);
        Assert.Equal("second@post.example", story.Journey.EarlierEmail);
        // While there is no address, the last one stays known.
        story.With(To(Mobile), Actor.Person).With(To(Email("fourth@post.example")), Actor.Person);
        Assert.Equal("third@post.example", story.Journey.EarlierEmail);
    }

    // ---- where mail goes ----

    [Fact]
    public void Mail_goes_to_the_preferred_address_among_those_that_are_allowed()
    {
        Assert.Equal("a@post.example", Story.Planned()
            .With(To(Email("a@post.example"), Email("b@post.example"))).Journey.Preferences.Email);
        Assert.Equal("b@post.example", Story.Planned()
            .With(To(Email("a@post.example"), Email("b@post.example", preferred: true))).Journey.Preferences.Email);
        Assert.Equal("a@post.example", Story.Planned()
            .With(To(Email("a@post.example"), Email("b@post.example", allowed: false, preferred: true))).Journey.Preferences.Email);
        Assert.Null(Story.Planned().With(To(Email("a@post.example", allowed: false), Mobile)).Journey.Preferences.Email);
    }

    [Theory]
    [InlineData(null, "en")]
    [InlineData("cy", "cy")]
    public void The_language_is_the_persons_own_or_else_English(string? language, string expected) =>
        Assert.Equal(expected,
            Story.Planned(but: r => r with { Person = r.Person with { Language = language } }).Journey.Preferences.Language);

    // ---- what changes ----

    [Fact]
    public void What_is_left_out_stays_as_it_is()
    {
        Story story = Story.Planned()
            .With(new Preferences.Change([Mail], true, "cy", OptOut.Surveys, " Peggy ", new Address(["9 Camp Road", "Bordon"], "gu350xx")));
        foreach (Preferences.Change change in (Preferences.Change[])[new(Discretion: true), new(Language: "cy"),
            new(OptOut: OptOut.Surveys), new(PreferredName: "Peggy"), new(Address: new Address(["9 Camp Road", "Bordon"], "GU35 0XX")),
            To(Mail), new()])
            Assert.Empty(story.With(change).Last);
        foreach (Preferences.Change change in (Preferences.Change[])[new(Discretion: false), new(Language: "en"),
            new(OptOut: OptOut.Nothing), new(PreferredName: "Meg"), new(Address: new Address(["9 Camp Road"], "GU35 0XX")),
            To(Mail, Mobile)])
            Assert.Single(story.With(change).Last.OfType<Preferences.Changed>());
        Journey now = story.Journey;
        Assert.Equal(("Meg", "Margaret", false, "en", OptOut.Nothing),
            (now.Person.KnownAs, now.Person.FirstName, now.Preferences.Discretion, now.Preferences.Language, now.Preferences.OptOut));
        Assert.Equal("9 Camp Road, GU35 0XX", Told(now));
        Assert.Equal([Mail, Mobile], now.Preferences.Contacts);
    }

    [Fact]
    public void A_name_leaves_the_address_alone_and_an_address_the_name()
    {
        Story story = Story.Planned().With(new Preferences.Change(PreferredName: "Peggy"));
        Assert.Equal("1 High Street, GU35 9LP", Told(story.Journey));
        Assert.Equal("Peggy", story.With(new Preferences.Change(Address: new Address(["1 High Street"]))).Journey.Person.PreferredName);
        Assert.Null(story.Journey.Person.Address!.Postcode);
    }

    [Fact]
    public void Whoever_finds_a_home_is_of_no_fixed_abode_no_longer()
    {
        Story story = Story.Planned(but: r => r with { Person = r.Person with { Address = null, NoFixedAbode = true } });
        Assert.True(story.With(new Preferences.Change(PreferredName: "Peggy")).Journey.Person.NoFixedAbode);
        story.With(new Preferences.Change(Address: Home));
        Assert.Equal((false, "GU35 9LP"), (story.Journey.Person.NoFixedAbode, story.Journey.Person.Address!.Postcode));
    }

    // ---- what is refused ----

    [Fact]
    public void Ways_of_contact_are_checked()
    {
        ContactDetail[] ten = [.. Enumerable.Range(0, 10).Select(i => Email($"m{i}@post.example"))];
        Story story = Story.Planned()
            .With(To(ten))
            .Refuses("contact-invalid", To([.. ten, Mobile]))
            .Refuses("contact-invalid", To(Mail, null!))
            .Refuses("contact-invalid", To(Email("nobody")))
            .Refuses("contact-invalid", To(new ContactDetail(ContactKind.Mobile, "12", true)))
            .Refuses("contact-invalid", To(new ContactDetail(ContactKind.Post, " ", true)))
            .Refuses("contact-twice", To(Mobile, Mail, new ContactDetail(ContactKind.Landline, "07700 900123", false)))
            .With(To(new ContactDetail(ContactKind.Landline, "01420 123456", true)));
        Assert.Equal("+441420123456", Assert.Single(story.Journey.Preferences.Contacts).Value);
    }

    [Theory]
    [InlineData("", "name-invalid")]
    [InlineData("  ", "name-invalid")]
    [InlineData("Peggy\nSue", "name-invalid")]
    [InlineData("Peggy\u202Eeus", "name-invalid")]
    [InlineData("P", "")]
    [InlineData("Seren-Haf Ó Súilleabháin", "")]
    public void A_name_is_one_line(string name, string code) => Expect(code, new(PreferredName: name));

    [Theory]
    [InlineData(200, "")]
    [InlineData(201, "name-invalid")]
    public void A_name_has_an_end(int length, string code) => Expect(code, new(PreferredName: new string('a', length)));

    [Theory]
    [InlineData(0, "address-invalid")]
    [InlineData(1, "")]
    [InlineData(8, "")]
    [InlineData(9, "address-invalid")]
    public void An_address_has_one_to_eight_lines(int lines, string code) =>
        Expect(code, new(Address: new Address([.. Enumerable.Range(0, lines).Select(i => $"Line {i}")])));

    [Fact]
    public void Every_line_of_an_address_says_something()
    {
        Expect("address-invalid", new(Address: new Address(["9 Camp Road", ""])));
        Expect("address-invalid", new(Address: new Address(null!)));
        Expect("postcode-invalid", new(Address: new Address(["9 Camp Road"], "GU35")));
        Expect("language-invalid", new(Language: "Welsh, please"));
        Assert.Contains("1 to 8 lines",
            Assert.IsType<Decision.Refused>(Story.Planned().Do(new Preferences.Change(Address: new Address([])))).Sentence,
            StringComparison.Ordinal);
        Assert.Contains("1 to 200 characters",
            Assert.IsType<Decision.Refused>(Story.Planned().Do(new Preferences.Change(PreferredName: ""))).Sentence,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_changes_for_who_has_died() =>
        Story.Planned().With(new Closing.Close(ClosingReason.Died)).Refuses("support-ended", new Preferences.Change(Discretion: true));

    private static string Told(Journey journey) => $"{string.Join(", ", journey.Person.Address!.Lines)}, {journey.Person.Address.Postcode}";

    private static void Expect(string code, Preferences.Change change)
    {
        if (code is "")
            Assert.Single(Story.Planned().With(change).Last.OfType<Preferences.Changed>());
        else
            Story.Planned().Refuses(code, change);
    }

    [Fact]
    public void A_protected_address_stays_protected_when_the_person_moves()
    {
        Address safe = new(["1 Safe Street"], Withheld: true);
        Story story = Story.Contacted(but: r => r with { Person = r.Person with { Address = safe } })
            .With(new Preferences.Change(Address: new Address(["2 Safe Street"], "GU35 9LP")));
        Assert.Equal(("2 Safe Street", true), (story.Journey.Person.Address!.Lines[0], story.Journey.Person.Address.Withheld));
    }
}
