using System.Reflection;
using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>
/// What a message is about stands as a text in journals, on boards and in ledgers, those of earlier versions too: these bytes never change.
/// </summary>
public sealed class MessageAboutTests
{
    /// <summary>As version 0.1 wrote them.</summary>
    private static readonly (MessageKind Kind, string Text, MessageAbout About)[] All =
    [
        (MessageKind.Received, "0000000000000000000000000000000a", new MessageAbout.Referral(Story.FirstReferral)),
        (MessageKind.ReferrerClosed, "0000000000000000000000000000000a", new MessageAbout.Referral(Story.FirstReferral)),
        (MessageKind.MeetingMoved, "m1/2", new MessageAbout.MeetingAsSet("m1", 2)),
        (MessageKind.SessionReminder, "s-9/12", new MessageAbout.SessionAsSet("s-9", 12)),
        (MessageKind.VolunteerGoes, "s1/1/vera/0", new MessageAbout.GoingAlong("s1", 1, "vera", 0)),
        (MessageKind.VolunteerOff, "s1/3/vera/11", new MessageAbout.GoingAlong("s1", 3, "vera", 11)),
        (MessageKind.SurveyReminder, "after-3-months-2", new MessageAbout.Survey("after-3-months-2")),
        (MessageKind.ActivityList, "l1", new MessageAbout.List("l1")),
        (MessageKind.ConfirmAddress, "d1", new MessageAbout.Address("d1")),
        (MessageKind.ProviderNudge, "i1", new MessageAbout.Introduction("i1")),
        (MessageKind.ConcernAgain, "survey-baseline", new MessageAbout.Concern("survey-baseline")),
        (MessageKind.ReadNow, "referral-0a", new MessageAbout.Words("referral-0a")),
        (MessageKind.Escalation, "meeting/m1/1/outcome", new MessageAbout.Task("meeting/m1/1/outcome")),
        (MessageKind.ConfirmActivity, "0000000000000000000000000000000b", new MessageAbout.Entry(Story.SecondReferral)),
        (MessageKind.ReferrerList, "0000000000000000000000000000000b", new MessageAbout.Link(Story.SecondReferral)),
        (MessageKind.Invitation, "0000000000000000000000000000000b", new MessageAbout.Link(Story.SecondReferral)),
        (MessageKind.ForgottenPassword, "0000000000000000000000000000000b", new MessageAbout.Link(Story.SecondReferral)),
        (MessageKind.RegisterOfTheDay, "0000000000000000000000000000000b/20270202T1400",
            new MessageAbout.Register(new(Story.SecondReferral, new(2027, 2, 2, 14, 0, 0, TimeSpan.Zero)))),
        (MessageKind.Digest, "2027-02-01", new MessageAbout.Day(new(2027, 2, 1))),
        (MessageKind.QuarterReport, "2027-04/3", new MessageAbout.Quarter(new(2027, 4, 1))),
    ];

    public static IEnumerable<object[]> Stored => All.Select(row => new object[] { row.Kind, row.Text, row.About });

    [Theory]
    [MemberData(nameof(Stored))]
    public void A_stored_text_is_read_and_written_as_it_always_was(MessageKind kind, string text, MessageAbout about)
    {
        Assert.Equal(about, MessageAbout.Of(kind, text));
        Assert.Equal(text, about.Text);
        Assert.Equal(text, $"{about}");
    }

    [Fact]
    public void Whatever_a_message_can_be_about_stands_in_the_table_above() => Assert.Equal(
        [], typeof(MessageAbout).GetNestedTypes(BindingFlags.Public)
            .Except(All.Select(row => row.About.GetType())).Select(t => t.Name));

    /// <summary>Texts that look like stored ones, and others.</summary>
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Elements("m1/01", "m1/-1", "m1/", "/1", "a/b/2", "s/1/v/00", "s/1/v", "0000000000000000000000000000000A", "2027-2-1",
            "2027-04/4", "0000000000000000000000000000000b/20270202T140000", ""),
        Gen.Elements(All.Select(row => row.Text).ToArray()),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get));

    [Fact]
    public void Every_text_reads_back_to_the_same_bytes_or_is_about_nothing() => Prop.ForAll(
        Gen.Elements(Enum.GetValues<MessageKind>()).SelectMany(kind => Text.Select(text => (kind, text))).ToArbitrary(),
        stored => MessageAbout.Of(stored.kind, stored.text) is not { } about || about.Text == stored.text)
        .Check(Cases.Of(2000));

    [Fact]
    public void Whatever_a_journey_queues_says_what_it_is_about() => Prop.ForAll(History.Any, history =>
    {
        Story story = history.Tell();
        foreach ((MessageKind kind, string? text) in story.Events.OfType<Messages.Queued>().Select(m => (m.Kind, m.About))
            .Concat(story.Events.OfType<Messages.Withheld>().Select(m => (m.Kind, m.About)))
            .Concat(story.Journey.Tasks.Where(t => t.Message is not null).Select(t => (t.Message!.Value, t.About))))
            Assert.Equal(text, MessageAbout.Of(kind, text)?.Text);
    }).Check(Cases.Of(200).WithEndSize(120));
}
