using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

/// <summary>Who can go along, and who cannot. It is Monday, 1 February 2027, 09:00.</summary>
public sealed class VolunteersTests
{
    private static readonly DateTimeOffset _tuesday = new(2027, 2, 9, 10, 0, 0, TimeSpan.Zero);
    private readonly TestService _service = new();
    private int _commands;

    private Volunteers Volunteers => new(_service.Staff, _service.Store, _service.Store, _service.Clocks);

    private async Task<StaffMember> Volunteer(string name, DateOnly? dbsUntil = null) => (await _service.Staff.Change(
        (await _service.Staff.Add($"{name}@service.example", name, StaffRole.Volunteer, default))!.Id,
        s => s with { Volunteering = new(dbsUntil ?? new DateOnly(2028, 1, 1)) { Free = [new(DayOfWeek.Tuesday, PartOfDay.Morning)] } },
        default))!;

    private async Task<string> Do(Guid journey, JourneyCommand command)
    {
        string id = $"c{++_commands}";
        Assert.IsType<CommandResult.Done>(await Try(journey, command, id));
        return id;
    }

    private Task<CommandResult> Try(Guid journey, JourneyCommand command, string? id = null) =>
        _service.Journeys.Do(journey, command, Actor.Staff("sam"), id ?? $"c{++_commands}", null, default);

