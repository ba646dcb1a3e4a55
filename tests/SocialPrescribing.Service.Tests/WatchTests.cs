using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Service.Tests;

public sealed class WatchTests
{
    [Fact]
    public async Task A_journey_that_nobody_woke_is_advanced()
    {
        TestService service = new();
        Guid journey = await service.Receive();
        service.Move(TimeSpan.FromMinutes(2));
        await service.Journeys.Advance(journey, default);
        DateTimeOffset due = (await service.Store.Find(journey, default))!.NextDue!.Value;

        service.Programme.SetUtcNow(due + Watch.Watch.Every - TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await service.Watch.Look(default)).Advanced);
        service.Programme.SetUtcNow(due + Watch.Watch.Every);
        Assert.Equal(1, (await service.Watch.Look(default)).Advanced);
        // It has an alarm again.
        (Guid woken, DateTimeOffset? next) = service.Nudges[^1];
        Assert.Equal(journey, woken);
        Assert.True(next > service.Programme.GetUtcNow());

        Assert.Equal(1, (await service.State(journey)).Tasks.Single(t => t.Kind is TaskKind.Triage).Escalations);
        Assert.Equal(0, (await service.Watch.Look(default)).Advanced);
    }

    [Fact]
    public async Task Mail_whose_sender_died_is_looked_after_and_the_postman_is_called()
    {
        TestService service = new();
        Guid journey = await service.Receive(concern: true);
        await service.Store
            .Move(await service.Message(journey, MessageKind.Concern), MessageStatus.Sending,
                service.Clocks.MachineNow + Postman.ClaimLasts, null, service.Clocks.Now, default);
        service.Move(Watch.Watch.Every);
        Assert.False((await service.Watch.Health(default)).IsHealthy);
        int nudges = service.PostmanNudges;

        Assert.Equal(1, (await service.Watch.Look(default)).Recovered);

        Assert.True((await service.Watch.Health(default)).IsHealthy);
        Assert.Equal(MessageStatus.Queued, (await service.Message(journey, MessageKind.Concern)).Status);
        Assert.True(service.PostmanNudges > nudges);
    }

    [Fact]
    public async Task Mail_that_waits_because_a_nudge_was_lost_is_noticed()
    {
        TestService service = new();
        await service.Receive();
        await service.Digests.Queue(default);
        int nudges = service.PostmanNudges;

        await service.Watch.Look(default);
        Assert.Equal(nudges + 1, service.PostmanNudges);

        await service.Postman.Drain(default);
        await service.Watch.Look(default);
        Assert.Equal(nudges + 1, service.PostmanNudges);
    }

    [Fact]
    public async Task What_has_expired_is_removed_however_much_it_is()
    {
        TestService service = new();
        for (int i = 0; i < 2_500; i++)
            await service.Store
                .Put(new RecordWrite(RecordKinds.Session.Name, $"{i}", "{}", ExpiresAt: service.Clocks.MachineNow.AddHours(1)), default);
        await service.Store
            .Put(new RecordWrite(RecordKinds.Session.Name, "stays", "{}", ExpiresAt: service.Clocks.MachineNow.AddDays(1)), default);

        Assert.Equal(0, (await service.Watch.Look(default)).Purged);
        service.Move(TimeSpan.FromHours(1));
        Assert.Equal(2_500, (await service.Watch.Look(default)).Purged);

        Assert.NotNull(await service.Store.Get(RecordKinds.Session.Name, "stays", default));
    }

    [Fact]
    public async Task A_journey_long_overdue_is_a_health_figure()
    {
        TestService service = new();
        Guid journey = await service.Receive();
        service.Programme.SetUtcNow((await service.Store.Find(journey, default))!.NextDue!.Value + (2 * Watch.Watch.Every));

        Assert.Equal(1, (await service.Watch.Health(default)).OverdueJourneys);
        await service.Watch.Look(default);
        Assert.Equal(0, (await service.Watch.Health(default)).OverdueJourneys);
    }
}

public sealed class DigestsTests
{
    /// <summary>Somebody with a task that stays due from Tuesday 2 February, somebody without one, and somebody who has left.</summary>
    private static async Task<(TestService Service, StaffMember Busy)> Team(DateTimeOffset at)
    {
        TestService service = new(at);
        StaffMember busy = await service.Add(StaffRole.LinkWorker, "Busy"), gone = await service.Add(StaffRole.LinkWorker, "Gone");
        await service.Add(StaffRole.LinkWorker, "Idle");
        foreach (StaffMember worker in new[] { busy, gone })
        {
            Guid journey = await service.Receive(worker.Name);
            await service.Give(journey, new Journeys.Intake.Accept(LinkWorker: worker.Id));
        }
        await service.Staff.SetEnabled(gone.Id, enabled: false, default);
        await service.Digests.Queue(default);
        await service.Postman.Drain(default);
        service.Post.Delivered.Clear();
        return (service, busy);
    }

