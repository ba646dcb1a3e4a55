using System.Text;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Http.Tests.Fuzz;

/// <summary>What there is before the first request, and what is put right again between requests.</summary>
internal sealed partial class Fuzz
{
    public async Task Begin()
    {
        (_, _key) = await _service.AddOrganisation();
        foreach (StaffRole role in Enum.GetValues<StaffRole>())
        {
            (StaffMember member, string token) = await _service.AddStaff(role, $"Fuzz {role}");
            _staff.Add((await _service.LetSignIn(member), token));
            _sessions.Add(await _service.SignedIn(member));
        }
        // Another admin, in case the first one loses the role.
        await _service.AddStaff(StaffRole.Admin, "Ada Boone");
        // The Azure host maps its endpoints at the first request.
        await _client.GetAsync("/health/live");
        _routes = [.. _service.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(
            e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m => new Route(m, e.RoutePattern)))];
        Guid activity = Guid.NewGuid();
        await _service.Get<ActivityDirectory>().Put(activity, new ListingDetails
        {
            Name = "Choir",
            Provider = new ActivityProvider(Guid.NewGuid(), "Voices", Email: "sing@voices.example"),
        }, 0, default);
        Knows($"{activity:N}");
        foreach ((StaffMember member, _) in _staff)
            Knows(member.Id);
        for (int i = 0; i < 8; i++)
            await Refer();
    }

    /// <summary>Adds a referral and keeps the links to everything that belongs to it.</summary>
    private async Task Refer()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/referrals");
        request.Headers.Add("X-Api-Key", _key);
        request.Content = new StringContent(Api.Referrals.New().ToJsonString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _client.SendAsync(request);
        Learn(await answer.Content.ReadAsStringAsync());
        _journeys.Clear();
        Guid[] known = [.. await _service.Get<IJourneyStore>().All(default).Take(MostKnown).ToArrayAsync()];
        await Support(known);
        foreach (Guid journey in known)
            if (await StateOf(journey) is { } state)
            {
                _journeys.Add(journey);
                Keep(Worked("journeys"), $"{journey:N}");
                Knows($"{journey:N}", $"{journey}", MeetingOf(state), IntroductionOf(state));
                foreach (LinkPurpose purpose in Enum.GetValues<LinkPurpose>())
                    Keep(_tokens, state.Preferences.Email is { } email && purpose is not LinkPurpose.Provider
                        ? _service.Get<SignedLinks>().ToPerson(purpose, state, SubjectOf(purpose, state), email)
                        : _service.Get<SignedLinks>().Create(new LinkTarget(purpose, journey, SubjectOf(purpose, state))));
            }
    }

    /// <summary>Some people have come so far that there is something to do with them: a meeting, a plan, an activity, a session.</summary>
    private async Task Support(Guid[] journeys)
    {
        foreach (Guid id in journeys)
            if (await StateOf(id) is { Stage: Stage.Triage } && _chance.Next(3) > 0)
            {
                DateTimeOffset now = _service.Clock.GetUtcNow();
                await Do(id, new Intake.Accept(LinkWorker: _staff[0].Member.Id));
                await Do(id, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached, IdentityChecked: true));
                await Do(id, new Meetings.Book(now.AddDays(_chance.Next(1, 9)), new Place(PlaceKind.AtHome)));
                if (_chance.Next(3) is 0)
                    continue;
                await Do(id, new Plan.Agree(["loneliness"], "To be out again", [new Goal("Sing with others", 9, "Listen in once")], []));
                string introduction = await Do(id, new Activities.Introduce(
                    new ActivityDetails("Choir", "Voices", Email: "sing@voices.example"), IntroductionKind.Referral, Agreed: true));
                await Do(id, new Activities.RecordAnswer(introduction, ProviderAnswer.Accepted));
                await Do(id, new Attendance.PlanSession(introduction, now.AddDays(_chance.Next(1, 9)), new Transport(TransportKind.Own)));
            }
    }

    private async Task<Journey?> StateOf(Guid journey) => (await _service.Get<IJourneyStore>().Find(journey, default))?.State;

    private async Task<string> Do(Guid journey, JourneyCommand command)
    {
        string id = Guid.NewGuid().ToString("N");
        await _service.Get<JourneyService>().Do(journey, command, Actor.Staff(_staff[0].Member.Id), id, null, default);
        return id;
    }

    private static string? MeetingOf(Journey state) => state.Meetings is [.., var last] ? last.Id : null;

    private static string? IntroductionOf(Journey state) => state.Introductions is [.., var last] ? last.Id : null;

    private static string SubjectOf(LinkPurpose purpose, Journey state) => purpose switch
    {
        LinkPurpose.Survey => "baseline",
        LinkPurpose.Meeting or LinkPurpose.Calendar => MeetingOf(state) ?? "",
        LinkPurpose.Provider => IntroductionOf(state) ?? "",
        _ => "",
    };

    /// <summary>Lets everybody in again who was shut out or got another role, and ends a pause of the service.</summary>
    private async Task Tidy()
    {
        IRegister register = _service.Get<IRegister>();
        if (await Standstill.IsOn(register, default))
            await Standstill.End(register, _service.Get<IJourneyStore>(), _service.Get<IJourneyRuntime>(), default);
        foreach ((StaffMember member, _) in _staff)
            await _service.Get<StaffDirectory>().Change(member.Id, s => s with { Enabled = true, Role = member.Role }, default);
        if (Sent % 500 is 0)
            await Refer();
    }

    /// <summary>Gives somebody who was signed out, and may have another password by now, a session and a token.</summary>
    private async Task LetIn(int who)
    {
        StaffMember member = _staff[who].Member;
        await _service.Get<StaffDirectory>().Change(
            member.Id, s => s with { Enabled = true, Role = member.Role, SecondStep = null }, default);
        _staff[who] = (await _service.LetSignIn(member), await _service.Get<StaffDirectory>().IssueToken(member.Id, default));
        _sessions[who] = await _service.SignedIn(member);
    }
}
