using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>When support ends, no letter promises or asks for what is no longer possible.</summary>
public sealed class LettersOfTheEndTests
{
    private const string AnotherTime = "a new time", ComesBack = "refer them again";

    private static async Task<IReadOnlyList<StoredLetter>> LettersOf(Func<PagesHost, Guid, string, Task> happens)
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked();
        int before = host.Letters.Count;
        await happens(host, journey, meeting);
        return [.. host.Letters.Take(host.Letters.Count - before)];
    }

    private static StoredLetter To(IReadOnlyList<StoredLetter> letters, string address, string subject) =>
        Assert.Single(letters, l => l.To == address && l.Subject.Contains(subject, StringComparison.Ordinal));

    [Theory]
    [InlineData(ClosingReason.Withdrew)]
    [InlineData(ClosingReason.MovedAway)]
    [InlineData(ClosingReason.NoLongerEligible)]
    public async Task Whoever_gets_a_goodbye_is_told_that_the_meeting_is_off_and_not_asked_for_another_time(ClosingReason reason)
    {
        StoredLetter off = To(await LettersOf((host, journey, _) => host.Do(journey, new Closing.Close(reason))),
            "ana@example.org", "will not take place");

        Assert.Contains("You do not need to come", off.Text, StringComparison.Ordinal);
        foreach (string text in (string[])[off.Text, off.Html])
        {
            Assert.DoesNotContain(AnotherTime, text, StringComparison.Ordinal);
            Assert.DoesNotContain("still here for you", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Neither_does_the_page_of_the_meeting_offer_another_time_once_support_has_ended(bool ends)
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked();
        await host.Do(journey, ends ? new Closing.Close(ClosingReason.Withdrew) : new Meetings.Cancel(meeting));
        using Visitor ana = host.Visit();

        string page = await ana.Html($"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}");

        Assert.Contains("You do not need to come", page, StringComparison.Ordinal);
        Assert.Equal(!ends, page.Contains(AnotherTime, StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_support_goes_on_a_meeting_that_is_off_can_be_made_up_for()
    {
        StoredLetter off = To(await LettersOf((host, journey, meeting) => host.Do(journey, new Meetings.Cancel(meeting))),
            "ana@example.org", "will not take place");

        Assert.Contains(AnotherTime, off.Text, StringComparison.Ordinal);
        Assert.Contains("still here for you", off.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ClosingReason.Died, false)]
    [InlineData(ClosingReason.NoLongerEligible, false)]
    [InlineData(ClosingReason.MovedAway, false)]
    [InlineData(ClosingReason.MovedToOtherService, false)]
    [InlineData(ClosingReason.Withdrew, true)]
    [InlineData(ClosingReason.GoalsMet, true)]
    [InlineData(ClosingReason.InHospitalOrCare, true)]
    public async Task A_referrer_reads_that_the_person_can_come_back_only_of_somebody_who_can(ClosingReason reason, bool canComeBack)
    {
        StoredLetter told = To(await LettersOf((host, journey, _) => host.Do(journey, new Closing.Close(reason))),
            "hill@example.org", "Our support has ended");

        Assert.Contains("There is no action for you.", told.Text, StringComparison.Ordinal);
        Assert.Equal(canComeBack, told.Text.Contains(ComesBack, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_could_not_be_reached_is_not_thanked_for_time_that_they_never_gave()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        await host.Do(journey, new Closing.Close(ClosingReason.NoContact));

        StoredLetter goodbye = To(host.Letters, "ana@example.org", "Goodbye");

        Assert.DoesNotContain("Thank you", goodbye.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("your story", goodbye.Text, StringComparison.Ordinal);
        Assert.Contains("We tried to reach you", goodbye.Text, StringComparison.Ordinal);
        StoredLetter other = To(await LettersOf((there, id, _) => there.Do(id, new Closing.Close(ClosingReason.Withdrew))),
            "ana@example.org", "Goodbye");
        Assert.Contains("Thank you for the time that you gave us.", other.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ClosingReason.Withdrew, true)]
    [InlineData(ClosingReason.NoContact, true)]
    [InlineData(ClosingReason.NoLongerEligible, false)]
    public async Task A_goodbye_says_until_when_support_can_go_on_as_if_it_had_never_ended(ClosingReason reason, bool can)
    {
        StoredLetter goodbye = To(await LettersOf((host, journey, _) => host.Do(journey, new Closing.Close(reason))),
            "ana@example.org", "Goodbye");

        string until = Words.Date(WorkingCalendar.AddMonths(goodbye.Date, new Pathway().ReopenMonths));
        Assert.Equal(can, goodbye.Text.Contains($"If you come back before {until}", StringComparison.Ordinal));
        Assert.Equal(can, goodbye.Text.Contains("If you come back", StringComparison.Ordinal));
    }
}
