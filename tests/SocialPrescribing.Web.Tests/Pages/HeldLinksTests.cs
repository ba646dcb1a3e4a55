using System.Net;
using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The page on which a person reads what is held about them, and what must not be on it if others may look.</summary>
public sealed class HeldLinksTests
{
    private const string Workshop = "Furniture workshop";

    /// <summary>Where she is and goes, how she is reached, who referred her, and what anybody wrote.</summary>
    private static readonly string[] Whereabouts =
    [
        "Mill Lane", "GU35", "ana@example.org", "900123", "555099", "Dr Hill", "Forest Surgery", "Forest PCN", "hill@example.org",
        "Forest Centre", Workshop, "Second Life", "second-life.example",
        "Sing with others", "To be out of the house", "nervous among new people", "Speaks softly", "large print", "largePrint",
        "Walks with a stick", "a meeting is booked", "meetingBooked", "we have the referral", "Tom Ashby",
    ];

    [Fact]
    public async Task Everything_about_a_person_is_there_to_read_and_to_keep()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await Lived(host, tom);
        using Visitor ana = host.Visit();
        string path = $"/p/{host.Link(LinkPurpose.Preferences, journey)}";

        Assert.Contains($"href=\"{path}/data\"", await ana.Html(path), StringComparison.Ordinal);
        string page = WebUtility.HtmlDecode(await ana.Html($"{path}/data"));
        foreach (string held in (string[])["Ana O'Connor", "9 March 1950", "9434765919", "4 Mill Lane\nBordon\nGU35 9LP", "ana@example.org",
            "07700 900123", "Dr Hill", "Lives alone since her husband died.", "To be out of the house again", "Sing with others", Workshop,
            "Is nervous among new people", "Forest Centre, Bordon", "Tom Ashby", "how happy did you feel yesterday?",
            "to you: a meeting is booked", "to whoever referred you: we have the referral", "to an activity: may you come",
            "Likes the piano.", "Speaks softly", "BSL interpreter", "Forest Surgery", "We look at it again"])
            Assert.Contains(held, page, StringComparison.Ordinal);

