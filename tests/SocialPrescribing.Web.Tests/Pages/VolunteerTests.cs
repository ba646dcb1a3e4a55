using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Volunteers: chosen at a session, told by a letter, and shown that session and nothing else.</summary>
public sealed class VolunteerTests
{
    private const string ToKnow = "Meet her at the bus stop.";

    private static async Task<StaffMember> Volunteer(PagesHost host, string name = "Vera Moss")
    {
        StaffMember member = await host.Employ(StaffRole.Volunteer, name);
        await host.Staff.Change(member.Id, s => s with { Volunteering = new(new DateOnly(2029, 1, 1)) }, default);
        host.SeesWhatIsNew();
        return (await host.Staff.Find(member.Id, default))!;
    }

    private static async Task<(Guid Journey, string Session)> Going(PagesHost host, Func<Referral, Referral>? change = null)
    {
        Guid journey = await host.Met(change);
        await host.Do(journey, Example.Plan);
        string introduction = await host.Do(journey, new Activities.Introduce(
            new ActivityDetails("Choir on the hill", "Voices", Where: "Village hall"), IntroductionKind.Signposting));
        return (journey, await host.Do(journey, new Attendance.PlanSession(introduction, host.Clock.GetUtcNow().AddDays(5),
            new Transport(TransportKind.Own), 60)));
    }

    private static string LinkIn(StoredLetter letter) =>
        "/g/" + letter.Text.Split("/g/")[1].Split([' ', '\n', '\r', ')', '>'])[0];

    private static StoredLetter Letter(PagesHost host) =>
        host.Letters.First(l => l.Text.Contains("/g/", StringComparison.Ordinal));

    [Fact]
    public async Task A_link_worker_chooses_one_and_they_get_a_letter_that_names_nobody()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember vera = await Volunteer(host), tom = await host.Employ(StaffRole.LinkWorker);
        (Guid journey, string session) = await Going(host);
        using Visitor desk = await host.SignIn(tom);
        string page = $"/journeys/{journey:N}/activities";

        Assert.Contains("Vera Moss (not one of their usual times)", WebUtility.HtmlDecode(await desk.Html(page)), StringComparison.Ordinal);
        HttpResponseMessage sent = await desk.Send(page, "/commands", "value=\"chooseVolunteer\"",
            ("volunteer", vera.Id), ("toKnow", ToKnow));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.Contains("with the person: Vera Moss, volunteer", await desk.Html(page), StringComparison.Ordinal);
        await host.Pass(TimeSpan.FromMinutes(1));

