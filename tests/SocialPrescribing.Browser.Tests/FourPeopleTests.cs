using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Browser.Tests;

/// <summary>
/// Every task of each of the four people for whom the service is made, done from beginning to end and measured. The table is saved with the
/// screenshots. Decision 42 compares before and after.
/// </summary>
[Collection(InABrowser.Name)]
public sealed class FourPeopleTests(Chromium chromium, Xunit.Abstractions.ITestOutputHelper output)
{
    private readonly List<string> _rows = [];

    [BrowserTheory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task What_each_of_them_does_is_near(int width)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), leila = await host.Employ(StaffRole.Lead, "Leila Marsh"),
            ada = await host.Employ(StaffRole.Admin, "Ada Hill");
        Guid journey = await JourneyTasksTests.TwelveWeeks(host, tom.Id);
        await Referrer(host, width);
        await Person(host, width);
        await LinkWorker(host, tom, journey, width);
        await LeadAndAdmin(host, leila, ada, width);

        StringBuilder table = new();
        table.AppendLine("| who | task | clicks | fields | pages | pixels | seconds | measured |")
            .AppendLine("|---|---|--:|--:|--:|--:|--:|--:|");
        _rows.ForEach(row => table.AppendLine(row));
        output.WriteLine(table.ToString());
        await File.WriteAllTextAsync(Screen.Beside($"four-people-{width}.md"), table.ToString());
    }

    private async Task Referrer(PagesHost host, int width)
    {
        await using Screen nurse = await Open(host, width);
        await nurse.Go("/refer?way=page");
        foreach (bool isKnown in (bool[])[false, true])
        {
            Hand hand = Begin(nurse, "referrer", isKnown ? "refer somebody, known on this device" : "refer somebody for the first time");
            if (!isKnown)
            {
                await hand.Choose("What are you?", "Community nurse");
                await hand.Type("Your name", "Siân Llewellyn");
                await hand.Type("Service or team", "East team");
                await hand.Type("Organisation", "Heath Community Health");
                await hand.Type("Your work email", "sian@heath.example");
                await hand.Click("label[for=remember]");
                await hand.Type("GP practice", "J82055");
            }
            await hand.Type("First name", isKnown ? "José" : "Betty");
            await hand.Type("Family name", "García");
            // Somebody who knows the form pastes or types the date in one piece.
            await hand.Type("Day", isKnown ? "2/11/1946" : "2");
            if (!isKnown)
            {
                await hand.Type("Month", "11");
                await hand.Type("Year", "1946");
            }
            await hand.Type("Mobile phone", "07700900123");
            await hand.Type("When to call, if only then (optional)", "after 4 pm");
            await hand.Type("Address", "8 Camp Road");
            await hand.Type("Postcode", "GU350XX");
            await hand.Click("label:text-is('Loneliness')");
            await hand.Type("Why do you refer them?", "Has stopped going out.");
            await hand.Click("label:text-is('No known risks')");
            await hand.Click("label:text-is('No')");
            await hand.Click("label:has-text('The person agrees to this referral')");
            await nurse.Look("refer-all-filled");
            await hand.Click("button:text-is('Send the referral')");
            await nurse.Sees("What happens next");
            Done(hand);
            if (isKnown)
                Assert.InRange(hand.Seconds, 20, 59.5);
            await nurse.Go("/refer?way=page");
        }
    }

    private async Task Person(PagesHost host, int width)
    {
        Guid journey = await host.Surveyed();
        (Guid booked, string meeting) = await host.Booked();
        await using Screen ana = await Open(host, width);

        await ana.Go("/refer/myself");
        Hand asks = Begin(ana, "person", "ask for a link worker");
        await asks.Click("main .nhsuk-button");
        await asks.Type("Your first name", "Ana");
        await asks.Type("Your family name", "Vale");
        await asks.Type("Day", "5");
        await asks.Type("Month", "6");
        await asks.Type("Year", "1950");
        await ana.Look("myself-name-filled");
        await asks.Click("button:text-is('Continue')");
        await asks.Type("Your phone number", "07700 900123");
        await asks.Type("When is a good time to call? (You can skip this.)", "mornings");
        await asks.Click("label:text-is('I have no fixed home')");
        await ana.Look("myself-contact-filled");
        await asks.Click("button:text-is('Continue')");
        await asks.Click(".nhsuk-checkboxes__label");
        await ana.Look("myself-you-filled");
        await asks.Click("button:text-is('Continue')");
        await asks.Click("label:has-text('No. Please help me all the same')");
        await ana.Look("myself-meeting-filled");
        await asks.Click("button:text-is('Continue')");
        await asks.Click("button:text-is('Send')");
        await ana.Sees("We have your request");
        Done(asks);

        await ana.Go($"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}");
        Hand answers = Begin(ana, "person", "answer a survey of eight questions");
        await answers.Click("main .nhsuk-button");
        while (await ana.Page.Locator("button:text-is('Send my answers')").CountAsync() is 0)
        {
            await answers.Click("form label");
            await answers.Click("button:text-is('Continue')");
        }
        await answers.Click("button:text-is('Send my answers')");
        await ana.Sees("Thank you");
        Done(answers);

        await ana.Go($"/m/{host.Link(LinkPurpose.Meeting, booked, $"{meeting}/1")}");
        Hand confirms = Begin(ana, "person", "say that I come");
        await confirms.Click("button:text-is('Yes, I will come')");
        await ana.Sees("We look forward to seeing you.");
        Done(confirms);

        await ana.Go($"/p/{host.Link(LinkPurpose.Preferences, booked)}");
        Hand stops = Begin(ana, "person", "stop all emails");
        await stops.Click("button:text-is('Stop all emails')");
        await ana.Sees("We send you no emails.");
        Assert.Equal((1, 2), (stops.Clicks, stops.Pages));
        Done(stops);
    }

    private async Task LinkWorker(PagesHost host, StaffMember tom, Guid journey, int width)
    {
        Guid waits = await host.Receive(r => r with { Person = r.Person with { FamilyName = "Ash" } });
        await host.Do(waits, new Intake.Accept(LinkWorker: tom.Id));
        await using Screen screen = await Open(host, width);
        await screen.SignIn(tom);

        Hand calls = Begin(screen, "link worker", "record a call from the board");
        await calls.Click($".app-card:has(a[href*='{waits:N}']) .app-quick summary");
        await calls.Click($".app-card:has(a[href*='{waits:N}']) label:text-is('No answer')");
        await calls.Click($".app-card:has(a[href*='{waits:N}']) button:text-is('Record')");
        await screen.Sees("Contact recorded.");
        Done(calls);

        await screen.Go($"/journeys/{journey:N}");
        Hand reads = Begin(screen, "link worker", "why they are here, how to reach them, what was last noted");
        await reads.See("main >> text=Lives alone since her husband died.");
        await reads.See("a.app-tel");
        await reads.See("main >> text=Her daughter drives her on Thursdays");
        Done(reads);

        Hand came = Begin(screen, "link worker", "record that they came");
        await came.Click("#tasks label:has-text('Yes, they came')");
        await came.Click("#tasks form:has(input[value=recordSession]) button[type=submit]");
        await screen.ComesTo("**done=recordSession**");
        Done(came);

        await screen.Go($"/journeys/{journey:N}");
        Hand notes = Begin(screen, "link worker", "write an important note from a template");
        await notes.Click(".app-often[href$='#addNote']");
        await notes.Click("a.app-begin:text-is('Meeting')");
        await screen.Look("journey-note-template");
        await notes.Fill("#addNote-text", "Who was there: Maya. How they are: well.");
        await notes.Click("label[for=addNote-important]");
        await notes.Click("#addNote button[type=submit]");
        await screen.ComesTo("**done=addNote**");
        Done(notes);
        await screen.Look("journey-pinned");

        await screen.Go($"/journeys/{journey:N}");
        Hand books = Begin(screen, "link worker", "book a meeting");
        await books.Click(".app-menu > summary");
        await books.Click(".app-menu a[href$='#bookMeeting']");
        await books.Fill("#bookMeeting-at", "2027-05-20T10:30");
        await books.Fill("#bookMeeting-where", "Forest Centre, Bordon");
        await books.Click("#bookMeeting button[type=submit]");
        await screen.ComesTo("**done=bookMeeting**");
        await screen.Look("journey-booked");
        Done(books);

        await screen.Go($"/journeys/{journey:N}/details");
        Hand files = Begin(screen, "link worker", "add a document");
        await files.Click("#addDocument > summary");
        await screen.Look("journey-document-form");
        await files.Fill("#addDocument-title", "Letter from the housing office");
        await screen.Page.Locator("#addDocument input[type=file]").SetInputFilesAsync(
            new Microsoft.Playwright.FilePayload
            {
                Name = "letter.pdf",
                MimeType = "application/pdf",
                Buffer = "%PDF-1.7\n%%EOF\n"u8.ToArray()
            });
        await files.Click("#addDocument button[type=submit]");
        await screen.Sees("Letter from the housing office");
        Done(files);
        await screen.Look("journey-document");
    }

    private async Task LeadAndAdmin(PagesHost host, StaffMember leila, StaffMember ada, int width)
    {
        Guid worry = await host.Receive(r => r with { Safeguarding = new Safeguarding(true, "Worried") });
        await using Screen lead = await Open(host, width);
        await lead.SignIn(leila);
        await lead.Go("/team");
        Hand gives = Begin(lead, "lead", "give a new person to a link worker");
        await gives.Pick($"select[name='to-{worry:N}']", leila.Id);
        await gives.Click("button:text-is('Allocate those chosen')");
        await lead.Sees("Everybody who was chosen has a link worker now.");
        Done(gives);
        Hand takes = Begin(lead, "lead", "take on a concern");
        await takes.Click("summary:has-text('Take it on')");
        await takes.Click("button:text-is('I take this on')");
        await lead.Loaded();
        Done(takes);

        await using Screen admin = await Open(host, width);
        await admin.SignIn(ada);
        await admin.Go("/settings/staff");
        Hand invites = Begin(admin, "admin", "invite a colleague");
        await invites.Type("Name", "Nia Hall");
        await invites.Type("Email", "nia@riverside.example");
        await invites.Choose("What do they do here?", "Link worker");
        await invites.Click("button:text-is('Add')");
        await admin.Sees("Nia Hall");
        Done(invites);
    }

    private Task<Screen> Open(PagesHost host, int width) => chromium.Open(host.Address, Device.Desktop, width);

    private static Hand Begin(Screen screen, string who, string task) => new(screen, who, task);

    private void Done(Hand hand) => _rows.Add(hand.Row());
}
