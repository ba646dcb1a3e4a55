using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Http.Tests.Pages;

/// <summary>Who comes to an activity, on either host: a provider's register, our own group, and a volunteer who goes along.</summary>
[Collection(InTurn.Name)]
public sealed partial class GoingThereTests
{
    private const string Email = "sing@voices.example";

    private static async Task<Guid> Activity(PagesHost host, Func<ListedActivity, ListedActivity> change)
    {
        Guid id = Guid.NewGuid();
        Assert.IsType<PutOutcome.Done>(await host.Get<ActivityDirectory>().Put(id, new ListingDetails
        {
            Name = "Choir",
            Provider = new ActivityProvider(Guid.NewGuid(), "Voices", Email: Email),
            ConfirmedOn = new DateOnly(2027, 1, 10),
        }, 0, default));
        await host.Get<ActivityDirectory>().Change(id, change, default);
        host.SeesWhatIsNew();
        return id;
    }

    /// <summary>A person who goes alone by now, at two on Monday.</summary>
    private static async Task<(Guid Journey, string Session)> Going(PagesHost host, Guid? activity, DateTimeOffset at)
    {
        Guid journey = await host.Met();
        await host.Do(journey, Example.Plan);
        string introduction = await host.Do(journey, new Activities.Introduce(
            new ActivityDetails("Choir", "Voices", activity, Email), IntroductionKind.Referral, Agreed: true));
        await host.Do(journey, new Activities.RecordAnswer(introduction, ProviderAnswer.Accepted));
        await host.Do(journey, new Attendance.ChangeSupport(introduction, SupportStep.Independent, "Feels fine."));
        return (journey, await host.Do(journey, new Attendance.PlanSession(introduction, at, new Transport(TransportKind.Own), 60)));
    }

    private static string LinkIn(PagesHost host, string way) => way + host.Letters
        .First(l => l.Text.Contains(way, StringComparison.Ordinal)).Text.Split(way)[1].Split([' ', '\n', '\r', ')', '>'])[0];

    [Fact]
    public async Task A_provider_marks_who_came_and_that_is_the_record()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid choir = await Activity(host, a => a with { KeepsRegister = true });
        DateTimeOffset monday = new(2027, 1, 18, 14, 0, 0, TimeSpan.Zero);
        (Guid journey, _) = await Going(host, choir, monday);
        await host.Pass(monday.AddHours(-6) - host.Clock.GetUtcNow());
        await host.Get<Registers>().Queue(default);
        await host.Pass(TimeSpan.FromHours(7));
        using Visitor provider = host.Visit();
        string path = LinkIn(host, "/w/"), field = Line().Match(await provider.Html(path)).Groups[1].Value;

        Assert.Equal(HttpStatusCode.SeeOther, (await provider.Post(path, ("commandId", "c-1"), (field, "Came"))).StatusCode);

        Session session = Assert.Single((await host.State(journey)).Sessions);
        Assert.Equal((true, true), (session.Came, session.ByProvider));
    }

    [Fact]
    public async Task Our_own_group_is_recorded_on_one_form()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid walk = await Activity(host, a => a with { IsOurs = true });
        DateTimeOffset monday = new(2027, 1, 18, 14, 0, 0, TimeSpan.Zero);
        (Guid journey, _) = await Going(host, walk, monday);
        await host.Pass(monday.AddHours(2) - host.Clock.GetUtcNow());
        using Visitor visitor = await host.SignIn(tom);
        string path = $"/activities/{walk}/who-came", field = Line().Match(await visitor.Html(path)).Groups[1].Value;

        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.Send(path, "/who-came", field, (field, "yes"))).StatusCode);

        Assert.True(Assert.Single((await host.State(journey)).Sessions).Came);
        Assert.Contains("Everybody is recorded.", await visitor.Html(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_volunteer_is_told_sees_where_they_go_and_says_that_they_cannot()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember vera = await host.Employ(StaffRole.Volunteer, "Vera Moss");
        await host.Staff.Change(vera.Id, s => s with { Volunteering = new(new DateOnly(2029, 1, 1)) }, default);
        (Guid journey, string session) = await Going(host, null, host.Clock.GetUtcNow().AddDays(9));
        await host.Do(journey, new Attendance.ChooseVolunteer(session, vera.Id, "Meet her at the bus stop."));
        await host.Pass(TimeSpan.FromMinutes(5));
        using Visitor byLink = host.Visit(), signedIn = await host.SignIn(vera);
        string path = LinkIn(host, "/g/");
        foreach (string html in (string[])[await byLink.Html(path), await signedIn.Html("/going")])
            Assert.Contains("Meet her at the bus stop.", html, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await byLink.Send(path, path, "I cannot go", ("note", "I have the flu."))).StatusCode);

        Assert.Contains((await host.State(journey)).Tasks, t => t is { Kind: TaskKind.FindCompanion, Words: "I have the flu." });
        await byLink.Html(path, HttpStatusCode.NotFound);
        Assert.DoesNotContain("bus stop", await signedIn.Html("/going"), StringComparison.Ordinal);
    }

    [GeneratedRegex("type=\"radio\" name=\"([ps][0-9a-f]{12})\"")]
    private static partial Regex Line();
}
