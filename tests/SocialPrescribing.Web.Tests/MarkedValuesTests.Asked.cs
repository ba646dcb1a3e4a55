using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Contracts;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Http.Tests.Pages;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests;

/// <content>What there is of these people, where it is asked for, and what of it is exported to be shared.</content>
public sealed partial class MarkedValuesTests
{
    /// <summary>
    /// What is asked for with an organisation's key, or with a secret that is nobody's here; and what there is none of in these lives: a
    /// session to be recorded for everybody, a letter by its key, a letter that waits for post.
    /// </summary>
    private static readonly string[] _notOpened =
    [
        "/activities/{id:guid}/who-came",
        "/api/referrals/{id}",
        "/journeys/{id:guid}/letters",
        "/journeys/{id:guid}/post",
        "/set-up/{secret}",
    ];

    /// <summary>Every link. The person behind it has this first name, and so have a provider, a volunteer and an activity.</summary>
    [Fact]
    public async Task Behind_a_link_nobody_stands_in_an_address_in_the_name_of_a_file_or_in_the_log()
    {
        await using PagesHost host = await PagesHost.Run();
        List<string> found = [];
        int routes = 0, pages = 0, files = 0;
        foreach (string route in Routes(host).Where(IsBehindLink))
        {
            // So that no rate limit applies.
            host.Machine.Move(TimeSpan.FromMinutes(20));
            LinkWay way = await LinkWay.To(host, route, "Zephyrine");
            string path = Parameter().Replace(route, p => p.Groups["name"].Value is "token" ? way.Token : "1");
            using Visitor visitor = host.Visit();
            HttpResponseMessage answer = await visitor.Get(path);
            Assert.True((int)answer.StatusCode is >= 200 and < 400, $"{route}: {answer.StatusCode}");
            string text = await answer.Content.ReadAsStringAsync();
            LookAt(found, route, answer, text);
            (routes, pages, files) = (routes + 1, pages + (Marked.In(text) is null ? 0 : 1),
                files + (answer.Content.Headers.ContentDisposition is null ? 0 : 1));
        }
        foreach (string line in host.Logged)
            Look(found, "log", line);

        Assert.Empty(found.Distinct());
        Assert.InRange(routes, 25, int.MaxValue);
        Assert.InRange(pages, 8, int.MaxValue);
        Assert.InRange(files, 1, int.MaxValue);
    }

    private static IEnumerable<string> Routes(PagesHost host) => host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") is true)
        .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/'))
        // What there is not.
        .Where(r => !r.Contains("{**", StringComparison.Ordinal)).Distinct();

    private static bool IsOf(string route, string address) =>
        Regex.IsMatch(address.Split('?', '#')[0], $"^{Parameter().Replace(route, "[^/]+")}$");

    private static bool IsBehindLink(string route) => route.Contains("{token}", StringComparison.Ordinal);

    /// <summary>Looks at everything of an answer that others than its reader get to see.</summary>
    private static void LookAt(List<string> found, string path, HttpResponseMessage answer, string text)
    {
        Look(found, $"address on {path}", string.Join('\n', Addresses().Matches(text)
            .Select(a => a.Groups["to"].Value).Where(a => !a.StartsWith("tel:", StringComparison.Ordinal)
                && !a.StartsWith("mailto:", StringComparison.Ordinal) && !a.StartsWith("sms:", StringComparison.Ordinal))));
        Look(found, $"where {path} leads", answer.Headers.Location?.ToString());
        // A document keeps the name that staff gave it, for the colleague who reads it.
        if (!path.Contains("/documents/", StringComparison.Ordinal))
            Look(found, $"the name of {path}", answer.Content.Headers.ContentDisposition?.ToString());
    }

    /// <summary>
    /// What is exported to be shared, with what stands in it because of these people. A report that others get hides small numbers, so
    /// there are fifteen of them.
    /// </summary>
    private static IEnumerable<(string Path, string Theirs)> Shared(PagesHost host, Guid[] journeys, Ids ids)
    {
        Assert.Equal(15, journeys.Length);
        foreach (string path in (string[])["/reports/facts.csv", "/reports/facts.ndjson", "/reports/minimum-data-set.csv", "/api/facts"])
            foreach (Guid journey in journeys)
                yield return (path, host.Get<Secrets>().HashOfPerson($"facts/{journey:N}"));
        yield return ("/reports/pack?for=others", "15 people were referred");
        yield return ("/reports/everything.zip?for=others", "January 2027,2027-01,15");
        yield return ("/open-referral/services", $"{ids.Activity}");
    }

