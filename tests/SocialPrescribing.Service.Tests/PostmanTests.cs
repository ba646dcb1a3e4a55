using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

public sealed class PostmanTests
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
        // Its links open for them what a letter says, and nothing that only the person may see.
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
    public async Task Retry_after_is_obeyed_for_all_mail()
    {
        TestService service = new();
        await service.Receive();
        DateTimeOffset until = TestService.Monday.AddSeconds(90);
        service.Post.Answer = _ => new MailOutcome.Throttled(until);

        Assert.Equal(until, await service.Postman.Drain(default));
        Assert.Single(service.Post.Tried);

        service.Post.Answer = _ => new MailOutcome.Accepted();
        service.Move(TimeSpan.FromSeconds(89));
        await service.Receive("Ada");
        Assert.Equal(until, await service.Postman.Drain(default));
        Assert.Single(service.Post.Tried);

        service.Move(TimeSpan.FromSeconds(1));
        Assert.Null(await service.Postman.Drain(default));
        Assert.Equal(4, service.Post.Delivered.Count);
    }

    [Theory]
    [InlineData(-3600, 1)]
    [InlineData(0, 1)]
    [InlineData(30, 30)]
    [InlineData(400 * 86_400, 86_400)]
    public async Task A_wait_that_makes_no_sense_is_brought_into_bounds(int askedSeconds, int waitedSeconds)
    {
        TestService service = new();
        await service.Receive();
        service.Post.Answer = _ => new MailOutcome.Throttled(TestService.Monday.AddSeconds(askedSeconds));

        Assert.Equal(TestService.Monday.AddSeconds(waitedSeconds), await service.Postman.Drain(default));
        Assert.Single(service.Post.Tried);
    }

    [Fact]
    public async Task A_mail_system_that_is_away_is_tried_at_growing_intervals_and_then_a_human_phones()
    {
        TestService service = new();
        (Guid journey, string meeting) = await service.WithMeeting();
        service.Post.Tried.Clear();
        service.Post.Answer = _ => NotNow;
        List<double> pauses = [];

        while (await service.Postman.Drain(default) is { } next)
        {
            pauses.Add((next - service.Clocks.MachineNow).TotalMinutes);
            service.Move(next - service.Clocks.MachineNow);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60], pauses);
        Assert.Equal(12, service.Post.Tried.Count);
        Assert.Equal(MessageStatus.Failed, (await service.Message(journey, MessageKind.MeetingBooked)).Status);
        OpenTask phone = Assert.Single((await service.State(journey)).Tasks, t => t.Kind is TaskKind.TellPerson);
        Assert.InRange(phone.Due, service.Clocks.Now, TestService.Monday.AddDays(4).AddHours(2));
        Assert.Contains($"meeting/{meeting}/1/booked", phone.Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_one_message_waits_for_its_next_try_the_others_go()
    {
        TestService service = new();
        await service.Receive();
        service.Post.Answer = d => d.Subject is "Received" ? NotNow : new MailOutcome.Accepted();

        Assert.Equal(TestService.Monday.AddMinutes(1), await service.Postman.Drain(default));

        Assert.Equal(["ReferrerReceived"], service.Post.Subjects);
    }

    [Fact]
    public async Task A_refused_message_becomes_a_task_at_once()
    {
        TestService service = new();
        (Guid journey, _) = await service.WithMeeting();
        service.Post.Answer = _ => new MailOutcome.Refused("no such mailbox");

        Assert.Null(await service.Postman.Drain(default));

        Assert.Equal(MessageStatus.Failed, (await service.Message(journey, MessageKind.MeetingBooked)).Status);
        Assert.Contains((await service.State(journey)).Tasks, t => t.Kind is TaskKind.TellPerson);
        Assert.Equal([(MessageKind.MeetingBooked, Messages.Reasons.Refused)], await service.Withheld(journey));
    }

    [Fact]
    public async Task A_safety_message_that_may_be_lost_goes_again()
    {
        TestService service = new();
        await service.Add(StaffRole.SafeguardingLead);
        Guid journey = await service.Receive(concern: true);
        service.Post.Answer = d => d.Subject is "Concern" && service.Post.Tried.Count(t => t.Subject is "Concern") < 3
            ? new MailOutcome.Uncertain("cut off") : new MailOutcome.Accepted();

        for (int minutes = 0; minutes < 10; minutes++)
        {
            await service.Postman.Drain(default);
            service.Move(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(3, service.Post.Tried.Count(d => d.Subject is "Concern"));
        Assert.Single(service.Post.Subjects, "Concern");
        Assert.All(await service.Store.Of(journey, default), m => Assert.Equal(MessageStatus.Sent, m.Status));
    }

    [Fact]
    public async Task A_courtesy_that_may_be_lost_does_not_go_again_and_a_human_asks()
    {
        TestService service = new();
        (Guid journey, _) = await service.WithMeeting();
        service.Post.Tried.Clear();
        service.Post.Answer = _ => new MailOutcome.Uncertain("cut off");

        await service.Postman.Drain(default);
        service.Move(TimeSpan.FromDays(1));
        await service.Postman.Drain(default);

        Assert.Single(service.Post.Tried);
        Assert.Equal(MessageStatus.Uncertain, (await service.Message(journey, MessageKind.MeetingBooked)).Status);
        Assert.Equal([(MessageKind.MeetingBooked, Messages.Reasons.Uncertain)], await service.Withheld(journey));
        Assert.Contains((await service.State(journey)).Tasks, t => t.Kind is TaskKind.TellPerson);
    }

    [Theory]
    [InlineData(MessageKind.Concern, MessageStatus.Queued)]
    [InlineData(MessageKind.ReferrerReceived, MessageStatus.Uncertain)]
    public async Task What_a_dead_sender_left_behind_goes_again_or_is_recorded(MessageKind kind, MessageStatus after)
    {
        TestService service = new();
        Guid journey = await service.Receive(concern: true);
        await service.Store
            .Move(await service.Message(journey, kind), MessageStatus.Sending, service.Clocks.MachineNow + Postman.ClaimLasts, null,
                service.Clocks.Now, default);

        service.Move(Postman.ClaimLasts - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await service.Postman.Recover(service.Clocks.MachineNow, default));
        service.Move(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await service.Postman.Recover(service.Clocks.MachineNow, default));

        Assert.Equal(after, (await service.Message(journey, kind)).Status);
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

        // As if the machine had stopped after the copies were written and before the ledger was.
        QueuedMessage whole = (await service.Store.Of(journey, default)).Single(m => m.Kind is MessageKind.Concern && m.Staff is null);
        await service.Store.Move(whole, MessageStatus.Sending, service.Clocks.MachineNow, null, service.Clocks.Now, default);
        await service.Postman.Recover(service.Clocks.MachineNow, default);
        service.Move(TimeSpan.FromHours(1));
        await service.Postman.Drain(default);

        Assert.Equal(2, To(service, "Concern").Count());
    }

    [Fact]
    public async Task A_message_that_cannot_be_put_into_words_does_not_hold_up_the_others()
    {
        TestService service = new();
        (Guid journey, _) = await service.WithMeeting();
        service.Post.CannotWrite = kind => kind is MessageKind.MeetingBooked;
        await service.Receive("Ada");

        DateTimeOffset? next = await service.Postman.Drain(default);
        Assert.Equal(2, service.Post.Delivered.Count);

        while (next is { } at)
        {
            service.Move(at - service.Clocks.MachineNow);
            next = await service.Postman.Drain(default);
        }
        Assert.Equal(MessageStatus.Failed, (await service.Message(journey, MessageKind.MeetingBooked)).Status);
        Assert.Contains((await service.State(journey)).Tasks, t => t.Kind is TaskKind.TellPerson);
    }

    [Fact]
    public async Task A_mailer_that_breaks_leaves_one_message_uncertain_and_takes_the_rest()
    {
        TestService service = new();
        Guid journey = await service.Receive();
        service.Post.Answer = d => d.Subject is "Received" ? throw new InvalidOperationException("broken") : new MailOutcome.Accepted();

        Assert.Null(await service.Postman.Drain(default));

        Assert.Equal(MessageStatus.Uncertain, (await service.Message(journey, MessageKind.Received)).Status);
        Assert.Equal(["ReferrerReceived"], service.Post.Subjects);
    }

    [Fact]
    public async Task Told_to_stop_a_postman_takes_no_further_message()
    {
        TestService service = new();
        await service.Receive();
        using CancellationTokenSource stop = new();
        service.Post.Answer = _ =>
        {
            stop.Cancel();
            return new MailOutcome.Accepted();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => service.Postman.Drain(stop.Token));

        Assert.Single(service.Post.Tried);
        Assert.Equal((1, 0), ((await service.Store.Figures(default)).Queued, (await service.Store.Figures(default)).Sending));
    }

    [Fact]
    public async Task What_was_not_handed_over_when_the_service_stopped_goes_at_the_next_start()
    {
        TestService service = new();
        Guid journey = await service.Receive();
        using CancellationTokenSource stop = new();
        HangingMailer hanging = new(stop);
        Postman postman = new(service.Store, service.Store, service.Store, service.Journeys, service.Staff, service.Confirmations,
            service.Post, hanging, service.Quota, service.Pathway, service.Clocks,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<Postman>.Instance);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => postman.Drain(stop.Token));
        Assert.All(await service.Store.Of(journey, default), m => Assert.Equal(MessageStatus.Queued, m.Status));

        service.Move(TimeSpan.FromMinutes(1));
        await service.Postman.Drain(default);
        Assert.Equal(2, service.Post.Delivered.Count);
    }

    private static IEnumerable<string> To(TestService service, string subject) =>
        service.Post.Delivered.Where(d => d.Subject == subject).Select(d => d.To).Order();

    /// <summary>Connects for ever, and gives up when it is told to.</summary>
    private sealed class HangingMailer(CancellationTokenSource stop) : IMailer
    {
        public async Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation)
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
            return new MailOutcome.Accepted();
        }
    }
}

