using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>
/// If others may read a person's letters, the letters say when a meeting is but never where. Before staff have looked at the referral, no
/// letter repeats what a stranger typed.
/// </summary>
public sealed class GuardedLettersTests
{
    public static TheoryData<string> Reasons => ["risk", "discretion", "concern", "settled", "need"];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Letters_calendar_files_and_the_meetings_page_name_day_and_time_and_no_place(string why)
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive(r => why switch
        {
            "risk" => r with { Risks = [new Risk("falls", "On the stairs")] },
            "discretion" => Example.WithDiscretion(r),
            _ => r,
        });
        await host.Do(journey, new Intake.Accept());
        await host.Do(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        if (why is "need")
            await host.Do(journey, new Plan.RaiseNeed(Needs.DomesticAbuse));
        if (why is "concern" or "settled")
        {
            string concern = await host.Do(journey, new Concerns.Raise("Bruises."));
            await host.Do(journey, new Concerns.Acknowledge(concern, "Talked.", Settled: why is "settled"));
        }
        string meeting = await host.Do(journey,
            new Meetings.Book(host.Clock.GetUtcNow().AddHours(30), new Place(PlaceKind.AtHome, "4 Mill Lane, Bordon")));
        await host.Pass(TimeSpan.FromHours(26));

        StoredLetter[] letters =
            [.. host.Letters.Where(l => l.To == "ana@example.org" && l.Text.Contains("15 January", StringComparison.Ordinal))];
        // While a concern is open nothing is written at all.
        Assert.Equal(why is "concern", letters.Length is 0);
        using Visitor ana = host.Visit();
        string page = await ana.Html($"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}"),
            calendar = await ana.Html($"/c/{host.Link(LinkPurpose.Calendar, journey, meeting)}.ics");
        await ana.Post($"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}/confirm", ("meeting", $"{meeting}/1"));
        string told = await ana.Html($"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}/confirmed");
        foreach (string text in (string[])[
            .. letters.Select(l => l.Text + l.Html + l.Calendar?.Replace("\r\n ", "", StringComparison.Ordinal)), page,
            calendar.Replace("\r\n ", "", StringComparison.Ordinal), told])
        {
            Assert.Contains("place that we agreed with you", text, StringComparison.Ordinal);
            foreach (string secret in (string[])["Mill Lane", "At your home", "We come to you", "openstreetmap", "bring somebody",
                "900123"])
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
        Assert.Contains("15 January 2027 at 16:00", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_reminder_of_a_session_names_neither_activity_nor_place_nor_whoever_gives_a_lift()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Met(r => r with { Risks = [new Risk("aggression", "Her son")] });
        await host.Do(journey, Example.Plan);
        string introduction = await host.Do(journey,
            new Activities.Introduce(
                new ActivityDetails("Furniture workshop", "Second Life", Email: "w@second-life.example", Where: "3 Station Yard"),
                IntroductionKind.Referral, Agreed: true));
        await host.Do(journey, new Activities.RecordAnswer(introduction, ProviderAnswer.Accepted));
        await host.Do(journey,
            new Attendance.PlanSession(introduction, host.Clock.GetUtcNow()
                .AddDays(4), new Transport(TransportKind.Lift, "Ray of 7 Mill Lane", Arranged: true)));
        await host.Pass(TimeSpan.FromDays(5));

        StoredLetter letter = host.Letters.First(l => l.Text.Contains("your next visit", StringComparison.Ordinal));
        Assert.Contains("The visit that we agreed with you", letter.Text, StringComparison.Ordinal);
        // A signature is random and may spell a short name by chance.
        string said = Regex.Replace(letter.Text + letter.Html, "/[a-z]/[A-Za-z0-9_.-]+", "/");
        foreach (string secret in (string[])["workshop", "Second Life", "Station Yard", "Ray", "Mill Lane"])
            Assert.DoesNotContain(secret, said, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Staff_who_book_a_meeting_read_that_the_letter_will_not_name_the_place()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid guarded = await host.Receive(r => r with { Risks = [new Risk("falls")] }), other = await host.Receive();
        using Visitor sam = await host.SignIn(await host.Employ(StaffRole.Lead));
        foreach (Guid journey in (Guid[])[guarded, other])
            await host.Do(journey, new Intake.Accept());

        Assert.Contains("do not name the place", await sam.Html(PagesHost.PageOf(guarded, "bookMeeting")), StringComparison.Ordinal);
        Assert.DoesNotContain("do not name the place", await sam.Html(PagesHost.PageOf(other, "bookMeeting")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_stranger_typed_is_sent_to_nobody_before_a_human_has_accepted_it()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive(
            r => r with
            {
                Source = ReferralSource.Self,
                Referrer = null,
                Person = r.Person with { FirstName = "Cheap pills", PreferredName = "Cheap pills" }
            });
        await host.Pass(TimeSpan.FromMinutes(1));

        StoredLetter first = Assert.Single(host.Letters);
        Assert.DoesNotContain("pills", first.Text + first.Html + first.Subject, StringComparison.OrdinalIgnoreCase);
        string[] links = [.. Regex.Matches(first.Html, "href=\"([^\"]*)\"").Select(m => m.Groups[1].Value)];
        Assert.EndsWith("/stop", Assert.Single(links), StringComparison.Ordinal);
        Assert.Single(Regex.Matches(first.Text, "https?://"));

        await host.Do(journey, new Intake.Accept());
        await host.Do(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        await host.Do(journey,
            new Meetings.Book(host.Clock.GetUtcNow().AddHours(25), new Place(PlaceKind.CommunityPlace, "Forest Centre")));
        await host.Pass(TimeSpan.FromMinutes(1));
        Assert.Contains("Hello Cheap pills", host.Letters.First(l => l.Subject.StartsWith("Your meeting", StringComparison.Ordinal)).Text,
            StringComparison.Ordinal);
    }
}