        HttpResponseMessage file = await ana.Get($"{path}/data.json");
        Assert.Equal(("application/json", "attachment", "my-data.json"),
            (file.Content.Headers.ContentType!.MediaType, file.Content.Headers.ContentDisposition!.DispositionType,
                file.Content.Headers.ContentDisposition.FileName));
        Assert.True(file.Headers.CacheControl!.NoStore);
        using JsonDocument json = JsonDocument.Parse(await file.Content.ReadAsStringAsync());
        Assert.Equal("O'Connor", json.RootElement.GetProperty("person").GetProperty("familyName").GetString());
        Assert.Equal("Likes the piano.", json.RootElement.GetProperty("notes")[0].GetProperty("text").GetString());
        Assert.Equal(5, json.RootElement.GetProperty("surveys")[0].GetProperty("answers").GetProperty("ons4.happy").GetInt32());
        Assert.Contains(json.RootElement.GetProperty("messages")
            .EnumerateArray(), m => m.GetProperty("kind").GetString() is "meetingBooked");
        Assert.DoesNotContain("cousin", page + json.RootElement, StringComparison.Ordinal);
        foreach (string inner in (string[])["tasks", "fired", "withheld", "concerns", "lastTouchAt"])
            Assert.False(json.RootElement.TryGetProperty(inner, out _), inner);
    }

    [Fact]
    public async Task Nothing_about_safety_stands_where_others_may_look_and_the_page_does_not_say_whether_there_is_any()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid safe = await Lived(host, tom), unsafeAtHome = await Lived(host, tom, r => r with
        {
            Needs = ["loneliness", Needs.DomesticAbuse],
            Reason = "Afraid of Victor.",
            WhatMattersMost = "Away from Victor",
            Person = r.Person with
            {
                Household = "Lives with Victor",
                CommunicationNeeds = "Not when Victor is in",
                Mobility = "Victor has the car",
                Adjustments = ["never mention Victor"]
            },
            Risks = [new Risk("other", "Victor opens her post")],
            Safeguarding = new Safeguarding(true, "Victor hits her"),
        });
        await host.Do(unsafeAtHome, new Concerns.Raise("Victor follows her"));
        await host.Do(unsafeAtHome, new Plan.RaiseNeed("legalAndBenefits", "Victor again"));
        string refuge = await host.Do(unsafeAtHome,
            new Activities.Introduce(new ActivityDetails("Quiet house", "Haven", Email: "haven@haven.example"), IntroductionKind.Referral,
                Need: Needs.DomesticAbuse, Agreed: true, Share: "Away from Victor"));
        await host.Do(unsafeAtHome, new Activities.RecordAnswer(refuge, ProviderAnswer.Accepted));
        using Visitor ana = host.Visit();

        string path = $"/p/{host.Link(LinkPurpose.Preferences, unsafeAtHome)}/data",
            other = $"/p/{host.Link(LinkPurpose.Preferences, safe)}/data";
        string page = WebUtility.HtmlDecode(await ana.Html(path)), file = await (await ana.Get($"{path}.json")).Content.ReadAsStringAsync();
        foreach (string secret in (string[])["Victor", "domestic", "Domestic", "Quiet house", "Haven", "safeguarding\"", "\"risks\"",
            "Likes the piano", .. Whereabouts])
            Assert.DoesNotContain(secret, page + file, StringComparison.Ordinal);
        Assert.Contains("loneliness", page, StringComparison.Ordinal);
        Guid atRisk = await Lived(host, tom, r => r with { Reason = "Victor shouts.", Risks = [new Risk("aggression", "Victor")] });
        string riskPath = $"/p/{host.Link(LinkPurpose.Preferences, atRisk)}/data",
            risk = await ana.Html(riskPath) + await (await ana.Get($"{riskPath}.json")).Content.ReadAsStringAsync();
        foreach (string secret in (string[])["Victor", "aggression", "Likes the piano", .. Whereabouts])
            Assert.DoesNotContain(secret, risk, StringComparison.Ordinal);
        // A settled concern counts as well.
        Guid settled = await Lived(host, tom);
        string concern = await host.Do(settled, new Concerns.Raise("Victor shouts."));
        await host.Do(settled, new Concerns.Acknowledge(concern, "Talked to her.", Settled: true));
        string settledPath = $"/p/{host.Link(LinkPurpose.Preferences, settled)}/data",
            after = await ana.Html(settledPath) + await (await ana.Get($"{settledPath}.json")).Content.ReadAsStringAsync();
        foreach (string secret in (string[])["Victor", "Likes the piano", .. Whereabouts])
            Assert.DoesNotContain(secret, after, StringComparison.Ordinal);
        Assert.Contains("how happy did you feel yesterday?", after, StringComparison.Ordinal);
        const string notHere = "For some people it holds less";
        Assert.Contains(notHere, page, StringComparison.Ordinal);
        Assert.Contains(notHere, await ana.Html(other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_written_while_somebody_elses_referral_was_here_is_not_shown_once_it_is_out()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await Lived(host, tom);
        using Visitor ana = host.Visit();
        string Path() => $"/p/{host.Link(LinkPurpose.Preferences, journey)}/data";
        async Task<string> All() => await ana.Html(Path()) + await (await ana.Get($"{Path()}.json")).Content.ReadAsStringAsync();
        await host.Pass(TimeSpan.FromMinutes(1));
        HeldReferral others = new(Guid.NewGuid(), "SP-7K3M-9QXQ", "org", host.Clock.GetUtcNow(), Example.Referral);
        await host.Do(journey, new Intake.AddReferral(others), Actor.Referrer("org"));
        await host.Pass(TimeSpan.FromMinutes(1));
        await host.Do(journey, new Notes.Add("Bea has lost her job."));
        await host.Pass(TimeSpan.FromMinutes(1));
        await host.Do(journey, new Parting.TakeApart(others.Id));
        await host.Pass(TimeSpan.FromMinutes(2));

        OpenTask look = Assert.Single((await host.State(journey)).Tasks, t => t.Kind is TaskKind.CheckApart);
        string unseen = await All();
        foreach (string there in (string[])["Bea", "Likes the piano", Workshop, "Forest Centre"])
            Assert.DoesNotContain(there, unseen, StringComparison.Ordinal);
        await host.Do(journey, new Tasks.Complete(look.Id, "Looked."));
        string seen = await All();
        Assert.Contains("Likes the piano", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("Bea", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asked_for_discretion_is_warned_before_anything_is_shown()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive(Example.WithDiscretion);
        await host.Do(journey, new Intake.Accept());
        await host.ConfirmIdentity(journey);
        using Visitor ana = host.Visit();
        string path = $"/p/{host.Link(LinkPurpose.Preferences, journey)}/data";

        string first = await ana.Html(path);
        foreach (string telling in (string[])["O'Connor", "O&#x27;Connor", "loneliness", "Social", "prescri", "Mill Lane"])
            Assert.DoesNotContain(telling, first, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("data?show", first, StringComparison.Ordinal);
        string shown = await ana.Html($"{path}?show");
        Assert.Contains("9 March 1950", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Mill Lane", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Riverside Social Prescribing", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_to_something_else_or_to_nobody_opens_nothing()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive(), died = await host.Receive();
        await host.Do(died, new Intake.Accept());
        await host.Do(died, new Closing.Close(ClosingReason.Died));
        using Visitor stranger = host.Visit();
        int length = await host.JournalLength(journey);

        foreach (string token in (string[])["x", host.Link(LinkPurpose.Survey, journey, "baseline"),
            host.Link(LinkPurpose.Meeting, journey, "m/1"), host.Link(LinkPurpose.Preferences, Guid.NewGuid()),
            host.Link(LinkPurpose.Preferences, died)])
            foreach (string end in (string[])["data", "data.json"])
                await stranger.Html($"/p/{token}/{end}", HttpStatusCode.NotFound);
        await stranger.Html($"/p/{host.Link(LinkPurpose.Preferences, journey)}/data");
        Assert.Equal(length, await host.JournalLength(journey));
    }

    [Fact]
    public async Task Before_staff_have_checked_who_it_is_a_link_shows_what_was_typed_for_its_own_address_and_nothing_else()
    {
        await using PagesHost host = await PagesHost.Run();
        // Anybody could refer a victim under the victim's name with their own address, and then read what others say about them.
        Guid journey = await host.Receive(r => r with
        {
            Source = ReferralSource.Self,
            Referrer = null,
            Reason = "My own words.",
            Person = r.Person with { Contacts = [new ContactDetail(ContactKind.Email, "attacker@example.net", true)] },
        });
        await host.Do(journey, new Intake.Accept());
        await host.Do(journey, new Notes.Add("She likes the piano."));
        using Visitor attacker = host.Visit();
        string path = $"/p/{host.Link(LinkPurpose.Preferences, journey)}";

        string page = await attacker.Html($"{path}/data");
        Assert.Contains("My own words.", page, StringComparison.Ordinal);
        foreach (string secret in (string[])["O&#x27;Connor", "1950", "9434765919", "Mill Lane", "piano", "loneliness", "Speaks softly\n",
            "data.json"])
            Assert.DoesNotContain(secret, page, StringComparison.Ordinal);
        HttpResponseMessage file = await attacker.Get($"{path}/data.json");
        Assert.Equal((HttpStatusCode.SeeOther, $"{path}/data"), (file.StatusCode, file.Headers.Location!.OriginalString));
        await attacker.Html($"{path}/details", HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.Forbidden, (await attacker.Post($"{path}/details", ("mobile", "07700 900666"))).StatusCode);
        Assert.DoesNotContain("/details", await attacker.Html(path), StringComparison.Ordinal);

        // A GP's words are not the person's own. Nor did an address that was added later write them.
        Guid referred = await host.Receive(r => r with { Reason = "Her husband died." });
        Assert.DoesNotContain("husband", await attacker.Html($"/p/{host.Link(LinkPurpose.Preferences, referred)}/data"),
            StringComparison.Ordinal);
        await host.Do(journey, new Preferences.Change(Contacts: [new ContactDetail(ContactKind.Email, "ana@example.org", true)]));
        Assert.DoesNotContain("My own words.", await attacker.Html($"/p/{host.Link(LinkPurpose.Preferences, journey)}/data"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_held_opens_only_for_the_address_for_which_it_was_checked()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        await host.Do(journey, new Intake.Accept());
        await host.ConfirmIdentity(journey);
        string confirmed = $"/p/{host.Link(LinkPurpose.Preferences, journey)}/data";
        string before = $"/p/{host.Get<SignedLinks>().Create(new LinkTarget(LinkPurpose.Preferences, journey, ""))}/data";
        using Visitor ana = host.Visit();
        Assert.Contains("Mill Lane", await ana.Html(confirmed), StringComparison.Ordinal);
        // An older link does not show where the person moved.
        Assert.DoesNotContain("Mill Lane", await ana.Html(before), StringComparison.Ordinal);

        await host.Do(journey,
            new Preferences.Change(Contacts: [.. Example.Person.Contacts, new ContactDetail(ContactKind.Email, "other@example.org", true)]),
            Actor.Person);
        await host.Do(journey, new Preferences.Change(Contacts: [new ContactDetail(ContactKind.Email, "other@example.org", true)]),
            Actor.Person);
        Assert.DoesNotContain("Mill Lane", await ana.Html($"/p/{host.Link(LinkPurpose.Preferences, journey)}/data"),
            StringComparison.Ordinal);
        await host.ConfirmIdentity(journey);
        Assert.Contains("Mill Lane", await ana.Html($"/p/{host.Link(LinkPurpose.Preferences, journey)}/data"), StringComparison.Ordinal);
    }

    /// <summary>A journey with a referral, a meeting, a plan, an activity, an answered survey and a note.</summary>
    private static async Task<Guid> Lived(PagesHost host, StaffMember linkWorker, Func<Referral, Referral>? change = null)
    {
        (Guid journey, string meeting) = await host.Booked(change, linkWorker.Id);
        await host.Pass(TimeSpan.FromDays(2));
        await host.Do(journey, new Meetings.RecordOutcome(meeting, MeetingOutcome.Held));
        await host.Do(journey, Example.Plan);
        string introduction = await host.Do(journey,
            new Activities.Introduce(new ActivityDetails(Workshop, "Second Life", Email: "workshop@second-life.example"),
                IntroductionKind.Referral, Agreed: true, Share: "Is nervous among new people"));
        await host.Do(journey, new Activities.RecordAnswer(introduction, ProviderAnswer.Accepted, "We know his cousin"));
        await host.Do(journey,
            new Attendance.PlanSession(introduction, host.Clock.GetUtcNow().AddDays(3), new Transport(TransportKind.Own)));
        await host.Pass(TimeSpan.FromHours(1));
        // No survey is sent while a concern is open.
        if ((await host.State(journey)).Surveys is [{ } survey, ..])
            await host.Do(journey, new Surveys.Answer(survey.Id, new Dictionary<string, int> { ["ons4.happy"] = 5 }), Actor.Person);
        await host.Do(journey, new Notes.Add("Likes the piano."));
        await host.ConfirmIdentity(journey);
        return journey;
    }
}