    /// <summary>Fourteen more, of whom everything is the same, as if it had been mistyped for all of them.</summary>
    private static async Task<Guid[]> Others(PagesHost host, StaffMember linkWorker)
    {
        Referral marked = ReferralReader.Read(JsonDocument.Parse(Marked.Referral().ToJsonString()).RootElement, host.Get<Pathway>(),
            WorkingCalendar.LondonDate(host.Clock.GetUtcNow())).Referral!;
        List<Guid> others = [];
        for (int i = 0; i < 14; i++)
        {
            Guid journey = await host.Receive(_ => marked);
            await host.Do(journey, new Intake.Accept(LinkWorker: linkWorker.Id));
            await host.Do(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
            await host.Do(journey, new Closing.Close(ClosingReason.Withdrew));
            others.Add(journey);
        }
        return [.. others];
    }

    private static async Task<Ids> Live(PagesHost host, Guid journey, Guid referral, StaffMember linkWorker)
    {
        await host.Do(journey, new Intake.Accept(LinkWorker: linkWorker.Id));
        await host.ConfirmIdentity(journey);
        await host.Do(journey, new Notes.Add("A mulberrynote."));
        string meeting = await host.Do(journey, new Meetings.Book(host.Clock.GetUtcNow().AddHours(25), new Place(PlaceKind.AtHome)));
        await host.Pass(TimeSpan.FromDays(2));
        await host.Do(journey, new Meetings.RecordOutcome(meeting, MeetingOutcome.Held));
        await host.Do(journey, Example.Plan);
        Guid choir = Guid.NewGuid();
        Assert.IsType<PutOutcome.Done>(await host.Get<ActivityDirectory>().Put(choir, new ListingDetails
        {
            Name = "Singing for all",
            Provider = new ActivityProvider(Guid.NewGuid(), "Forest Choir"),
            ConfirmedOn = new DateOnly(2027, 1, 10),
            Needs = ["loneliness"],
            Place = new ActivityPlace("Forest Centre", ["1 Forest Road"], "GU35 9AB"),
        }, 0, default));
        ActivityDetails singing = new("Singing for all", "Forest Choir", choir);
        string list = await host.Do(journey, new Choosing.OfferActivities([new(singing, Along: $"With {Marked.Note}")], OfferWay.Paper));
        string introduction = await host.Do(journey, new Activities.Introduce(singing, IntroductionKind.Signposting));
        string session = await host.Do(journey,
            new Attendance.PlanSession(introduction, host.Clock.GetUtcNow().AddDays(1), new Transport(TransportKind.Own), 60));
        using (Visitor visitor = await host.SignIn(linkWorker))
            await visitor.Upload($"/journeys/{journey:N}/documents", "file", $"{Marked.Title}.pdf", SampleFiles.Pdf("one"),
                ("form", "addDocument"), ("title", Marked.Title), ("commandId", Guid.NewGuid().ToString("N")));
        await host.Pass(TimeSpan.FromDays(10));
        await host.Do(journey, new Attendance.RecordSession(session, Came: true));
        StaffMember vera = await host.Employ(StaffRole.Volunteer, "Vera Hall");
        await host.Do(journey, new Closing.Close(ClosingReason.GoalsMet));
        // Only quarters that are over are shared.
        await host.Pass(new DateTimeOffset(2027, 4, 14, 9, 0, 0, TimeSpan.Zero) - host.Clock.GetUtcNow());
        Journey state = await host.State(journey);
        using HttpClient everybody = host.Client();
        async Task<string> First(string kind) => JsonDocument.Parse(await everybody.GetStringAsync($"/open-referral/{kind}"))
            .RootElement.GetProperty("contents")[0].GetProperty("id").GetString()!;
        return new(journey, referral, Assert.Single(state.Documents).Id, list, state.Surveys[0].Id, choir, linkWorker.Id, vera.Id,
            (await host.Get<Organisations>().Ensure("Mill Lane")).Id, host.Letters[0].Name, await First("service_at_locations"),
            await First("taxonomies"), await First("taxonomy_terms"));
    }

    /// <summary>Something that there is for each id in an address.</summary>
    private sealed record Ids(
        Guid Journey, Guid Referral, string Document, string List, string Survey, Guid Activity, string Staff, string Volunteer,
        string Organisation, string Letter, string AtLocation, string Taxonomy, string Term)
    {
        public string PathOf(string route) => Parameter().Replace(route, p => Of(p.Groups["name"].Value, route));

        private string Of(string name, string route) => (name, route.Split('/')) switch
        {
            ("id", [_, "journeys", ..] or [_, "api", "journeys", ..]) => $"{Journey:N}",
            ("id", [_, "api", "referrals", ..]) or ("referral", _) => $"{Referral}",
            ("id", [_, "api" or "settings", "staff", ..]) => Staff,
            ("id", [_, "volunteers", ..]) => Volunteer,
            ("id", [_, "api" or "settings", "organisations", ..]) => Organisation,
            ("id", [_, "api", "reports", ..]) or ("report", _) => "volume",
            ("id", [_, "open-referral", "service_at_locations", ..]) => AtLocation,
            ("id", [_, "open-referral", "taxonomies", ..]) => Taxonomy,
            ("id", [_, "open-referral", "taxonomy_terms", ..]) => Term,
            ("id", _) => $"{Activity}",
            ("document", _) => Document,
            ("list", _) => List,
            ("survey", _) => Survey,
            ("name", [_, "mail", ..]) => Letter,
            ("name", [_, "settings", "letters", ..]) => "meeting-reminder",
            ("step", _) => "person",
            _ => "none",
        };
    }

    [GeneratedRegex(@"\{\*{0,2}(?<name>[a-zA-Z]+)[^}]*\}")]
    private static partial Regex Parameter();
}
