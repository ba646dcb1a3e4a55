using System.Net;
using SocialPrescribing.Contracts;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;
using Xunit.Abstractions;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>
/// The requests to the tables for each thing that people and programs do, through the whole host. Requests cost money and time, so each has
/// a limit, and docs/operations.md works out costs from these. A change that needs more must say why.
/// </summary>
public sealed class RequestsTests(ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>A Monday in winter, nine o'clock in London.</summary>
    private static readonly DateTimeOffset _monday = new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly List<string> _tooMany = [];
    private readonly TestClock _clock = new(_monday);
    private AzureOnOneMachine _azure = null!;

    private FakeTables Tables => (FakeTables)_azure.Get<Azure.Data.Tables.TableServiceClient>();

    public async Task InitializeAsync() => _azure = await AzureOnOneMachine.Start(AzureOnOneMachine.OnAzure, _clock);

    public async Task DisposeAsync() => await _azure.DisposeAsync();

    [Fact]
    public async Task Nothing_asks_the_tables_more_often_than_it_needs_to()
    {
        StaffMember worker = (await _azure.Get<StaffDirectory>().Add("wendy@service.example", "Wendy", StaffRole.LinkWorker, default))!;
        StaffMember lead = (await _azure.Get<StaffDirectory>().Add("leila@service.example", "Leila", StaffRole.Lead, default))!;
        string token = await _azure.Get<StaffDirectory>().IssueToken(worker.Id, default),
            leads = await _azure.Get<StaffDirectory>().IssueToken(lead.Id, default);
        Guid journey = default;
        Guid other = await _azure.Refer();
        _clock.Now += TimeSpan.FromMinutes(5);
        _azure.Hub.RunUntil(_clock.Now);

        string[] asked = [];
        _azure.Referred = Tables.Requests.Clear;
        // Taken here because afterwards the test itself looks for the journey.
        _azure.Answered = () => asked = [.. Tables.Requests];
        await Count("a referral until it is answered", async () =>
        {
            journey = await _azure.Refer("Second");
            Tables.Requests.Clear();
            foreach (string request in asked)
                Tables.Requests.Enqueue(request);
        });
        await Count("its two letters", () => _azure.Hub.RunUntil(_clock.Now));
        _clock.Now += TimeSpan.FromMinutes(5);
        await Count("looking for others like it, once", () => _azure.Hub.RunUntil(_clock.Now));
        await _azure.Give(journey, new Intake.Accept(LinkWorker: worker.Id), by: worker.Id);
        _azure.Hub.RunUntil(_clock.Now);
        await Count("booking a meeting",
            () =>
                Command(journey, token,
                    """{"kind":"bookMeeting","commandId":"book","at":"2027-02-08T11:00:00Z","place":{"kind":"atHome"}}"""));
        await Count("what follows from it", () => _azure.Hub.RunUntil(_clock.Now));
        await Count("a note", () => Command(journey, token, """{"kind":"addNote","commandId":"note","text":"Phoned."}"""));
        await Count("what follows from a note", () => _azure.Hub.RunUntil(_clock.Now));
        await Count("a board", () => Page("/board", token));
        await Count("a lead's board", () => Page("/board", leads));
        await Count("the same within a minute", () => Page("/board", leads));
        await Count("a journey's page", () => Page($"/journeys/{journey:N}", token));
        await Count("the same page within the hour", () => Page($"/journeys/{journey:N}", token));
        _clock.Now += TimeSpan.FromHours(1);
        await Count("the same page an hour later", () => Page($"/journeys/{journey:N}", token));
        Trips trips = new(Tables);
        Assert.Equal(2, await trips.Of(() => Page($"/journeys/{journey:N}", token)));
        foreach (string tab in (string[])["plan", "activities", "measures", "contacts", "details", "history", "summary"])
        {
            await Count("another page of it", () => Page($"/journeys/{journey:N}/{tab}", token));
            Assert.InRange(await trips.Of(() => Page($"/journeys/{journey:N}/{tab}", token)), 1, 3);
        }
        // The first look in an hour is noted, with who looks, before anything is shown.
        _clock.Now += TimeSpan.FromSeconds(10);
        Assert.Equal(3, await trips.Of(() => Page($"/journeys/{other:N}", token)));
        Assert.InRange(await trips.Of(() => Page("/board", token)), 1, 3);
        Assert.InRange(await trips.Of(() => Page("/board", leads)), 1, 5);
        await Count("the team's page", () => Page("/team", leads));
        await Count("the first round of the watch", () => _azure.Get<Watch>().Look(default));
        await Count("the second, with nothing to do", () => _azure.Get<Watch>().Look(default));
        _clock.Now += Watch.Every;
        await Count("each further one within the hour", () => _azure.Get<Watch>().Look(default));
        Assert.Empty(_tooMany);
    }

    /// <summary>
    /// Who could go along, what is near and who else it may be are read together, however many go along.
    /// </summary>
    [Fact]
    public async Task Pages_of_somebody_with_whom_two_volunteers_go_along_wait_no_longer()
    {
        StaffDirectory staff = _azure.Get<StaffDirectory>();
        StaffMember worker = (await staff.Add("wendy@service.example", "Wendy", StaffRole.LinkWorker, default))!;
        string token = await staff.IssueToken(worker.Id, default);
        StaffMember[] volunteers =
        [
            (await staff.Add("vera@service.example", "Vera", StaffRole.Volunteer, default))!,
            (await staff.Add("walt@service.example", "Walt", StaffRole.Volunteer, default))!,
        ];
        Guid journey = await _azure.Refer();
        await _azure.Give(journey, new Intake.Accept(LinkWorker: worker.Id), by: worker.Id);
        await Command(journey, token, """{"kind":"recordAttempt","commandId":"c-1","channel":"phone","outcome":"reached"}""");
        await Command(journey, token,
            """{"kind":"introduce","commandId":"i-1","activity":{"name":"Garden","provider":"Green"},"as":"signposting"}""");
        foreach ((int number, StaffMember volunteer) in volunteers.Index())
        {
            await staff.Change(volunteer.Id, v => v with { Volunteering = new VolunteerDetails(new DateOnly(2028, 1, 1)) }, default);
            await Command(journey, token,
                $$$"""
                {"kind":"planSession","commandId":"s-{{{number}}}","introduction":"i-1","at":"2027-02-{{{8 + number:00}}}T10:00:00Z",
                "minutes":60,"transport":{"kind":"walkedTogether"}}
                """);
            await Command(journey, token,
                $$"""{"kind":"chooseVolunteer","commandId":"v-{{number}}","session":"s-{{number}}","volunteer":"{{volunteer.Id}}"}""");
        }
        await Page($"/journeys/{journey:N}/activities", token);
        _clock.Now += TimeSpan.FromSeconds(10);

        Trips trips = new(Tables);
        // Of activities the last trip is for those who go along, or for the middle of a postcode that nobody knows.
        foreach ((string path, int most) in ((string, int)[])[("", 3), ("/activities", 4)])
        {
            Tables.Requests.Clear();
            int waits = await trips.Of(() => Page($"/journeys/{journey:N}{path}", token));
            Assert.True(waits >= 1 && waits <= most, $"{waits} in a row: {string.Join('\n', Tables.Requests)}");
        }
    }

    /// <summary>The most requests to the tables, and the most calls of the orchestrations' client.</summary>
    private static readonly Dictionary<string, (int Tables, int Calls)> _most = new()
    {
        ["a referral until it is answered"] = (19, 4),
        ["its two letters"] = (21, 0),
        ["looking for others like it, once"] = (13, 0),
        ["booking a meeting"] = (10, 4),
        ["what follows from it"] = (14, 0),
        ["a note"] = (6, 0),
        ["what follows from a note"] = (0, 0),
        ["a board"] = (7, 0),
        ["a lead's board"] = (7, 0),
        ["the same within a minute"] = (6, 0),
        ["a journey's page"] = (8, 0),
        ["the same page within the hour"] = (4, 0),
        ["the same page an hour later"] = (9, 0),
        // Activities ask where the person lives, and what is near.
        ["another page of it"] = (8, 0),
        ["the team's page"] = (18, 0),
        // Once a day the watch packs the facts: it lists the months, and two requests for each tell whether there is anything to do. It
        // also notes how many records are due to be erased. For whoever supports people and has no task, it looks for visits of the day.
        // And once a day it looks for people who go where an activity has closed, and for volunteers who cannot go; each hour for what
        // cannot wait of somebody whose account is shut.
        ["the first round of the watch"] = (103, 0),
        ["the second, with nothing to do"] = (17, 0),
        // It looks up whether today's registers have to be requested again, since a session may have been planned for today, and whether
        // somebody has agreed to erase a record, and whether an entry of the directory has changed: whoever is about to go there is rung.
        ["each further one within the hour"] = (18, 0),
    };

    private Task Count(string what, Action work) => Count(what, () =>
    {
        work();
        return Task.CompletedTask;
    });

    private async Task Count(string what, Func<Task> work)
    {
        Tables.Requests.Clear();
        int before = _azure.Hub.Calls;
        await work();
        (int tables, int calls) = _most.GetValueOrDefault(what);
        if (Tables.Requests.Count > tables || _azure.Hub.Calls - before > calls)
            _tooMany.Add($"{what}: {Tables.Requests.Count} requests and {_azure.Hub.Calls - before} calls, {tables} and {calls} allowed");
        output.WriteLine($"{Tables.Requests.Count,4} {_azure.Hub.Calls - before,4} {what}");
        foreach (IGrouping<string, string> each in Tables.Requests.GroupBy(r => r))
            output.WriteLine($"          {each.Count(),3} {each.Key}");
    }

    private async Task Command(Guid journey, string token, string command)
    {
        using HttpResponseMessage answer = await _azure.Send(HttpMethod.Post, $"/api/journeys/{journey:N}/commands",
            AzureOnOneMachine.Json(command), null, ("X-Staff-Token", token));
        Assert.True(answer.StatusCode is HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private async Task Page(string path, string token)
    {
        using HttpResponseMessage answer = await _azure.Ask(path, token: token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
