using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

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
        service.Machine.Advance(TimeSpan.FromSeconds(19));
        await service.Postman.Drain(default);
        Assert.Equal(3, service.Post.Delivered.Count);
        service.Machine.Advance(TimeSpan.FromSeconds(1));
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
            service.Machine.Advance(TimeSpan.FromMinutes(1));
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
            service.Machine.SetUtcNow(at);
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

        service.Programme.Advance(TimeSpan.FromDays(7));
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
            new(service.Store, new Clocks(service.Programme, new FakeTimeProvider(TestService.Monday.AddDays(-1))), 3, 0);

        Assert.Null(await earlier.BlockedUntil(default));
    }
}