public sealed class MailQuotaTests
{
    private static async Task<TestService> WithDigests(int count, int perMinute, int perHour)
    {
        TestService service = new(perMinute: perMinute, perHour: perHour);
        StaffMember reader = await service.Add(StaffRole.LinkWorker);
        for (int i = 0; i < count; i++)
            await service.QueueDigest(reader.Id, $"{i}");
        return service;
    }

    [Fact]
    public async Task A_minute_has_so_many_messages_and_they_come_back_one_by_one()
    {
        TestService service = await WithDigests(10, perMinute: 3, perHour: 0);

        Assert.Equal(TestService.Monday.AddSeconds(20), await service.Postman.Drain(default));
        Assert.Equal(3, service.Post.Delivered.Count);
        service.Machine.Move(TimeSpan.FromSeconds(19));
        await service.Postman.Drain(default);
        Assert.Equal(3, service.Post.Delivered.Count);
        service.Machine.Move(TimeSpan.FromSeconds(1));
        await service.Postman.Drain(default);
        Assert.Equal(4, service.Post.Delivered.Count);
    }

    [Fact]
    public async Task An_hour_has_so_many_messages_however_they_are_spread()
    {
        TestService service = await WithDigests(200, perMinute: 30, perHour: 100);

        for (int minute = 0; minute < 60; minute++)
        {
            await service.Postman.Drain(default);
            service.Machine.Move(TimeSpan.FromMinutes(1));
        }

        // The bucket is full at the beginning and fills up meanwhile: at most twice the hour's number, never more.
        Assert.InRange(service.Post.Delivered.Count, 195, 199);
    }

