using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

public sealed partial class PostmanTests
{
    private static readonly MailOutcome NotNow = new MailOutcome.Unavailable("no connection");

    [Fact]
    public async Task What_keeps_people_safe_goes_first_then_what_is_older()
    {
        TestService service = new();
        StaffMember reader = await service.Add(StaffRole.SafeguardingLead);
        await service.QueueDigest(reader.Id, "2027-02-01");
        service.Move(TimeSpan.FromMinutes(1));
        await service.Receive("Ada");
        service.Move(TimeSpan.FromMinutes(1));
        await service.Receive("Ben", concern: true);

        Assert.Null(await service.Postman.Drain(default));

        Assert.Equal(["Concern", "Digest"], [service.Post.Delivered[0].Subject, service.Post.Delivered[^1].Subject]);
        Assert.Equal(["ada@mail.example", "reid@surgery.example"], service.Post.Delivered[1..3].Select(d => d.To).Order());
        Assert.Equal(5, service.Post.Delivered.Count);
    }

    [Theory]
    [InlineData(ContactFirstBy.Mail, "joan@mail.example")]
    [InlineData(ContactFirstBy.Phone, null)]
    public async Task A_letter_goes_to_whoever_is_spoken_to_first_where_the_programme_allows_it(ContactFirstBy by, string? to)
    {
        TestService service = new(pathway: new Pathway { ContactFirstBy = by });
        Guid journey = await service.Receive("Ada");
        RelatedPerson mother = new("Joan", RelatedRole.Parent, Email: "joan@mail.example", MayBeTold: true, ContactFirst: true);
        foreach (JourneyCommand command in (JourneyCommand[])[new Journeys.Intake.Accept(LinkWorker: "sam"),
            new Preferences.Change(RelatedPeople: [mother]),
            new Meetings.Book(TestService.Monday.AddDays(3), new Place(PlaceKind.Phone))])
            Assert.IsType<CommandResult.Done>(
                await service.Journeys.Do(journey, command, Actor.Staff("sam"), Guid.NewGuid().ToString("N"), null, default));

        await service.Postman.Drain(default);

        Assert.Equal(to, service.Post.Delivered.SingleOrDefault(d => d.Subject is "MeetingBooked")?.To);
        Assert.Equal(to is null,
            (await service.Store.Find(journey, default))!.State.Tasks.Any(t => t.Message is MessageKind.MeetingBooked));
        // The links in a relative's letter open what the letter says, and nothing that only the person may see.
        SignedLinks links = new(TestService.Keys, service.Clocks);
        Journey state = (await service.Store.Find(journey, default))!.State;
        LinkTarget target = links.Read(links.ToPerson(LinkPurpose.Meeting, state, "m/1", "joan@mail.example"), LinkPurpose.Meeting)!;
        Assert.True(links.IsCurrent(target, state));
        Assert.False(links.IsConfirmed(target, state));
    }

    [Fact]
    public async Task What_becomes_urgent_overtakes_what_has_waited_longer()
    {
        TestService service = new();
        StaffMember reader = await service.Add(StaffRole.SafeguardingLead);
        for (int i = 0; i < 20; i++)
            await service.QueueDigest(reader.Id, $"{i}");
        service.Post.Answer = d =>
        {
            if (d.Key.EndsWith("/3", StringComparison.Ordinal))
                service.Receive("Ada", concern: true).GetAwaiter().GetResult();
            return new MailOutcome.Accepted();
        };

        await service.Postman.Drain(default);

        int third = service.Post.Delivered.FindIndex(d => d.Key.EndsWith("/3", StringComparison.Ordinal));
        Assert.Equal("Concern", service.Post.Delivered[third + 1].Subject);
    }

