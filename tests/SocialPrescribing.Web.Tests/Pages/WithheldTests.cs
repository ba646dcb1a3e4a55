using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>
/// Somebody has fled and must not be found. Every page of staff, everything behind a link and every letter is searched for their address.
/// The exceptions are listed here.
/// </summary>
public sealed partial class WithheldTests
{
    private static readonly string[] _marks = ["Hidden Wharf", "Nowherequay", "ZE3 9JW", "ZE39JW"];

    /// <summary>The page on which staff can unfold the address, and the same for programs of staff.</summary>
    private static readonly string[] _mayTell = ["/journeys/{id:guid}/details", "/api/journeys/{id}"];

    /// <summary>Routes that are not pages: they change something, need something that does not exist here, or lead elsewhere.</summary>
    private static readonly string[] _areNoPages = ["/api/export", "/set-up/{token}"];

    [Fact]
    public async Task Where_somebody_lives_who_fled_stands_nowhere_but_where_staff_look_it_up()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember leila = await host.Employ(StaffRole.Lead, "Leila Marsh"), ada = await host.Employ(StaffRole.Admin, "Ada Boone");
        Guid journey = await Refer(host, "Has fled."), alike = await Refer(host, "Is afraid.");
        await Live(host, journey, leila);
        await host.Do(alike, new Intake.Accept(LinkWorker: leila.Id));
        using Visitor lead = await host.SignIn(leila), admin = await host.SignIn(ada);
        using HttpClient program = host.Client();
        program.DefaultRequestHeaders.Add("X-Staff-Token", await host.Staff.IssueToken(leila.Id, default));

        string[] routes = [.. host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") is true)
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Distinct().Except(_areNoPages)];
        Dictionary<string, string> found = [];
        int looked = 0;
        HashSet<string> unseen = [.. routes];
        foreach (string route in routes)
            foreach (string path in PathsOf(host, route, journey, leila))
            {
                List<HttpResponseMessage> answers = [await lead.Get(path), await admin.Get(path)];
                if (path.StartsWith("/api", StringComparison.Ordinal))
                    answers.Add(await program.GetAsync(path));
                foreach (HttpResponseMessage answer in answers)
                {
                    looked += answer.StatusCode is HttpStatusCode.OK && unseen.Remove(route) ? 1 : 0;
                    if (Tells(await answer.Content.ReadAsStringAsync()) is { } mark)
                        found[route] = mark;
                }
            }

