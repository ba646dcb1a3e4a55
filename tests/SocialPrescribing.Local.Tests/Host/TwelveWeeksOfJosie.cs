using System.Net;
using System.Text.Json.Nodes;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;
using static SocialPrescribing.Local.Tests.Host.Story;

namespace SocialPrescribing.Local.Tests.Host;

/// <summary>
/// The whole programme for one person, as everybody involved sees it: over HTTP, in their mail, and through the links in it. The tests of
/// each host run this story.
/// </summary>
internal static class TwelveWeeksOfJosie
{
    /// <summary>She is referred, meets Tom, says how she is, and is looked after when it gets too much.</summary>
    public static async Task Told(IStoryHost host)
    {
        await using Story story = await Story.Begin(host);

        // Monday 1 February 2027. Dr Reid refers Josie, and both hear that it has arrived.
        JsonNode referral = await story.Refer(JosiesReferral.New());
        await story.Until("2027-02-01 09:01");
        StoredLetter receipt = story.OneLetter("reid@surgery.example", "We have your referral");
        Assert.Contains((string)referral["reference"]!, receipt.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Josie", receipt.Text + receipt.Subject, StringComparison.Ordinal);
        StoredLetter hello = story.OneLetter(Josie, "We will be in touch soon");
        foreach (string line in new[] { "999", "111", "116 123", "Nobody watches this inbox" })
            Assert.Contains(line, hello.Text, StringComparison.Ordinal);
        Assert.Equal("requested", (string)(await story.Referral())["status"]!);

        // Tom takes it on, and phones on Wednesday. They will meet in a week.
        JsonNode triage = Assert.Single((await story.Ask(story.Tom, "api/tasks?assignee=unassigned"))["items"]!.AsArray())!;
        Assert.Equal("triage", (string)triage["kind"]!);
        await story.Does(story.Tom, "accept", new() { ["linkWorker"] = story.Tom.Id });
        Assert.Equal("accepted", (string)(await story.Referral())["status"]!);
        await story.Until("2027-02-03 10:00");
        await story.Does(story.Tom, "recordAttempt",
            new() { ["channel"] = "phone", ["outcome"] = "reached", ["note"] = "Would like to meet at home." });
        string first = await story.Books("2027-02-10 11:00");
        StoredLetter booked = story.OneLetter(Josie, "Your meeting on Wednesday 10 February 2027 at 11:00");
        Assert.Contains("DTSTART", booked.Calendar, StringComparison.Ordinal);

        // Josie says yes on the page behind the link. Only opening the page changes nothing.
        string page = await story.Looks(LinkIn(booked, "m"));
        Assert.Contains("Wednesday 10 February 2027 at 11:00", page, StringComparison.Ordinal);
        Assert.Null((await story.Journey()).Meetings[0].ConfirmedAt);
        await story.Sends(page, "/confirm");
        Assert.NotNull((await story.Journey()).Meetings[0].ConfirmedAt);

        // She is reminded two days before and on the morning, and does not come.
        await story.IsReminded("See you soon: Wednesday 10 February 2027 at 11:00", at: "2027-02-08 11:00");
        await story.IsReminded("See you today: Wednesday 10 February 2027 at 11:00", at: "2027-02-10 08:00");
        await story.Until("2027-02-10 12:30");
        await story.Does(story.Tom, "recordMeetingOutcome",
            new() { ["meeting"] = first, ["outcome"] = "didNotAttend", ["barrier"] = "anxiety" });
        Assert.Contains((await story.Journey()).Tasks, t => t.Kind is TaskKind.PhoneAfterMissed && t.Due == London("2027-02-10 17:00"));

        // Tom phones the same day, they meet a week later, and agree a plan.
        await story.Until("2027-02-10 14:00");
        await story.Does(story.Tom, "recordAttempt", new() { ["channel"] = "phone", ["outcome"] = "reached" });
        string second = await story.Books("2027-02-17 11:00");
        await story.IsReminded("See you soon: Wednesday 17 February 2027 at 11:00", at: "2027-02-15 11:00");
        await story.Until("2027-02-17 12:30");
        await story.Does(story.Tom, "recordMeetingOutcome", new() { ["meeting"] = second, ["outcome"] = "held" });
        await story.Does(story.Tom, "agreePlan", new()
        {
            ["needs"] = new JsonArray("anxiety", "socialIsolation"),
            ["whatMatters"] = "To make something with my hands again",
            ["goals"] = new JsonArray(
                new JsonObject
                {
                    ["text"] = "Go to the furniture workshop",
                    ["importance"] = 9,
                    ["nextStep"] = "See it from outside with Tom"
                }),
        });
        Assert.Equal(Stage.Attending, (await story.Journey()).Stage);
        Assert.Equal("in-progress", (string)(await story.Referral())["status"]!);

        // The next morning she is asked how she is and answers on the page. After that the link no longer works.
        await story.IsReminded("How are you doing?", at: "2027-02-18 10:00");
        string survey = LinkIn(story.LastLetter(Josie), "s");
        await story.Until("2027-02-18 19:00");
        await story.Answers(survey, satisfied: 5, happy: 6);
        Assert.Equal(5, (await story.Journey()).Surveys.Single(s => s.Id == "baseline").Answers!["ons4.satisfied"]);
        await story.IsGone(survey);

        // Tom asks the workshop whether Josie may come. Their mail names nobody, and nothing of why she was referred.
        await story.Until("2027-02-19 10:00");
        string introduction = await story.Does(story.Tom, "introduce", new()
        {
            ["activity"] = new JsonObject
            {
                ["name"] = "Furniture workshop",
                ["provider"] = "Second Life",
                ["email"] = Workshop,
                ["where"] = "3 Station Yard, Bordon"
            },
            ["as"] = "referral",
            ["agreed"] = true,
            ["share"] = "Likes to know beforehand who will be there.",
        });
        await story.Settles();
        StoredLetter asked = story.OneLetter(Workshop, "Somebody would like to come to Furniture workshop");
        Assert.DoesNotContain("Josie", asked.Text + asked.Html + asked.Subject, StringComparison.Ordinal);

        // They have not answered by Wednesday evening and are asked again. On Thursday they say yes on the page behind the link.
        await story.Until("2027-02-24 16:59");
        Assert.Empty(story.Letters(Workshop, "A person waits for your answer"));
        await story.Until("2027-02-25 09:30");
        string answer = LinkIn(story.OneLetter(Workshop, "A person waits for your answer"), "a");
        page = await story.Looks(answer);
        Assert.Contains("Likes to know beforehand who will be there.", page, StringComparison.Ordinal);
        foreach (string secret in new[] { "Quill", "anxi", Josie })
            Assert.DoesNotContain(secret, page, StringComparison.OrdinalIgnoreCase);
        await story.Sends(page, answer, ("answer", "Accepted"), ("reason", "Ask for Jan at the gate."));
        Assert.Contains((await story.Journey()).Tasks, t => t.Kind is TaskKind.PlanSession && t.About == introduction);

        // A lift is arranged for the first visit. She is reminded the day before, Tom goes along, and asks two days later how it was.
        string visit =
            await story.PlansSession(introduction, "2027-03-04 10:00", new() { ["kind"] = "lift", ["with"] = "Ray", ["arranged"] = true });
        await story.IsReminded("See you soon: Thursday 4 March 2027 at 10:00", at: "2027-03-03 10:00");
        foreach (string line in new[] { "Furniture workshop", "3 Station Yard, Bordon", "You get a lift from Ray", "We go there with you",
            "Tom Ashby" })
            Assert.Contains(line, story.LastLetter(Josie).Text, StringComparison.Ordinal);
        await story.Until("2027-03-04 12:30");
        await story.Does(story.Tom, "recordSession", new() { ["session"] = visit, ["came"] = true, ["confidence"] = 5 });
        Assert.Contains((await story.Referral())["milestones"]!.AsArray(), m => (string)m!["what"]! == "firstAttended");
        await story.Until("2027-03-06 12:30");
        Assert.Contains((await story.Journey()).Tasks, t => t.Kind is TaskKind.CheckIn);
        visit = await story.PlansSession(introduction, "2027-03-11 10:00", new() { ["kind"] = "own" });
        await story.IsReminded("See you soon: Thursday 11 March 2027 at 10:00", at: "2027-03-10 10:00");
        Assert.Contains("You make your own way there", story.LastLetter(Josie).Text, StringComparison.Ordinal);
        await story.Until("2027-03-11 12:30");
        await story.Does(story.Tom, "recordSession", new() { ["session"] = visit, ["came"] = true, ["confidence"] = 8 });
        Assert.Empty(story.Letters(Josie, "There is still time"));

        // A walk on Easter Monday, the day after the clocks go forward. The reminders keep to both clocks.
        await story.Until("2027-03-15 11:00");
        string walk = await story.Books("2027-03-29 10:00", "outdoors");
        await story.IsReminded("See you soon: Monday 29 March 2027 at 10:00", at: "2027-03-27 09:00");
        await story.IsReminded("See you today: Monday 29 March 2027 at 10:00", at: "2027-03-29 08:00");
        await story.Until("2027-03-29 12:00");
        await story.Does(story.Tom, "recordMeetingOutcome", new() { ["meeting"] = walk, ["outcome"] = "held" });

        // Six weeks after they met she is asked again, and answers after the first reminder, so that there is no second.
        await story.IsReminded("How are you doing?", at: "2027-03-31 10:00");
        survey = LinkIn(story.LastLetter(Josie), "s");
        await story.IsReminded("There is still time to tell us how you are", at: "2027-04-05 10:00");
        await story.Until("2027-04-06 20:00");
        await story.Answers(survey, satisfied: 7, happy: 7);
        await story.Until("2027-04-20 12:00");
        Assert.Single(story.Letters(Josie, "There is still time"));

        // She is in hospital for ten days. What was planned is off, nothing is sent to her, and her referrer sees that support rests.
        await story.PlansSession(introduction, "2027-04-29 10:00", new() { ["kind"] = "own" });
        await story.Does(story.Tom, "pause", new() { ["reason"] = "hospital", ["until"] = "2027-05-01", ["note"] = "A new knee." });
        Assert.Equal("on-hold", (string)(await story.Referral())["status"]!);
        Assert.DoesNotContain("hospital", (await story.Referral()).ToJsonString(), StringComparison.OrdinalIgnoreCase);
        int letters = story.Letters(Josie).Count;
        await story.Until("2027-05-01 08:59");
        Assert.Equal(letters, story.Letters(Josie).Count);
        Assert.NotNull((await story.Journey()).Pause);
        await story.Until("2027-05-01 09:00");
        Assert.Null((await story.Journey()).Pause);
        Assert.Equal("in-progress", (string)(await story.Referral())["status"]!);
        Assert.Contains((await story.Journey()).Tasks, t => t.Kind is TaskKind.KeepInTouch);

        // At twelve weeks her answer is one that a human should see today.
        await story.IsReminded("How are you doing?", at: "2027-05-12 10:00");
        await story.Until("2027-05-12 14:00");
        await story.Answers(LinkIn(story.LastLetter(Josie), "s"), satisfied: 1, happy: 2);
        await story.Settles();
        StoredLetter concern = story.OneLetter(story.Grace.Email, "Please look today");
        Assert.DoesNotContain("Josie", concern.Text + concern.Html, StringComparison.Ordinal);
        Assert.Empty(story.Letters(story.Leila.Email, "concern"));

        // Until somebody acknowledges it, it is told again every four working hours, now to the lead as well, and Josie's mail rests.
        await story.Books("2027-05-20 11:00");
        await story.Settles();
        Assert.Empty(story.Letters(Josie, "Your meeting on Thursday 20 May"));
        Assert.Contains((await story.Journey()).Tasks, t => t.Kind is TaskKind.TellPerson && t.Due <= London("2027-05-20 11:00"));
        await story.Until("2027-05-13 09:59");
        Assert.Empty(story.Letters(story.Grace.Email, "Still open"));
        await story.Until("2027-05-13 10:00");
        Assert.Single(story.Letters(story.Grace.Email, "Still open"));
        Assert.Single(story.Letters(story.Leila.Email, "Still open"));
        await story.Until("2027-05-13 14:00");
        Assert.Equal(2, story.Letters(story.Grace.Email, "Still open").Count);
        await story.Refuses(story.Tom, "close", new() { ["reason"] = "goalsMet" }, "concern-open");

        // Grace calls her and settles it. Nothing more is told, and mail goes again.
        await story.Until("2027-05-13 15:00");
        await story.Does(story.Grace, "acknowledgeConcern",
            new() { ["concern"] = "survey-week-12", ["note"] = "Called. Her sister stays with her.", ["settled"] = true });
        await story.Until("2027-05-19 12:00");
        Assert.Equal(2, story.Letters(story.Grace.Email, "Still open").Count);
        Assert.Single(story.Letters(Josie, "See you soon: Thursday 20 May 2027 at 11:00"));

        // The goals are met: Josie hears goodbye, and Dr Reid what came of it, and that there is nothing to do.
        await story.Until("2027-05-20 13:00");
        await story.Does(story.Tom, "close", new() { ["reason"] = "goalsMet", ["note"] = "Runs the glue bench now." });
        await story.Settles();
        Assert.Contains("The door stays open", story.OneLetter(Josie, "Goodbye for now").Text, StringComparison.Ordinal);
        StoredLetter outcome = story.OneLetter("reid@surgery.example", "Our support has ended");
        Assert.Contains("There is no action for you.", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("reached what they wanted", outcome.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("glue", outcome.Text, StringComparison.Ordinal);
        Assert.Equal("completed", (string)(await story.Referral())["status"]!);

        story.MorningsWereOnWorkingDaysAtEight();
        story.NobodyWasWrittenToTwice();
        JournalCheck.Report check = await JournalCheck.Run(story.Machine.Get<IJourneyStore>(), story.Machine.Get<Pathway>(), default);
        Assert.Equal((1, 0), (check.Journeys, check.Findings.Count));
    }
}