    [Fact]
    public async Task Two_postmen_deliver_each_message_once()
    {
        TestService service = new();
        StaffMember reader = await service.Add(StaffRole.LinkWorker);
        for (int i = 0; i < 300; i++)
            await service.QueueDigest(reader.Id, $"{i}");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => service.NewPostman().Drain(default))));

        Assert.Equal(300, service.Post.Tried.Count);
        Assert.Equal(300, service.Post.Delivered.Select(d => d.Key).Distinct().Count());
        Assert.All(await service.Store.Of(Guid.Empty, default), m => Assert.Equal((MessageStatus.Sent, 1), (m.Status, m.Attempts)));
    }

    [Fact]
    public async Task A_meeting_that_moved_is_told_as_it_stands_now()
    {
        TestService service = new();
        (Guid journey, string meeting) = await service.WithMeeting();
        await service.Give(journey, new Meetings.Move(meeting, TestService.Monday.AddDays(7)));

        await service.Postman.Drain(default);

        Assert.Equal(["MeetingMoved"], service.Post.Subjects);
        Assert.Equal((MessageStatus.Dropped, Messages.Reasons.Overtaken),
            ((await service.Message(journey, MessageKind.MeetingBooked)).Status,
                (await service.Message(journey, MessageKind.MeetingBooked)).Reason));
        Assert.DoesNotContain((await service.State(journey)).Tasks, t => t.Kind is TaskKind.TellPerson);
    }

    [Fact]
    public async Task A_concern_raised_while_a_message_waits_holds_it_back_and_a_human_tells_instead()
    {
        TestService service = new();
        (Guid journey, _) = await service.WithMeeting();
        await service.Give(journey, new Concerns.Raise("Invented"));

        await service.Postman.Drain(default);

        Assert.DoesNotContain("MeetingBooked", service.Post.Subjects);
        Assert.Equal([(MessageKind.MeetingBooked, Messages.Reasons.Concern)], await service.Withheld(journey));
        Assert.Contains((await service.State(journey)).Tasks, t => t.Kind is TaskKind.TellPerson);
    }

    [Fact]
    public async Task Nobody_is_asked_to_phone_somebody_who_has_died()
    {
        TestService service = new();
        (Guid journey, _) = await service.WithMeeting();
        await service.Store
            .Move(await service.Message(journey, MessageKind.MeetingBooked), MessageStatus.Sending, service.Clocks.MachineNow, null,
                service.Clocks.Now, default);
        await service.Give(journey, new Closing.Close(ClosingReason.Died));

        await service.Postman.Recover(service.Clocks.MachineNow, default);

        Assert.DoesNotContain((await service.State(journey)).Tasks, t => t.Kind is TaskKind.TellPerson);
    }

    [Fact]
    public async Task A_concern_reaches_every_safeguarding_lead_and_when_told_again_the_leads_too()
    {
        TestService service = new();
        StaffMember grace = await service.Add(StaffRole.SafeguardingLead, "Grace"),
            ann = await service.Add(StaffRole.SafeguardingLead, "Ann");
        StaffMember gone = await service.Add(StaffRole.SafeguardingLead, "Gone"), lead = await service.Add(StaffRole.Lead, "Leila");
        await service.Staff.SetEnabled(gone.Id, enabled: false, default);
        await service.Add(StaffRole.LinkWorker);
        Guid journey = await service.Receive(concern: true);

        await service.Postman.Drain(default);
        Assert.Equal(new[] { grace.Email, ann.Email }.Order(), To(service, "Concern"));

        service.Move(TimeSpan.FromHours(4));
        await service.Journeys.Advance(journey, default);
        await service.Postman.Drain(default);
        Assert.Equal(new[] { grace.Email, ann.Email, lead.Email }.Order(), To(service, "ConcernAgain"));
    }

    /// <summary>The only safeguarding lead is on a beach. At night and at weekends the next working day counts.</summary>
    [Theory]
    [InlineData("2027-02-01T09:00Z", true)]
    [InlineData("2027-02-05T18:00Z", true)] // a Friday evening; her leave begins on Monday
    [InlineData("2027-02-12T18:00Z", false)] // the evening of her last day away
    public async Task Where_everybody_who_should_hear_of_a_concern_is_away_somebody_else_hears_too(string at, bool isAway)
    {
        TestService service = new(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture));
        StaffMember grace = await service.Add(StaffRole.SafeguardingLead, "Grace"), lead = await service.Add(StaffRole.Lead, "Leila"),
            other = await service.Add(StaffRole.Lead, "Lou"), admin = await service.Add(StaffRole.Admin, "Adam");
        DateOnly monday = new(2027, 2, 8);
        await service.Staff.Change(grace.Id, s => s with
        {
            Leave = at.StartsWith("2027-02-01", StringComparison.Ordinal) ? [new(new(2027, 2, 1), new(2027, 2, 5))]
                : [new(monday, monday.AddDays(4))]
        }, default);
        await service.Receive(concern: true);

        await service.Postman.Drain(default);
        Assert.Equal((isAway ? new[] { grace.Email, lead.Email, other.Email } : [grace.Email]).Order(), To(service, "Concern"));

        // One of the leads is enough.
        await service.Staff.Change(lead.Id, s => s with { Leave = [new(new(2027, 1, 1), new(2027, 12, 31))] }, default);
        await service.Receive("Ben", concern: true);
        await service.Postman.Drain(default);
        Assert.DoesNotContain(admin.Email, To(service, "Concern"));
    }

    [Theory]
    [InlineData(new[] { StaffRole.Lead, StaffRole.Admin, StaffRole.LinkWorker }, "lead@")]
    [InlineData(new[] { StaffRole.Admin, StaffRole.LinkWorker }, "admin@")]
    public async Task Where_a_role_is_empty_somebody_else_hears_of_a_concern(StaffRole[] here, string reader)
    {
        TestService service = new();
        foreach (StaffRole role in here)
            await service.Add(role);
        await service.Receive(concern: true);

        await service.Postman.Drain(default);

        Assert.Contains(reader, Assert.Single(To(service, "Concern")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_concern_that_reaches_nobody_is_a_failed_message_and_is_told_again()
    {
        TestService service = new();
        await service.Add(StaffRole.LinkWorker);
        Guid journey = await service.Receive(concern: true);

        await service.Postman.Drain(default);
        Assert.Equal(MessageStatus.Failed, (await service.Message(journey, MessageKind.Concern)).Status);

        StaffMember late = await service.Add(StaffRole.SafeguardingLead);
        service.Move(TimeSpan.FromHours(4));
        await service.Journeys.Advance(journey, default);
        await service.Postman.Drain(default);
        Assert.Equal([late.Email], To(service, "ConcernAgain"));
    }

    [Fact]
    public async Task A_message_to_a_role_that_was_cut_off_reaches_each_of_them_once()
    {
        TestService service = new();
        await service.Add(StaffRole.SafeguardingLead, "Grace");
        await service.Add(StaffRole.SafeguardingLead, "Ann");
        Guid journey = await service.Receive(concern: true);
        await service.Postman.Drain(default);

        // As if the machine had stopped after writing the copies and before moving the original.
        QueuedMessage whole = (await service.Store.Of(journey, default)).Single(m => m.Kind is MessageKind.Concern && m.Staff is null);
        await service.Store.Move(whole, MessageStatus.Sending, service.Clocks.MachineNow, null, service.Clocks.Now, default);
        await service.Postman.Recover(service.Clocks.MachineNow, default);
        service.Move(TimeSpan.FromHours(1));
        await service.Postman.Drain(default);

        Assert.Equal(2, To(service, "Concern").Count());
    }

    private static IEnumerable<string> To(TestService service, string subject) =>
        service.Post.Delivered.Where(d => d.Subject == subject).Select(d => d.To).Order();
}