        Assert.Equal(_mayTell.Order(), found.Keys.Order());
        Assert.True(looked > 70, $"{looked}: {string.Join(' ', unseen)}");
        Assert.NotEmpty(host.Letters);
        Assert.All(host.Letters, letter => Assert.Null(Tells($"{letter.Subject} {letter.Text} {letter.Html}")));
        string details = await lead.Html($"/journeys/{journey:N}/details");
        Assert.Matches("(?s)Show it</span></summary>\\s*<div[^>]*>17 Hidden Wharf, Nowherequay, ZE3 9JW", details);
        Assert.Equal(1, Mark().Count(details));
    }

    [Fact]
    public async Task Staff_lift_the_protection_with_a_reason_and_the_address_stands_in_its_form_again()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor tom = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Guid journey = await Refer(host, "Has fled.");
        string page = PagesHost.PageOf(journey, "changeAddressProtection");

        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await tom.Send(page, "/commands", "changeAddressProtection", ("reason", " "))).StatusCode);
        Assert.True((await host.State(journey)).IsAddressProtected);
        await tom.Send(page, "/commands", "changeAddressProtection", ("reason", "She told me when I rang her."));

        Assert.False((await host.State(journey)).IsAddressProtected);
        Assert.Equal(2, Mark().Count(await tom.Html(page)));
        Assert.Contains("She told me when I rang her.", await tom.Html($"/journeys/{journey:N}/history"), StringComparison.Ordinal);
        await tom.Send(page, "/commands", "changeAddressProtection", ("reason", "He is looking for her again."));
        Assert.True((await host.State(journey)).IsAddressProtected);
    }

    [Fact]
    public async Task A_meeting_place_that_staff_typed_and_that_is_the_home_is_not_repeated()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await Refer(host, "Has fled.");
        await host.Do(journey, new Intake.Accept(LinkWorker: tom.Id));
        string meeting = await host.Do(journey,
            new Meetings.Book(host.Clock.GetUtcNow().AddHours(25), new Place(PlaceKind.Other, "17 Hidden Wharf, ring twice")));
        using Visitor visitor = await host.SignIn(tom);

        foreach (string page in (string[])[$"/journeys/{journey:N}", "/diary", "/board/day?on=2027-01-15",
            $"/journeys/{journey:N}/summary", "/m/" + host.Link(LinkPurpose.Meeting, journey, meeting)])
            Assert.Null(Tells(await visitor.Html(page)));
        Assert.All(host.Letters, letter => Assert.Null(Tells($"{letter.Subject} {letter.Text} {letter.Html}")));
    }

    private static async Task<Guid> Refer(PagesHost host, string reason)
    {
        await host.Pass(TimeSpan.FromSeconds(1));
        Referral referral = Example.Referral with
        {
            Reason = reason,
            Person = Example.Person with { Address = new Address(["17 Hidden Wharf", "Nowherequay"], "ZE3 9JW", Withheld: true) },
        };
        IntakeResult.Received received = Assert.IsType<IntakeResult.Received>(await host.Get<ReferralIntake>()
            .Receive(referral, null, Encoding.UTF8.GetBytes(reason), null, default));
        return (await ReferralIntake.LookUps.In(host.Get<IRegister>()).Get(received.Receipt.Id.ToString("N"), default))!.Value;
    }

    /// <summary>Lives through everything about which letters are written.</summary>
    private static async Task Live(PagesHost host, Guid journey, StaffMember linkWorker)
    {
        await host.Do(journey, new Intake.Accept(LinkWorker: linkWorker.Id));
        await host.ConfirmIdentity(journey);
        string meeting = await host.Do(journey, new Meetings.Book(host.Clock.GetUtcNow().AddHours(25), new Place(PlaceKind.AtHome)));
        await host.Pass(TimeSpan.FromDays(2));
        await host.Do(journey, new Meetings.RecordOutcome(meeting, MeetingOutcome.Held));
        await host.Do(journey, Example.Plan);
        string introduction = await host.Do(journey, new Activities.Introduce(
            new ActivityDetails("Furniture workshop", "Second Life", Email: "hello@second-life.example", Where: "Forest Centre"),
            IntroductionKind.Referral, "loneliness", Agreed: true));
        await host.Do(journey, new Activities.RecordAnswer(introduction, ProviderAnswer.Accepted));
        await host.Do(journey,
            new Attendance.PlanSession(introduction, host.Clock.GetUtcNow().AddDays(3), new Transport(TransportKind.Lift)));
        await host.Do(journey, new Meetings.Book(host.Clock.GetUtcNow().AddDays(2), new Place(PlaceKind.AtHome)));
        await host.Do(journey, new Preferences.Change(WhenToCall: "Mornings"));
        await host.Pass(TimeSpan.FromHours(1));
    }

    private static IEnumerable<string> PathsOf(PagesHost host, string route, Guid journey, StaffMember member)
    {
        if (route.Contains("{token}", StringComparison.Ordinal))
        {
            Journey state = host.State(journey).GetAwaiter().GetResult();
            string subject = route[1] switch
            {
                's' => "baseline",
                'm' or 'c' => state.Meetings[^1].Id,
                'a' => state.Introductions[0].Id,
                _ => "",
            };
            return Enum.GetValues<LinkPurpose>().Select(purpose =>
                route.Replace("{token}", host.Link(purpose, journey, subject), StringComparison.Ordinal));
        }
        string path = Parameter().Replace(route, parameter => parameter.Groups[1].Value switch
        {
            "id" or "journey" when route.Contains("journeys", StringComparison.Ordinal) => $"{journey:N}",
            "id" when route.Contains("staff", StringComparison.Ordinal) => member.Id,
            _ => "none",
        });
        return route is "/board/day" ? [path, $"{path}?of={member.Id}&on=2027-01-18"]
            : route is "/diary" or "/caseload" ? [path, $"{path}?of=all", $"{path}?of={member.Id}"]
            : route is "/board" ? [path, $"{path}?view=everybody"] : [path];
    }

    private static string? Tells(string text) =>
        _marks.FirstOrDefault(mark => WebUtility.HtmlDecode(text).Contains(mark, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex("Hidden Wharf")]
    private static partial Regex Mark();

    [GeneratedRegex(@"\{\*{0,2}([a-zA-Z]+)[^}]*\}")]
    private static partial Regex Parameter();
}
