using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Tests;

/// <summary>
/// A referral by the page, of somebody who may be known here: no letter goes to a mailbox of which that person said that others read it,
/// before a human has looked. Whoever gives another address gets the usual letter, and learns nothing from it.
/// </summary>
public sealed class FirstLetterTests
{
    private readonly WhoIsWho _here = new();

    private async Task<Journey> Known(bool ends, JourneyCommand asks)
    {
        Journey journey = await _here.Refer(WhoIsWho.Nia());
        await _here.Give(journey.Id, asks);
        return ends ? await _here.Give(journey.Id, new Closing.Close(ClosingReason.Withdrew)) : journey;
    }

    private static Referral ByPage(string email = "nia@post.example") =>
        WhoIsWho.Nia(p => p with { NhsNumber = null, Contacts = [new(ContactKind.Email, email, Allowed: true)] });

    private async Task<bool> HasLetter(Journey journey) =>
        (await _here.MailOf(journey.Id)).Any(key => key.EndsWith("/received", StringComparison.Ordinal));

    public static TheoryData<bool, JourneyCommand> Wishes() => new()
    {
        { true, new Preferences.Change(Discretion: true) },
        { false, new Preferences.Change(Discretion: true) },
        { true, new Preferences.Change(OptOut: OptOut.Everything) },
        { true, new Preferences.Change(Contacts: [new(ContactKind.Email, "nia@post.example", Allowed: false)]) },
        { true, new Preferences.Change(Contacts: []) },
        { true, new AddressProtection.ChangeProtection(true, "She told me that he looks for her.") },
    };

    [Theory]
    [MemberData(nameof(Wishes))]
    public async Task It_waits_until_a_human_has_said_whether_it_is_the_same_person(bool ends, JourneyCommand asks)
    {
        Journey known = await Known(ends, asks);

        Journey now = await _here.Refer(ByPage(), null);
        await _here.Later();

        Assert.NotEqual(known.Id, now.Id);
        Assert.False(await HasLetter(now));
        Assert.Contains((await _here.State(now.Id)).Tasks, t => t is { Kind: TaskKind.PossibleDuplicate, Assignee: Queues.Triage });
    }

    [Fact]
    public async Task It_goes_once_somebody_has_said_that_this_is_somebody_else_and_discreetly_if_it_is_the_same()
    {
        Journey known = await Known(true, new Preferences.Change(Discretion: true));
        Journey sister = await _here.Refer(ByPage(), null), herself = await _here.Refer(ByPage(), null);

        await _here.Give(sister.Id, new Resemblance.Compare(known.Id, AlikeAnswer.SomebodyElse));
        await _here.Give(herself.Id, new Resemblance.Compare(known.Id, AlikeAnswer.NotSureYet, "I ask her GP."));
        Assert.Equal((true, false), (await HasLetter(sister), await HasLetter(herself)));
        await _here.Give(herself.Id, new Resemblance.Compare(known.Id, AlikeAnswer.SamePerson));

        Assert.Equal((true, true), (await HasLetter(herself), (await _here.State(herself.Id)).Preferences.Discretion));
        Assert.False((await _here.State(sister.Id)).Preferences.Discretion);
    }

    [Fact]
    public async Task It_goes_as_well_once_that_is_said_on_the_other_record()
    {
        Journey known = await Known(false, new Preferences.Change(Discretion: true)), now = await _here.Refer(ByPage(), null);
        await _here.Later();
        Assert.False(await HasLetter(now));

        await _here.Give(known.Id, new Resemblance.Compare(now.Id, AlikeAnswer.SomebodyElse));
        await _here.Later();

        Assert.True(await HasLetter(now));
    }

    [Fact]
    public async Task It_waits_where_staff_added_the_mailbox_and_took_it_out_again()
    {
        Journey known = await _here.Refer(WhoIsWho.Nia());
        IReadOnlyList<ContactDetail> before = known.Preferences.Contacts;
        await _here.Give(known.Id,
            new Preferences.Change(Contacts: [.. before, new(ContactKind.Email, "shared@post.example", Allowed: true)]));
        await _here.Give(known.Id, new Preferences.Change(Contacts: before));

        Assert.False(await HasLetter(await _here.Refer(ByPage("shared@post.example"), null)));
    }

    /// <summary>Whoever accepts the referral and does not compare.</summary>
    [Fact]
    public async Task Neither_do_later_letters_go_before_that()
    {
        await Known(true, new Preferences.Change(Discretion: true));
        Journey now = await _here.Refer(ByPage(), null);
        await _here.Give(now.Id, new Journeys.Intake.Accept(LinkWorker: "sam"));
        await _here.Give(now.Id, new Meetings.Book(TestService.Monday.AddDays(4), new Place(PlaceKind.AtHome)));

        Assert.DoesNotContain(await _here.MailOf(now.Id), key => key.StartsWith("meeting/", StringComparison.Ordinal));
        Assert.Contains((await _here.State(now.Id)).Tasks, t => t is { Kind: TaskKind.TellPerson, Message: MessageKind.MeetingBooked });
    }

    /// <summary>Who fills in the page with a name and a mailbox of their own must not see that the name is known here.</summary>
    [Fact]
    public async Task To_another_address_it_goes_as_to_anybody()
    {
        await Known(true, new Preferences.Change(Discretion: true));

        Journey now = await _here.Refer(ByPage("somebody@post.example"), null);

        Assert.True(await HasLetter(now));
        Assert.DoesNotContain(now.Tasks, t => t.Kind is TaskKind.PossibleDuplicate);
    }

    [Fact]
    public async Task Where_nothing_was_asked_for_it_goes_at_once()
    {
        await Known(true, new Notes.Add("She likes to walk."));

        Assert.True(await HasLetter(await _here.Refer(ByPage(), null)));
    }

    /// <summary>Number, name, birth date and a practice leave no doubt: they are written to as they asked, and nobody is asked.</summary>
    [Theory]
    [MemberData(nameof(Wishes))]
    public async Task Where_there_is_no_doubt_who_it_is_nobody_is_asked(bool ends, JourneyCommand asks)
    {
        await Known(ends, asks);

        // Where support goes on, it joins.
        Journey now = await _here.Refer(WhoIsWho.Nia());
        await _here.Later();

        now = await _here.State(now.Id);
        Assert.False(now.WaitsForComparison);
        Assert.DoesNotContain(now.Tasks, t => t.Kind is TaskKind.PossibleDuplicate);
    }

    /// <summary>Nobody stops somebody's letters by filling in a page with their name.</summary>
    [Fact]
    public async Task Letters_of_whoever_was_here_before_go_on()
    {
        Journey known = await _here.Refer(WhoIsWho.Nia());
        await _here.Give(known.Id, new Journeys.Intake.Accept(LinkWorker: "sam"));
        await _here.Refer(WhoIsWho.Nia(p => p with { NhsNumber = null, Discretion = true }), null);
        await _here.Later();

        await _here.Give(known.Id, new Meetings.Book(TestService.Monday.AddDays(4), new Place(PlaceKind.AtHome)));

        Assert.Contains(await _here.MailOf(known.Id), key => key.StartsWith("meeting/", StringComparison.Ordinal));
    }
}