    private async Task<(Guid Journey, string Session)> Going(string name, string activity = "Choir", DateTimeOffset? at = null)
    {
        Guid journey = await _service.Receive(name);
        await Do(journey, new Journeys.Intake.Accept(LinkWorker: "sam"));
        await Do(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        string introduction = await Do(journey,
            new Activities.Introduce(new ActivityDetails(activity, "Voices"), IntroductionKind.Signposting));
        return (journey, await Do(journey,
            new Attendance.PlanSession(introduction, at ?? _tuesday, new Transport(TransportKind.Own), 60)));
    }

    private async Task<string?> WhyNot(Guid journey, string session, StaffMember who) =>
        await Try(journey, new Attendance.ChooseVolunteer(session, who.Id)) is CommandResult.Refused refused ? refused.Code : null;

    [Fact]
    public async Task A_DBS_check_that_has_run_out_by_then_is_refused_with_a_sentence()
    {
        (Guid journey, string session) = await Going("Josie");
        StaffMember ray = await Volunteer("Ray", new DateOnly(2027, 2, 8)), none = await Volunteer("Noa");
        await _service.Staff.Change(none.Id, s => s with { Volunteering = null }, default);

        CommandResult.Refused refused =
            Assert.IsType<CommandResult.Refused>(await Try(journey, new Attendance.ChooseVolunteer(session, ray.Id)));
        Assert.Equal(("volunteer-dbs", "The DBS check of Ray runs out on 8 February 2027, before 9 February 2027."),
            (refused.Code, refused.Sentence));
        Assert.Equal("volunteer-dbs", await WhyNot(journey, session, none));
        await _service.Staff.Change(ray.Id, s => s with { Volunteering = new(new DateOnly(2027, 2, 9)) }, default);
        Assert.Null(await WhyNot(journey, session, ray));
    }

    [Fact]
    public async Task Nobody_goes_to_two_places_at_once_or_while_they_are_away()
    {
        (Guid journey, string session) = await Going("Josie");
        (Guid same, string there) = await Going("Amir");
        (Guid other, string elsewhere) = await Going("Bela", "Garden", _tuesday.AddMinutes(30));
        StaffMember ray = await Volunteer("Ray");

        Assert.Null(await WhyNot(journey, session, ray));
        // Whoever takes two people to the choir is in one place.
        Assert.Null(await WhyNot(same, there, ray));
        Assert.Equal("volunteer-elsewhere", await WhyNot(other, elsewhere, ray));
        // Their own session does not stand in their way.
        Assert.IsType<CommandResult.Done>(await Try(journey, new Attendance.ChooseVolunteer(session, ray.Id, "Meet at the door.")));
        await Do(journey, new Attendance.CancelSession(session));
        await Do(same, new Attendance.CancelSession(there));
        Assert.Null(await WhyNot(other, elsewhere, ray));
        await _service.Staff.Change(ray.Id, s => s with { Leave = [new(new DateOnly(2027, 2, 8), new DateOnly(2027, 2, 10))] }, default);
        Assert.Equal("volunteer-away", await WhyNot(other, elsewhere, ray));
        Assert.Equal("volunteer-unknown", await WhyNot(other, elsewhere, await _service.Add(StaffRole.LinkWorker)));
    }

    [Fact]
    public async Task Who_could_go_comes_first_and_whoever_usually_can_before_the_others()
    {
        StaffMember away = await Volunteer("Ann"), busy = await Volunteer("Bo"), usual = await Volunteer("Cat");
        await _service.Staff.Change(away.Id, s => s with { Leave = [new(new DateOnly(2027, 2, 9), new DateOnly(2027, 2, 9))] }, default);
        await _service.Staff.Change(busy.Id, s => s with { Volunteering = new(new DateOnly(2028, 1, 1)) }, default);
        (Guid journey, string session) = await Going("Josie");
        Session planned = (await _service.Store.Find(journey, default))!.State.Sessions.Single(s => s.Id == session);

        IReadOnlyList<VolunteerChoice> could = Volunteers.WhoCould(await Volunteers.Everybody(default), [planned]);

        Assert.Equal([(usual.Id, true, null), (busy.Id, false, null), (away.Id, true, "volunteer-away")],
            could.Select(c => (c.Volunteer.Id, c.IsUsuallyFree, c.WhyNot?.Code)));
    }

    [Fact]
    public async Task They_see_where_they_go_and_nobody_elses()
    {
        (Guid journey, string session) = await Going("Josie");
        await Going("Amir", "Garden");
        StaffMember ray = await Volunteer("Ray"), cat = await Volunteer("Cat");
        Assert.Null(await WhyNot(journey, session, ray));

        Assert.Equal([session], (await Volunteers.Of(ray, default)).Sessions.Select(s => s.Session.Id));
        Assert.Empty((await Volunteers.Of(cat, default)).Sessions);
        await _service.Postman.Drain(default);
        Assert.Contains(_service.Post.Delivered, d => d.Subject == nameof(MessageKind.VolunteerGoes) && d.To == ray.Email);
    }

    [Fact]
    public async Task Leads_hear_of_checks_that_run_out_and_whoever_leaves_goes_nowhere()
    {
        StaffMember lead = await _service.Add(StaffRole.Lead), ray = await Volunteer("Ray", new DateOnly(2027, 3, 30));
        (Guid journey, string session) = await Going("Josie");
        Assert.Null(await WhyNot(journey, session, ray));
        Assert.Equal(0, await Volunteers.RunningOut(default));
        await _service.Staff.SetEnabled(ray.Id, false, default);
        await Volunteer("Cat", new DateOnly(2027, 2, 20));
        Assert.Equal(1, await Volunteers.RunningOut(default));

        await _service.Digests.Queue(default);
        await _service.Watch.Look(default);
        await _service.Postman.Drain(default);

        Assert.Contains(_service.Post.Delivered, d => d.Subject == nameof(MessageKind.Digest) && d.To == lead.Email);
        Journey state = (await _service.Store.Find(journey, default))!.State;
        Assert.Null(state.Sessions.Single(s => s.Id == session).Volunteer);
        Assert.Contains(state.Tasks, t => t.Kind is TaskKind.FindCompanion);
    }

    /// <summary>Whoever enters a leave, or a day until which a check counts, does not have the sessions before them.</summary>
    [Fact]
    public async Task Where_a_volunteer_turns_out_to_be_away_or_without_a_check_somebody_looks_for_another()
    {
        StaffMember ray = await Volunteer("Ray"), cat = await Volunteer("Cat");
        (Guid journey, string session) = await Going("Josie");
        (Guid other, string elsewhere) = await Going("Amir", "Garden");
        Assert.Null(await WhyNot(journey, session, ray));
        Assert.Null(await WhyNot(other, elsewhere, cat));
        async Task<int> Sought(Guid of) =>
            (await _service.Store.Find(of, default))!.State.Tasks.Count(t => t.Kind is TaskKind.FindCompanion);
        await _service.Watch.Look(default);
        Assert.Equal((0, 0), (await Sought(journey), await Sought(other)));

        await _service.Staff.Change(ray.Id, s => s with { Leave = [new(new DateOnly(2027, 2, 8), new DateOnly(2027, 2, 10))] }, default);
        await _service.Staff.Change(cat.Id, s => s with { Volunteering = null }, default);
        for (int hour = 0; hour < 3; hour++)
        {
            _service.Programme.Advance(TimeSpan.FromHours(1));
            await _service.Watch.Look(default);
            Assert.Equal((1, 1), (await Sought(journey), await Sought(other)));
        }
        // They are back, and go after all.
        await _service.Staff.Change(ray.Id, s => s with { Leave = [] }, default);
        Assert.Null(await WhyNot(journey, session, ray));
        Assert.Equal(0, await Sought(journey));
        // The same leave is entered again.
        await _service.Staff.Change(ray.Id, s => s with { Leave = [new(new DateOnly(2027, 2, 8), new DateOnly(2027, 2, 10))] }, default);
        _service.Programme.Advance(TimeSpan.FromHours(1));
        await _service.Watch.Look(default);
        Assert.Equal(1, await Sought(journey));
    }
}