    private static async Task<IReadOnlyList<string>> Look(TestService service)
    {
        service.Post.Delivered.Clear();
        await service.Watch.Look(default);
        await service.Watch.Look(default);
        await service.Postman.Drain(default);
        return [.. service.Post.Delivered.Where(d => d.Subject is "Digest").Select(d => d.To)];
    }

    [Fact]
    public async Task Each_working_morning_everybody_with_tasks_gets_one_message()
    {
        (TestService service, StaffMember busy) = await Team(TestService.Monday);
        // The first contact is due on Monday the 8th.
        for (DateTimeOffset morning = TestService.Monday.AddDays(1).AddHours(-1); morning < TestService.Monday.AddDays(16); morning =
            morning.AddDays(1))
        {
            service.Programme.SetUtcNow(morning.AddMinutes(-1));
            Assert.Empty(await Look(service));
            service.Programme.SetUtcNow(morning);
            bool expected =
                morning >= TestService.Monday.AddDays(7).AddHours(-1) && morning.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
            Assert.Equal(expected ? [busy.Email] : [], await Look(service));
        }
    }

    [Fact]
    public async Task After_days_without_mail_only_todays_goes_out()
    {
        (TestService service, StaffMember busy) = await Team(TestService.Monday);
        for (int day = 8; day <= 10; day++)
        {
            service.Programme.SetUtcNow(TestService.Monday.AddDays(day));
            await service.Digests.Queue(default);
        }

        Assert.Equal([busy.Email], await Look(service));
        Assert.Equal(2,
            (await service.Store.Of(Guid.Empty, default))
                .Count(m => m.Status is MessageStatus.Dropped && m.Reason == Messages.Reasons.Overtaken));
    }

    [Fact]
    public async Task Mornings_are_londons_and_bank_holidays_are_quiet()
    {
        // The clocks change on 28 March 2027; Good Friday and Easter Monday are around it.
        (TestService service, StaffMember busy) = await Team(new DateTimeOffset(2027, 3, 15, 9, 0, 0, TimeSpan.Zero));
        List<DateTimeOffset> sent = [];
        for (DateTimeOffset hour = new(2027, 3, 24, 0, 0, 0, TimeSpan.Zero); hour < new DateTimeOffset(2027, 4, 1, 0, 0, 0,
            TimeSpan.Zero); hour = hour.AddHours(1))
        {
            service.Programme.SetUtcNow(hour);
            if (await Look(service) is [var to])
            {
                Assert.Equal(busy.Email, to);
                sent.Add(hour);
            }
        }

        Assert.Equal(["24 08:00", "25 08:00", "30 07:00", "31 07:00"],
            sent.Select(s => s.ToString("dd HH:mm", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("2027-02-16T10:00", 1)] // a Tuesday, after a week without power
    [InlineData("2027-02-20T10:00", 0)] // a Saturday
    [InlineData("2027-02-16T07:00", 0)] // before the morning
    public async Task After_an_outage_only_todays_goes_out(string back, int digests)
    {
        (TestService service, _) = await Team(TestService.Monday);

        service.Programme.SetUtcNow(DateTimeOffset.Parse(back + "Z", System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(digests, (await Look(service)).Count);
    }

    [Fact]
    public async Task The_next_morning_is_always_to_come()
    {
        (TestService service, _) = await Team(TestService.Monday);
        for (int hour = 0; hour < 24 * 21; hour++)
        {
            service.Programme.Advance(TimeSpan.FromHours(1));
            await service.Digests.Queue(default);
            Assert.True(await service.Digests.Next(default) > service.Clocks.Now, "The runner would spin.");
        }
    }

    [Fact]
    public async Task Two_who_look_at_once_queue_one()
    {
        (TestService service, StaffMember busy) = await Team(TestService.Monday);
        service.Programme.Advance(TimeSpan.FromDays(7));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => service.Digests.Queue(default))));

        Assert.Single(await service.Store.Of(Guid.Empty, default), m => m.Staff == busy.Id && m.About == "2027-02-08");
    }
}
