using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>A walking group of the service's own: one form records who came. It begins on Saturday 16 January 2027.</summary>
public sealed partial class GroupRegisterTests
{
    private static readonly DateTimeOffset _monday = new(2027, 2, 1, 14, 0, 0, TimeSpan.Zero);

    private static async Task<(Guid Walk, Guid[] People)> Walked(PagesHost host, params string[] names)
    {
        Guid walk = Guid.NewGuid();
        await host.Get<ActivityDirectory>().Put(walk,
            new ListingDetails { Name = "Walking group", Provider = new ActivityProvider(Guid.NewGuid(), "Riverside") }, 0, default);
        await host.Get<ActivityDirectory>().Change(walk, a => a with { IsOurs = true }, default);
        List<Guid> people = [];
        foreach (string name in names)
        {
            Guid journey = await host.Met(r => r with { Person = r.Person with { FirstName = name, NhsNumber = null } });
            await host.Do(journey, Example.Plan);
            string introduction = await host.Do(journey, new Activities.Introduce(
                new ActivityDetails("Walking group", "Riverside", walk), IntroductionKind.Signposting));
            await host.Do(journey, new Attendance.PlanSession(introduction, _monday, new Transport(TransportKind.Own), 60));
            people.Add(journey);
        }
        await host.Pass(_monday.AddDays(1) - host.Get<Clocks>().Now);
        return (walk, [.. people]);
    }

    [Fact]
    public async Task One_form_records_everybody_each_in_their_own_journey()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid walk, Guid[] people) = await Walked(host, "Amir", "Bela", "Cora");
        using Visitor tom = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        string path = $"/activities/{walk}/who-came", html = await tom.Html(path);
        string[] fields = [.. Field().Matches(html).Select(m => m.Groups[1].Value).Distinct()];
        Assert.Equal(3, fields.Length);
        (string, string)[] said = [("commandId", CommandId().Match(html).Groups[1].Value), (fields[0], "yes"),
            ($"{fields[0]}-confidence", "7"), (fields[1], "no")];

        HttpResponseMessage sent = await tom.Post(path, said);
        Assert.Equal($"{path}?done=2", sent.Headers.Location!.OriginalString);
        // Sent again, as after a crash halfway. Nothing is lost or recorded twice.
        await tom.Post(path, said);

        Session[] sessions = [.. (await Task.WhenAll(people.Select(p => host.State(p)))).Select(j => j.Sessions.Single())];
        Assert.Equal([true, false, null], sessions.Select(s => s.Came));
        Assert.Equal((7, Companion.LinkWorker), (sessions[0].Confidence, sessions[0].WentAlong));
        Assert.Single(Field().Matches(await tom.Html(path)).Select(m => m.Groups[1].Value).Distinct());
        foreach (Guid journey in people)
            Assert.InRange((await host.State(journey)).Sessions.Count, 1, 1);
    }

    [Fact]
    public async Task Who_went_along_is_as_it_was_planned()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid walk, Guid[] people) = await Walked(host, "Amir");
        await host.Do(people[0], new Attendance.ChangeCompanion((await host.State(people[0])).Sessions[0].Id, Companion.FriendOrFamily));
        using Visitor tom = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        string path = $"/activities/{walk}/who-came", html = await tom.Html(path);
        await tom.Post(path, ("commandId", CommandId().Match(html).Groups[1].Value), (Field().Match(html).Groups[1].Value, "yes"));

        Assert.Equal(Companion.FriendOrFamily, (await host.State(people[0])).Sessions[0].WentAlong);
        Assert.Contains("Everybody is recorded.", await tom.Html(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_was_to_come_nobody_is_said_to_be_recorded()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid walk, _) = await Walked(host);
        using Visitor tom = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Assert.Contains("Nobody was to come", await tom.Html($"/activities/{walk}/who-came"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_said_is_refused_and_only_whoever_records_sessions_sees_it()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid walk, _) = await Walked(host, "Amir");
        string path = $"/activities/{walk}/who-came";
        using Visitor tom = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await tom.Post(path)).StatusCode);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin));
        await admin.Html(path, HttpStatusCode.Forbidden);
        await host.Get<ActivityDirectory>().Change(walk, a => a with { IsOurs = false }, default);
        await tom.Html(path, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task That_a_group_is_ours_is_set_on_its_page_and_leads_to_the_form()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid walk, _) = await Walked(host);
        using Visitor lead = await host.SignIn(await host.Employ(StaffRole.Lead));
        await lead.Post($"/activities/{walk}/register", ("register", "no"));
        Assert.DoesNotContain("/who-came", await lead.Html($"/activities/{walk}"), StringComparison.Ordinal);
        await lead.Post($"/activities/{walk}/register", ("register", "ours"));
        Assert.Contains($"/activities/{walk}/who-came", await lead.Html($"/activities/{walk}"), StringComparison.Ordinal);
    }

    [GeneratedRegex("type=\"radio\" name=\"(s[0-9a-f]{12})\"")]
    private static partial Regex Field();

    [GeneratedRegex("name=\"commandId\" value=\"([0-9a-f]{32})\"")]
    private static partial Regex CommandId();
}
