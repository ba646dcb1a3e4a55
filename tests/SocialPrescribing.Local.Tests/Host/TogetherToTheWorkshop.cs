using System.Text.Json.Nodes;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Web;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Phrases;
using SocialPrescribing.Web.Staff.Desk;
using static SocialPrescribing.Local.Tests.Host.Story;

namespace SocialPrescribing.Local.Tests.Host;

/// <summary>
/// The purpose of the programme, from the GP's letter to the goodbye: over HTTP, in everybody's mail, and through the links in it.
/// </summary>
internal static class TogetherToTheWorkshop
{
    private const string Alan = "alan.fenn@mail.example";
    private static JsonObject WithDerek => new() { ["kind"] = "lift", ["with"] = "Derek from the workshop", ["arranged"] = true };
    private static JsonObject ByBus => new() { ["kind"] = "own" };

    /// <summary>Alan, who has not left his flat for two years, goes to the workshop alone in week ten.</summary>
    public static async Task Told(IStoryHost host)
    {
        await using Story story = await Story.Begin(host);

        // Monday 1 February 2027. Alan is 52, was a joiner, and has agoraphobia. Dr Reid refers him.
        JsonObject referral = JosiesReferral.New();
        referral["reason"] = "Agoraphobia. Has hardly left his flat for two years.";
        referral["needs"] = new JsonArray("anxiety", "socialIsolation");
        referral["person"] = new JsonObject
        {
            ["firstName"] = "Alan",
            ["familyName"] = "Fenn",
            ["dateOfBirth"] = "1974-05-02",
            ["address"] = new JsonObject { ["lines"] = new JsonArray("9 Invented Court"), ["postcode"] = "GU35 9AB" },
            ["contacts"] = new JsonArray(new JsonObject { ["kind"] = "email", ["value"] = Alan, ["allowed"] = true },
                new JsonObject { ["kind"] = "mobile", ["value"] = "07700 900456", ["allowed"] = true }),
        };
        await story.Refer(referral);
        await story.Settles();
        story.OneLetter("reid@surgery.example", "We have your referral");
        story.OneLetter(Alan, "We will be in touch soon");

        // Tom rings the next day. Alan would rather not go out, so Tom comes to him.
        await story.Until("2027-02-02 10:00");
        await story.Does(story.Tom, "accept", new() { ["linkWorker"] = story.Tom.Id });
        await story.Does(story.Tom, "recordAttempt", new() { ["channel"] = "phone", ["outcome"] = "reached" });
        string visit = await story.Books("2027-02-05 11:00");
        Assert.Contains("At your home", story.OneLetter(Alan, "Your meeting on Friday 5 February 2027 at 11:00").Text,
            StringComparison.Ordinal);
        await story.IsReminded("See you soon: Friday 5 February 2027 at 11:00", at: "2027-02-03 11:00", Alan);
        await story.Until("2027-02-05 12:00");
        await story.Does(story.Tom, "recordMeetingOutcome", new() { ["meeting"] = visit, ["outcome"] = "held" });

        // They talk about wood, and write down what he wants.
        await story.Does(story.Tom, "agreePlan", new()
        {
            ["needs"] = new JsonArray("anxiety", "socialIsolation"),
            ["whatMatters"] = "Making something with my hands that somebody needs",
            ["goals"] = new JsonArray(
                new JsonObject
                {
                    ["text"] = "Build a table for a family",
                    ["importance"] = 9,
                    ["nextStep"] = "Look at the workshop from the car"
                }),
            ["strengths"] = new JsonArray("A joiner for twenty years"),
        });

        // There is a workshop where people make furniture for families in need, every Thursday. May Tom tell them about him? He may.
        string workshop = await story.Does(story.Tom, "introduce", new()
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
            ["share"] = "A joiner. A seat near the door, please.",
        });
        Assert.Empty(await story.ToDo(story.Tom));

