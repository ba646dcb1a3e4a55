using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests;

/// <summary>One letter for each meeting, however many people go and whatever fails. It is Monday 1 February 2027, 09:00.</summary>
public sealed class RegistersTests
{
    private static readonly DateTimeOffset _tuesday = new(2027, 2, 2, 14, 0, 0, TimeSpan.Zero);
    private readonly TestService _service = new();
    private int _commands;

    private async Task<Guid> Choir(bool keeps = true)
    {
        Guid id = Guid.NewGuid();
        Assert.IsType<PutOutcome.Done>(await _service.Directory.Put(id, new ListingDetails
        {
            Name = "Choir",
            Provider = new ActivityProvider(Guid.NewGuid(), "Voices", Email: "sing@voices.example"),
            ConfirmedOn = new DateOnly(2027, 2, 1),
        }, 0, default));
        await _service.Directory.Change(id, a => a with { KeepsRegister = keeps }, default);
        return id;
    }

    private async Task<string> Do(Guid journey, JourneyCommand command)
    {
        string id = $"c{++_commands}";
        Assert.IsType<CommandResult.Done>(await _service.Journeys.Do(journey, command, Actor.Staff("sam"), id, null, default));
        return id;
    }

    private async Task<Guid> Going(Guid choir, string name, bool discreet = false)
    {
        Guid journey = await _service.Receive(name);
        await Do(journey, new Journeys.Intake.Accept(LinkWorker: "sam"));
        await Do(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        string introduction = await Do(journey, new Activities.Introduce(
            new ActivityDetails("Choir", "Voices", choir, "sing@voices.example"), IntroductionKind.Referral, Agreed: true));
        await Do(journey, new Activities.RecordAnswer(introduction, ProviderAnswer.Accepted));
        await Do(journey, new Attendance.PlanSession(introduction, _tuesday, new Transport(TransportKind.Own), 60));
        if (discreet)
            await Do(journey, new Preferences.Change(Discretion: true));
        return journey;
    }

    private async Task<int> Letters()
    {
        await _service.Postman.Drain(default);
        return _service.Post.Delivered.Count(d => d.Subject == nameof(MessageKind.RegisterOfTheDay));
    }

    [Fact]
    public async Task Three_people_at_one_meeting_are_one_letter_on_its_day()
    {
        Guid choir = await Choir();
        foreach (string name in (string[])["Josie", "Amir", "Bela"])
            await Going(choir, name);
        await Going(choir, "Cora", discreet: true);

        Assert.Equal(0, await _service.Registers.Queue(default));
        _service.Move(TimeSpan.FromDays(1));
        Assert.Equal(1, await _service.Registers.Queue(default));
        Assert.Equal(0, await _service.Registers.Queue(default));
        Assert.Equal(1, await Letters());

        MeetingList list = (await _service.Lists.Open(new MeetingDay(choir, _tuesday), default))!;
        Assert.Equal(["Amir", "Bela", "Josie"], list.Expected.Select(e => e.Journey.Person.FirstName).Order());
    }

    [Fact]
    public async Task Whoever_is_planned_for_today_after_the_morning_is_on_the_list_too()
    {
        Guid choir = await Choir();
        await Going(choir, "Josie");
        _service.Move(TimeSpan.FromDays(1));
        await _service.Registers.Queue(default);
        await Going(choir, "Amir");

        await _service.Registers.Queue(default);

        Assert.Equal(1, await Letters());
        MeetingList list = (await _service.Lists.Open(new MeetingDay(choir, _tuesday), default))!;
        Assert.Equal(["Amir", "Josie"], list.Expected.Select(e => e.Journey.Person.FirstName).Order());
    }

    [Fact]
    public async Task A_morning_that_broke_off_is_finished_and_nothing_is_doubled()
    {
        Guid choir = await Choir();
        Guid[] people = [await Going(choir, "Josie"), await Going(choir, "Amir")];
        _service.Move(TimeSpan.FromDays(1));
        // It failed after one of the two writes: the letter was queued but the day was not noted.
        MeetingDay meeting = new(choir, _tuesday);
        await _service.Lists.Add(meeting, people[0], default);
        await _service.Store.Queue(new QueuedMessage(Guid.Empty, $"register/{meeting.Name}", MessageKind.RegisterOfTheDay, meeting.Name,
            Staff: null, Messages.PriorityOf(MessageKind.RegisterOfTheDay), _service.Clocks.Now), default);

        await _service.Registers.Queue(default);
        await new Service.Watch.Registers(_service.Store, _service.Store, _service.Store, _service, _service.Journeys, _service.Directory,
            _service.Lists, _service.Clocks).Queue(default);

        Assert.Equal(1, await Letters());
        Assert.Equal(2, (await _service.Lists.Open(meeting, default))!.Expected.Count);
        foreach (Guid journey in people)
            Assert.Single((await _service.Store.Journal(journey, default)).SelectMany(c => c.Events).OfType<Attendance.RegisterAsked>());
    }

    [Fact]
    public async Task Somebody_whose_journey_fails_keeps_nobody_else_off_the_list()
    {
        Guid choir = await Choir();
        Guid fails = await Going(choir, "Josie");
        await Going(choir, "Amir");
        _service.Move(TimeSpan.FromDays(1));
        OneOfManyTests.FailsFor store = new(_service.Store, fails);
        JourneyService journeys = new(store, _service.Store, _service, _service.Pathway, _service.Clocks, TestService.Keys);

        await Assert.ThrowsAsync<AggregateException>(() => new Service.Watch.Registers(_service.Store, _service.Store, _service.Store,
            _service, journeys, _service.Directory, _service.Lists, _service.Clocks).Queue(default));
        Assert.Equal(1, await Letters());
        Assert.Equal(["Amir"],
            (await _service.Lists.Open(new(choir, _tuesday), default))!.Expected.Select(e => e.Journey.Person.FirstName));

        // Once the journey can be read again, it joins the list, and there is no second letter.
        await _service.Registers.Queue(default);
        _service.Post.Delivered.Clear();
        Assert.Equal(0, await Letters());
        Assert.Equal(2, (await _service.Lists.Open(new(choir, _tuesday), default))!.Expected.Count);
    }

    [Fact]
    public async Task Whoever_did_not_agree_is_never_asked()
    {
        await Going(await Choir(keeps: false), "Josie");
        _service.Move(TimeSpan.FromDays(1));
        Assert.Equal(0, await _service.Registers.Queue(default));
        Assert.Equal(0, await Letters());
    }

    [Fact]
    public async Task A_list_is_open_on_its_day_and_closes_with_the_working_day_after()
    {
        Guid choir = await Choir();
        await Going(choir, "Josie");
        MeetingDay meeting = new(choir, _tuesday);
        _service.Move(TimeSpan.FromDays(1));
        await _service.Registers.Queue(default);
        Assert.NotNull(await _service.Lists.Open(meeting, default));
        Assert.Null(await _service.Lists.Open(meeting with { At = _tuesday.AddDays(7) }, default));
        await _service.Directory.Change(choir, a => a with { KeepsRegister = false }, default);
        Assert.Null(await _service.Lists.Open(meeting, default));
        await _service.Directory.Change(choir, a => a with { KeepsRegister = true }, default);
        _service.Move(new DateTimeOffset(2027, 2, 3, 16, 59, 0, TimeSpan.Zero) - _service.Clocks.Now);
        Assert.NotNull(await _service.Lists.Open(meeting, default));
        _service.Move(TimeSpan.FromMinutes(1));
        Assert.Null(await _service.Lists.Open(meeting, default));
    }
}
