using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;

namespace SocialPrescribing.Browser.Tests;

/// <summary>What a person does by the links in their mail.</summary>
[Collection(InAnotherBrowser.Name)]
public sealed class PersonTests(Chromium chromium)
{
    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task A_survey_is_answered_question_by_question_and_going_back_keeps_the_answers(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        await using Screen ana = await chromium.Open(host.Address, device);

        await ana.Go($"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}");
        await ana.Look("survey-start");
        await ana.Press("Start");
        int questions =
            int.Parse((await ana.Page.Locator(".nhsuk-caption-l").InnerTextAsync()).Split(' ')[^1], CultureInfo.InvariantCulture);
        for (int question = 1; question <= questions; question++)
        {
            await ana.Sees($"Question {question} of {questions}");
            if (question is 1 or 5)
                await ana.Look($"survey-question-{question}");
            await ana.Page.Locator("input[type=radio]").Nth(1).CheckAsync(new() { Force = true });
            await ana.Press("Continue");
            if (question is not 2)
                continue;
            // Choices on the page that one leaves are kept, too.
            await ana.Page.Locator("input[type=radio]").Nth(2).CheckAsync(new() { Force = true });
            await ana.Press("Back");
            await ana.Sees($"Question 2 of {questions}");
            Assert.True(await ana.Page.Locator("input[type=radio]").Nth(1).IsCheckedAsync());
            await ana.Press("Continue");
            Assert.True(await ana.Page.Locator("input[type=radio]").Nth(2).IsCheckedAsync());
        }
        await ana.Sees($"You have answered {questions} of {questions} questions");
        await ana.Look("survey-end");
        await ana.Tick("I would like someone to call me soon");
        await ana.Press("Send my answers");

        await ana.Sees("You asked for a call.");
        await ana.Look("survey-thanks");
        Survey survey = (await host.State(journey)).Surveys.Single(s => s.Id == "baseline");
        Assert.Equal((questions, true), (survey.Answers!.Count, survey.CallMe));
    }

    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task A_meeting_is_confirmed_and_then_it_is_not_a_good_time_after_all(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked();
        string path = $"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}";
        await using Screen ana = await chromium.Open(host.Address, device);

        await ana.Go(path);
        await ana.Look("meeting");
        await ana.Press("Yes, I will come");
        await ana.Sees("We look forward to seeing you.");
        await ana.Look("meeting-confirmed");
        Assert.NotNull((await host.State(journey)).Meetings.Single(m => m.Id == meeting).ConfirmedAt);

        await ana.Go(path);
        await ana.Type("Which days or times are better for you?", "Tuesday mornings");
        await ana.Press("Ask for another time");
        await ana.Sees("We will look for another time");
        await ana.Look("meeting-another-time");

        await ana.Go(path);
        await ana.Press("I cannot come");
        await ana.Sees("is off. That is fine.");
        await ana.Look("meeting-cannot-come");
        await ana.Go(path);
        await ana.Sees("This meeting is off");
        await ana.Look("meeting-is-off");
        Assert.DoesNotContain((await host.State(journey)).Meetings, m => m.IsBooked);
    }

    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task One_tap_opts_out_and_one_tap_takes_it_back(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await using Screen ana = await chromium.Open(host.Address, device);

        await ana.Go($"/p/{host.Link(LinkPurpose.Preferences, journey)}");
        await ana.Look("preferences");
        await ana.Press("Stop all emails");
        await ana.Sees("We send you no emails.");
        Assert.Equal(OptOut.Everything, (await host.State(journey)).Preferences.OptOut);
        await ana.Look("preferences-no-mail");
        await ana.Press("Send me emails again");
        await ana.Sees("We email you about your meetings");
        Assert.Equal(OptOut.Nothing, (await host.State(journey)).Preferences.OptOut);
    }

    [BrowserTheory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.PhoneWithoutScripts)]
    public async Task What_is_held_is_read_kept_as_a_file_and_put_right(Device device)
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        await host.ConfirmIdentity(journey);
        await using Screen ana = await chromium.Open(host.Address, device);

        await ana.Go($"/p/{host.Link(LinkPurpose.Preferences, journey)}");
        await ana.Follow("See what we hold about you");
        await ana.Sees("Lives alone since her husband died.");
        await ana.Look("held");
        await ana.Page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Print });
        Assert.Equal("none",
            await ana.Page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('a[download]'), '::after').content"));
        await ana.Page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Null });
        Microsoft.Playwright.IDownload file = await ana.Page.RunAndWaitForDownloadAsync(() => ana.Follow("Save it as a file (JSON)"));
        Assert.Equal("my-data.json", file.SuggestedFilename);
        await ana.Follow("Is something wrong? Change your details");
        await ana.Look("details");
        await ana.Type("New mobile phone number", "12");
        await ana.Press("Save");
        await ana.Page.Locator(".nhsuk-error-summary").WaitForAsync();
        await ana.Look("details-refused");
        await ana.Type("New mobile phone number", "07700 900456");
        await ana.Press("Save");

        await ana.Sees("This is how it is now.");
        Assert.Contains((await host.State(journey)).Preferences.Contacts, c => c.Value == "+447700900456");
    }

    [BrowserFact]
    public async Task Whoever_speaks_Welsh_reads_Welsh()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed(r => r with { Person = r.Person with { Language = "cy" } });
        (Guid booked, string meeting) = await host.Booked(r => r with { Person = r.Person with { Language = "cy" } });
        await using Screen ana = await chromium.Open(host.Address, Device.Desktop);

        foreach ((string name, string path) in ((string, string)[])
        [
            ("welsh-survey", $"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}"),
            ("welsh-survey-question", $"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}/1"),
            ("welsh-meeting", $"/m/{host.Link(LinkPurpose.Meeting, booked, $"{meeting}/1")}"),
            ("welsh-preferences", $"/p/{host.Link(LinkPurpose.Preferences, journey)}"),
            ("welsh-myself", "/refer/myself?lang=cy"),
        ])
        {
            await ana.Go(path);
            Assert.Equal("cy", await ana.Page.Locator("html").GetAttributeAsync("lang"));
            await ana.Look(name);
        }
    }
}