        // On the third day the workshop is asked again. They open the link in their mail, read what Alan agreed to share, and say yes.
        await story.Until("2027-02-10 18:00");
        string answer = LinkIn(story.OneLetter(Workshop, "A person waits for your answer"), "a");
        string page = await story.Looks(answer);
        Assert.Contains("A seat near the door, please.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("agoraphobia", page, StringComparison.OrdinalIgnoreCase);
        await story.Sends(page, answer, ("answer", "Accepted"), ("reason", ""));
        Assert.Equal(["planSession"], await story.ToDo(story.Tom));

        // He cannot take the bus yet. A lift is wanted by Tuesday, and Derek will drive them both.
        await story.Until("2027-02-11 10:00");
        string session = await story.PlansSession(workshop, "2027-02-18 10:00", new() { ["kind"] = "lift" });
        Assert.Equal(["arrangeTransport"], await story.ToDo(story.Tom));
        await story.Does(story.Tom, "arrangeTransport", new() { ["session"] = session, ["transport"] = WithDerek });
        Assert.Empty(await story.ToDo(story.Tom));

        // The day before, Alan reads who drives and who comes along. They go together. Two days later Tom asks how it was.
        await story.IsReminded("See you soon: Thursday 18 February 2027 at 10:00", at: "2027-02-17 10:00", Alan);
        foreach (string line in new[] { "Furniture workshop", "3 Station Yard, Bordon", "You get a lift from Derek from the workshop",
            "We go there with you" })
            Assert.Contains(line, story.LastLetter(Alan).Text, StringComparison.Ordinal);
        await Came(session, "2027-02-18", confidence: 1);
        await story.Until("2027-02-22 09:00");
        Assert.Equal(["checkIn"], await story.ToDo(story.Tom));
        await story.Ticks(story.Tom, "checkIn", "Slept well after it.");

        // Four times they go together. Nobody hurries him. After the fourth he has been sure of himself twice.
        await Goes("2027-02-25", confidence: 4, WithDerek);
        await Goes("2027-03-04", confidence: 7, WithDerek);
        Assert.Empty(await story.ToDo(story.Tom));
        await Goes("2027-03-11", confidence: 8, WithDerek);
        Assert.Equal(["considerStepDown"], await story.ToDo(story.Tom));
        Assert.All((await story.Journey()).Sessions, s => Assert.Equal(Companion.LinkWorker, s.WentAlong));

        // "I could come with Derek, if you are there when I arrive."
        await StepsTo("metThere", "He wants to try, with somebody he knows at the door.");
        Assert.Empty(await story.ToDo(story.Tom));

        // The next time it snows, and he stays at home. Tom rings him the same day; it is nobody's fault.
        await story.Until("2027-03-16 09:00");
        session = await story.PlansSession(workshop, "2027-03-18 10:00", WithDerek);
        await story.IsReminded("See you soon: Thursday 18 March 2027 at 10:00", at: "2027-03-17 10:00", Alan);
        Assert.Contains("We meet you there", story.LastLetter(Alan).Text, StringComparison.Ordinal);
        await story.Until("2027-03-18 12:30");
        await story.Does(story.Tom, "recordSession", new() { ["session"] = session, ["came"] = false, ["whyNot"] = "weather" });
        Assert.Equal(["phoneAfterMissed"], await story.ToDo(story.Tom));
        await story.Does(story.Tom, "recordAttempt", new() { ["channel"] = "phone", ["outcome"] = "reached" });

        // At six weeks they look at the plan together. Then twice he is met there and is sure.
        await story.Until("2027-03-19 09:00");
        Assert.Equal(["review"], await story.ToDo(story.Tom));
        await story.Does(story.Tom, "recordReview",
            new() { ["outcome"] = "goOn", ["note"] = "He has begun a table. He wants to try the bus." });
        await Goes("2027-03-25", confidence: 7, WithDerek);
        await Goes("2027-04-01", confidence: 8, WithDerek);
        Assert.Equal(["considerStepDown"], await story.ToDo(story.Tom));

        // So now he takes the bus, and Tom only rings the evening before and after.
        await StepsTo("phoned", "He will take the bus. A call before and after helps.");
        session = await story.PlansSession(workshop, "2027-04-08 10:00", ByBus);
        await story.Until("2027-04-07 09:00");
        Assert.Equal(["phoneBefore"], await story.ToDo(story.Tom));
        await story.Ticks(story.Tom, "phoneBefore", "Has bought a ticket.");
        await story.IsReminded("See you soon: Thursday 8 April 2027 at 10:00", at: "2027-04-07 10:00", Alan);
        foreach (string line in new[] { "You make your own way there", "We call you before, and after" })
            Assert.Contains(line, story.LastLetter(Alan).Text, StringComparison.Ordinal);
        await story.Until("2027-04-08 12:00");
        Assert.Equal(["phoneAfter", "recordSession"], (await story.ToDo(story.Tom)).Order());
        await Came(session, "2027-04-08", confidence: 8);
        await Goes("2027-04-15", confidence: 9, ByBus);
        await StepsTo("independent", "\"You need not ring any more.\"");
        Assert.Empty(await story.ToDo(story.Tom));

        // In week ten he goes alone, and the week after, and the week after that.
        await Goes("2027-04-22", confidence: 9, ByBus);
        await Goes("2027-04-29", confidence: 9, ByBus);
        Assert.DoesNotContain(await Milestones(), m => m is "independent");
        await Goes("2027-05-06", confidence: 10, ByBus);
        Assert.Equal(["received", "accepted", "contacted", "met", "planAgreed", "introduced", "firstAttended", "independent"],
            await Milestones());
        Journey alan = await story.Journey();
        Session alone = alan.Sessions.First(s => s is { Came: true, Support: SupportStep.Independent });
        int days = WorkingCalendar.LondonDate(alone.At).DayNumber - WorkingCalendar.LondonDate(alan.FirstAttended!.At).DayNumber;
        Assert.Equal((10, Companion.Nobody), ((days / 7) + 1, alone.WentAlong!.Value));

        // They look back, and say goodbye. The workshop stays his. Dr Reid hears of it the same day, and that there is nothing to do.
        await story.Does(story.Tom, "recordReview",
            new() { ["outcome"] = "readyToEnd", ["note"] = "The table stands in a family's kitchen." });
        await story.Does(story.Tom, "close", new() { ["reason"] = "independent" });
        await story.Settles();
        story.OneLetter(Alan, "Goodbye for now");
        StoredLetter outcome = story.OneLetter("reid@surgery.example", "Our support has ended");
        foreach (string line in new[] { "The person goes to their activities without us", "There is no action for you." })
            Assert.Contains(line, outcome.Text, StringComparison.Ordinal);
        Assert.Equal("completed", (string)(await story.Referral())["status"]!);
        Assert.True((await story.Journey()).Introductions[0].CanAttend);
        Assert.Empty(await story.ToDo(story.Tom));

        // After three months he is asked how he is. Nothing was ever late, and nobody was written to twice.
        await story.IsReminded("How are you doing?", at: "2027-08-06 10:00", Alan);
        Assert.Empty(story.Letters(story.Leila.Email, "late"));
        story.NobodyWasWrittenToTwice();
        Assert.Empty((await JournalCheck.Run(story.Machine.Get<IJourneyStore>(), story.Machine.Get<Pathway>(), default)).Findings);

        // Planned two days ahead, read about the day before, lived through, and written down at half past twelve.
        async Task Goes(string date, int confidence, JsonObject transport)
        {
            DateTimeOffset at = London($"{date} 10:00");
            await story.Machine.MoveTo(WorkingCalendar.AddDays(at, -2));
            string planned = await story.PlansSession(workshop, $"{date} 10:00", transport);
            await story.Machine.MoveTo(at);
            Assert.Single(story.Letters(Alan, $"See you soon: {Words.When(at)}"));
            if ((await story.ToDo(story.Tom)).Contains("phoneBefore"))
                await story.Ticks(story.Tom, "phoneBefore", "Looks forward to it.");
            await Came(planned, date, confidence);
        }

        async Task Came(string which, string date, int confidence)
        {
            await story.Until($"{date} 12:30");
            await story.Does(story.Tom, "recordSession", new() { ["session"] = which, ["came"] = true, ["confidence"] = confidence });
        }

        Task StepsTo(string step, string because) =>
            story.Does(story.Tom, "changeSupport", new() { ["introduction"] = workshop, ["to"] = step, ["reason"] = because });

        async Task<string[]> Milestones() => [.. (await story.Referral())["milestones"]!.AsArray().Select(m => (string)m!["what"]!)];
    }
}