    [Fact]
    public async Task Whoever_is_woken_when_the_quota_says_may_send()
    {
        TestService service = await WithDigests(40, perMinute: 7, perHour: 13);
        int wakes = 0;

        for (DateTimeOffset? next = await service.Postman.Drain(default); next is { } at; next = await service.Postman.Drain(default))
        {
            Assert.True(at > service.Clocks.MachineNow, "It would spin.");
            service.Machine.MoveTo(at);
            wakes++;
        }

        Assert.Equal(40, service.Post.Delivered.Count);
        Assert.InRange(wakes, 1, 40);
    }

    [Fact]
    public async Task All_senders_share_one_bucket()
    {
        TestService service = await WithDigests(10, perMinute: 3, perHour: 0);
        MailQuota another = new(service.Store, service.Clocks, 3, 0);

        await another.Take(default);
        await another.Take(default);
        await service.Postman.Drain(default);

        Assert.Single(service.Post.Delivered);
        Assert.NotNull(await another.BlockedUntil(default));
    }

    [Fact]
    public async Task The_quota_runs_on_the_machines_time()
    {
        TestService service = await WithDigests(10, perMinute: 3, perHour: 0);
        await service.Postman.Drain(default);

        service.Programme.Move(TimeSpan.FromDays(7));
        await service.Postman.Drain(default);

        Assert.Equal(3, service.Post.Delivered.Count);
    }

    [Fact]
    public async Task A_limit_that_is_set_later_does_not_count_what_went_before()
    {
        TestService service = new();
        MailQuota without = new(service.Store, service.Clocks, 0, 1_000);
        for (int i = 0; i < 500; i++)
            await without.Take(default);

        MailQuota with = new(service.Store, service.Clocks, 30, 1_000);

        Assert.True((await with.BlockedUntil(default) ?? TestService.Monday) <= TestService.Monday.AddSeconds(2));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_stop_the_mail()
    {
        TestService service = new(perMinute: 3);
        await service.Quota.Take(default);
        MailQuota earlier =
            new(service.Store, new Clocks(service.Programme, new Http.Tests.MovedClock(TestService.Monday.AddDays(-1))), 3, 0);

        Assert.Null(await earlier.BlockedUntil(default));
    }
}