        StoredLetter letter = Letter(host);
        Assert.Equal(vera.Email, letter.To);
        Assert.DoesNotContain("Ana", letter.Subject + letter.Text + letter.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Choir", letter.Subject + letter.Text + letter.Html, StringComparison.Ordinal);
        using Visitor volunteer = host.Visit();
        string html = WebUtility.HtmlDecode(await volunteer.Html(LinkIn(letter)));
        foreach (string shown in (string[])["Ana", "Choir on the hill", "Village hall", ToKnow])
            Assert.Contains(shown, html, StringComparison.Ordinal);
        // Nobody opens, or somebody has fallen.
        Assert.Contains("does something worry you? Ring us", html, StringComparison.Ordinal);
        Journey state = await host.State(journey);
        foreach (string secret in (string[])[state.Person.FamilyName, "Mill Lane", "1950", "ana@example.org", "900123",
            state.Referrals[0].Reference, .. state.Needs])
            Assert.DoesNotContain(secret, html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(session, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_link_ends_with_the_day_and_with_the_volunteer()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember vera = await Volunteer(host);
        (Guid journey, string session) = await Going(host);
        await host.Do(journey, new Attendance.ChooseVolunteer(session, vera.Id, ToKnow));
        await host.Pass(TimeSpan.FromMinutes(1));
        string path = LinkIn(Letter(host));
        using Visitor volunteer = host.Visit();
        await volunteer.Html(path);

        await host.Do(journey, new Attendance.ChangeCompanion(session, Companion.LinkWorker));
        await volunteer.Html(path, HttpStatusCode.NotFound);
        await host.Do(journey, new Attendance.ChooseVolunteer(session, vera.Id));
        await volunteer.Html(path);
        await host.Staff.SetEnabled(vera.Id, false, default);
        await volunteer.Html(path, HttpStatusCode.NotFound);
        await host.Staff.SetEnabled(vera.Id, true, default);
        await host.Pass(TimeSpan.FromDays(6));
        await volunteer.Html(path, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Of_somebody_with_a_concern_they_read_the_name_and_the_time_alone()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember vera = await Volunteer(host);
        (Guid journey, string session) = await Going(host);
        await host.Do(journey, new Attendance.ChooseVolunteer(session, vera.Id, ToKnow));
        await host.Do(journey, new Concerns.Raise("Bruises."));
        using Visitor volunteer = await host.SignIn(vera);

        string html = WebUtility.HtmlDecode(await volunteer.Html("/going"));

        Assert.Contains("Ana", html, StringComparison.Ordinal);
        Assert.Contains("Call us and we tell you where", html, StringComparison.Ordinal);
        foreach (string hidden in (string[])["Choir", "Village hall", ToKnow, "Bruises"])
            Assert.DoesNotContain(hidden, html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_cannot_go_says_so_and_somebody_looks_for_another(bool byLink)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember vera = await Volunteer(host), lead = await host.Employ(StaffRole.Lead, "Leila");
        (Guid journey, string session) = await Going(host);
        await host.Do(journey, new Attendance.ChooseVolunteer(session, vera.Id, ToKnow));
        await host.Pass(TimeSpan.FromMinutes(1));
        using Visitor volunteer = byLink ? host.Visit() : await host.SignIn(vera);
        string page = byLink ? LinkIn(Letter(host)) : "/going";

        HttpResponseMessage sent = await volunteer.Send(page, page, "I cannot go", ("note", "I have the flu."));

        Assert.Equal(byLink ? HttpStatusCode.OK : HttpStatusCode.SeeOther, sent.StatusCode);
        OpenTask task = Assert.Single((await host.State(journey)).Tasks, t => t.Kind is TaskKind.FindCompanion);
        Assert.Equal("I have the flu.", task.Words);
        if (byLink)
            await volunteer.Html(page, HttpStatusCode.NotFound);
        else
            Assert.Contains("Nothing is planned for you", await volunteer.Html("/going?done=told"), StringComparison.Ordinal);
        using Visitor desk = await host.SignIn(lead);
        Assert.Contains("I have the flu.", await desk.Html($"/journeys/{journey:N}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_calls_off_what_another_goes_to()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember vera = await Volunteer(host);
        (Guid journey, string session) = await Going(host);
        using Visitor volunteer = await host.SignIn(vera);
        HttpResponseMessage sent = await volunteer.Post("/going", ("commandId", "c-1"), ("journey", $"{journey:N}"), ("session", session));
        Assert.Equal(HttpStatusCode.Conflict, sent.StatusCode);
        Assert.DoesNotContain("Ana", await sent.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lead_keeps_when_they_can_and_asks_who_could_go()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember vera = await Volunteer(host), lead = await host.Employ(StaffRole.Lead, "Leila"),
            tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor desk = await host.SignIn(lead), worker = await host.SignIn(tom);
        string page = $"/volunteers/{vera.Id}";

        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await desk.Post(page, ("from", "2027-02-10"), ("to", "2027-02-01"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await desk.Post(page, ("dbsUntil", "2027-02-12"), ("free-Tuesday-Morning", "yes"),
            ("from", "2027-02-01"), ("to", "2027-02-05"))).StatusCode);
        string saved = WebUtility.HtmlDecode(await desk.Html(page));
        Assert.Contains("2027-02-12", saved, StringComparison.Ordinal);
        Assert.Contains("Runs out on", await worker.Html("/volunteers"), StringComparison.Ordinal);
        Assert.Contains("can go", await worker.Html("/volunteers?on=2027-02-09&at=10:00"), StringComparison.Ordinal);
        Assert.Contains("could be asked", await worker.Html("/volunteers?on=2027-02-10&at=10:00"), StringComparison.Ordinal);
        Assert.Contains("is away on", await worker.Html("/volunteers?on=2027-02-02&at=10:00"), StringComparison.Ordinal);
        Assert.Contains("runs out on", await worker.Html("/volunteers?on=2027-02-16&at=10:00"), StringComparison.Ordinal);
        await worker.Html(page, HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.SeeOther, (await desk.Post(page, ("out-20270201-20270205", "yes"))).StatusCode);
        Assert.Empty((await host.Staff.Find(vera.Id, default))!.Leave);
    }
}
