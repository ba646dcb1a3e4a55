using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Browser.Tests;

/// <summary>How somebody is: goals and answers over time, the next questions, and a survey on paper.</summary>
[Collection(InABrowser.Name)]
public sealed class MeasuresTests(Chromium chromium)
{
    [BrowserFact]
    public async Task A_link_worker_scores_goals_asks_on_the_phone_and_prints_for_paper()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await host.Surveyed();
        await host.Do(journey, Example.Plan with { Scores = [2] });
        await host.Do(journey, Example.Answers("baseline", 4) with { How = SurveyMode.FaceToFace }, Actor.Staff(tom.Id));
        await using Screen screen = await chromium.Open(host.Address, Device.Desktop);
        await screen.SignIn(tom);
        await screen.Go($"/journeys/{journey:N}/measures");
        await screen.Look("measures-once");
        Assert.Equal(0, await screen.Page.Locator("canvas").CountAsync());

        await host.Pass(TimeSpan.FromDays(45));
        await screen.Go($"/journeys/{journey:N}/measures");
        await screen.Page.Locator("#scoreGoals summary").ClickAsync();
        await screen.Page.Locator("#scoreGoals-score-1").FillAsync("7");
        await screen.Look("measures-scoring");
        await screen.Page.Locator("#scoreGoals button[type=submit]").ClickAsync();
        await screen.Sees("Scores saved.");
        await screen.Page.Locator("#answerSurvey-week-6 summary").ClickAsync();
        await screen.Page.Locator("input[name='ons4.satisfied'][value='7']").CheckAsync();
        await screen.Look("measures-asking");
        await screen.Page.Locator("#answerSurvey-week-6 button[type=submit]").ClickAsync();
        await screen.Sees("Answers saved.");
        await screen.Sees("better, from low to high");
        await screen.Page.Locator("canvas").First.WaitForAsync();
        await screen.Look("measures");
        await screen.Go($"/journeys/{journey:N}/plan");
        await screen.Look("plan-scored");
        await screen.Go($"/journeys/{journey:N}/surveys/week-6/paper?language=cy");
        await screen.Look("survey-on-paper");
    }
}
