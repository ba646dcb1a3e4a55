namespace SocialPrescribing.Journeys.Tests;

/// <summary>
/// What the person changes behind a link, and what must be checked before it is used. Planned() is on Friday 3 July 2026 at 12:00.
/// </summary>
public class DetailsTests
{
    private static readonly ContactDetail Mail = new(ContactKind.Email, "margaret@post.example", Allowed: true);
    private static readonly Details.Change ToNew = new(Email: "new@post.example");

    private static Story Checked() => Story.Planned().With(new Preferences.Change(IdentityChecked: true));

    [Fact]
    public void A_new_address_waits_until_its_own_link_is_opened()
    {
        Story story = Checked().With(ToNew, Actor.Person, "d1");
        Assert.Equal([MessageKind.ConfirmAddress], story.Queued);
        Assert.Equal("d1", Assert.Single(story.Last.OfType<Messages.Queued>()).About);
        Assert.Equal([TaskKind.CheckDetails], story.TaskKinds);
        Assert.Equal(("margaret@post.example", new Details.Awaited("d1", "new@post.example")),
            (story.Journey.Preferences.Email, story.Journey.AwaitedEmail));

        story.Refuses("nothing-to-confirm", new Details.ConfirmEmail("d0"), Actor.Person)
            .With(new Details.ConfirmEmail("d1"), Actor.Person);
        Assert.Equal([MessageKind.DetailsChanged], story.Queued);
        Assert.Equal(("new@post.example", "margaret@post.example", null),
            (story.Journey.Preferences.Email, story.Journey.EarlierEmail, story.Journey.AwaitedEmail));
        story.Refuses("nothing-to-confirm", new Details.ConfirmEmail("d1"), Actor.Person);
        // The confirmed address is the person's. Nobody has checked yet who reads at the new one.
        Assert.Equal("margaret@post.example", story.Journey.Identity!.Email);
    }

    [Fact]
    public void The_last_address_that_was_typed_is_the_one_that_waits()
    {
        Story story = Checked().With(ToNew, Actor.Person, "d1").With(new Details.Change(Email: "newer@post.example"), Actor.Person, "d2")
            .Refuses("nothing-to-confirm", new Details.ConfirmEmail("d1"), Actor.Person);
        Assert.Equal(Messages.Reasons.Overtaken,
            Messages.WhyNoLonger(story.Journey, MessageKind.ConfirmAddress, "details/d1/confirm", "d1", story.Now, story.Pathway));
        Assert.Null(Messages.WhyNoLonger(story.Journey, MessageKind.ConfirmAddress, "details/d2/confirm", "d2", story.Now, story.Pathway));
        Assert.Single(story.TaskKinds);
    }

    [Fact]
    public void What_is_known_already_needs_no_link_and_what_holds_already_leaves_nothing()
    {
        Story story = Checked();
        Assert.Empty(story.With(new Details.Change(Email: "Margaret@Post.example"), Actor.Person).Last);
        Assert.Empty(story.With(new Details.Change(), Actor.Person).Last);
        Assert.Empty(story.Journey.DetailsGivenAt);
    }

    [Fact]
    public void Three_changes_in_24_hours_and_no_more()
    {
        Story story = Checked();
        for (int i = 1; i <= 3; i++)
            story.With(new Details.Change([Mail, new(ContactKind.Mobile, $"07700 90045{i}", true)]), Actor.Person);
        story.Refuses(Details.TooOften, ToNew, Actor.Person)
            .Refuses(Details.TooOften, new Details.Change(PreferredName: "Peggy"), Actor.Person);
        Assert.Equal([TaskKind.CheckDetails], story.TaskKinds);
        story.Days(1).With(ToNew, Actor.Person);
    }

    [Fact]
    public void Nothing_is_changed_behind_a_link_before_staff_have_checked_who_it_is() =>
        Story.Planned().Refuses("identity-not-confirmed", ToNew, Actor.Person);

    [Fact]
    public void A_new_address_never_comes_in_among_the_telephones() =>
        Checked().Refuses("email-not-confirmed", new Details.Change([Mail, new(ContactKind.Email, "new@post.example", true)]), Actor.Person)
            .Refuses("contact-invalid", new Details.Change(Email: "nobody"), Actor.Person)
            .Refuses("name-invalid", new Details.Change(PreferredName: "www.prize.example"), Actor.Person);

    [Fact]
    public void Where_no_mail_may_go_somebody_makes_sure_all_the_same()
    {
        Story story = Checked().With(new Concerns.Raise("Bruises.")).With(ToNew, Actor.Person);
        Assert.Empty(story.Queued);
        Assert.Equal("ConfirmAddress:concern-open", story.Withheld);
        Assert.Contains(TaskKind.CheckDetails, story.TaskKinds);
    }

    [Fact]
    public void Who_had_no_address_gets_one()
    {
        Story story = Story.Planned(but: Story.NoEmail).With(new Preferences.Change(IdentityChecked: true)).With(ToNew, Actor.Person, "d1");
        Assert.Equal([MessageKind.ConfirmAddress], story.Queued);
        Assert.Equal("new@post.example", story.With(new Details.ConfirmEmail("d1"), Actor.Person).Journey.Preferences.Email);
    }

    /// <summary>It stands there because somebody else reads it, and the next referral may bring it again.</summary>
    [Fact]
    public void An_address_that_is_not_to_be_used_stays_there_as_such()
    {
        ContactDetail shared = new(ContactKind.Email, "both@home.example", Allowed: false);
        foreach (ContactDetail[] known in (ContactDetail[][])[[shared, Mail], [shared], [shared with { Preferred = true }, Mail]])
        {
            Story story = Checked().With(new Preferences.Change(known)).With(ToNew, Actor.Person, "d1")
                .With(new Details.ConfirmEmail("d1"), Actor.Person);
            Assert.Contains(story.Journey.Preferences.Contacts, c => c is { Value: "both@home.example", Allowed: false });
            Assert.DoesNotContain(story.Journey.Preferences.Contacts, c => c.Value == Mail.Value);
            Assert.Equal("new@post.example", story.Journey.Preferences.Email);
        }
    }
}
