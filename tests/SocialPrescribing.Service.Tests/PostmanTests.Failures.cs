using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

/// <summary>Mail systems that throttle, refuse, fail or do not answer, and a service that stops while it sends.</summary>
public sealed partial class PostmanTests
{
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_that_cannot_be_put_into_words_does_not_hold_up_the_others(bool isGone)
    {
        TestService service = new();
        (Guid journey, _) = await service.WithMeeting();
        service.Post.InsteadOfWords = kind => kind is not MessageKind.MeetingBooked ? null
            : isGone ? new WritingOutcome.Gone("when") : throw new InvalidOperationException("broken");
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
            service.Lists, service.Post, hanging, service.Quota, service.Pathway, service.Clocks,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<Postman>.Instance);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => postman.Drain(stop.Token));
        Assert.All(await service.Store.Of(journey, default), m => Assert.Equal(MessageStatus.Queued, m.Status));

        service.Move(TimeSpan.FromMinutes(1));
        await service.Postman.Drain(default);
        Assert.Equal(2, service.Post.Delivered.Count);
    }

    /// <summary>Connects without end, until it is cancelled.</summary>
    private sealed class HangingMailer(CancellationTokenSource stop) : IMailer
    {
        public async Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation)
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
            return new MailOutcome.Accepted();
        }
    }

    /// <summary>Whoever is named in no journey stands in a record of the service, and <c>Addressees</c> says in which.</summary>
    public static IEnumerable<object[]> KeptElsewhere => Enum.GetValues<MessageKind>().Select(MessageType.Of)
        .Where(type => type is { Address: null, To: Recipient.Person or Recipient.Referrer or Recipient.Provider })
        .Select(type => new object[] { type.Kind });

    [Theory]
    [MemberData(nameof(KeptElsewhere))]
    public async Task A_message_of_the_service_whose_matter_is_over_is_dropped(MessageKind kind)
    {
        TestService service = new();
        await service.Store.Queue(new QueuedMessage(Guid.Empty, "over", kind, "nothing", null, 1, service.Clocks.Now), default);

        await service.Postman.Drain(default);

        QueuedMessage message = await service.Message(Guid.Empty, kind);
        Assert.Equal((MessageStatus.Dropped, Messages.Reasons.Overtaken), (message.Status, message.Reason));
    }
}
