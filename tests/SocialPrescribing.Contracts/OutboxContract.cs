using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Contracts;

/// <summary>What the outbox promises: the most urgent message goes first, and only one sender at a time has a message.</summary>
public abstract class OutboxContract : StoreContract
{
    [Fact]
    public async Task A_message_comes_back_as_it_went_in()
    {
        QueuedMessage message = new(Guid.CreateVersion7(), "meeting/é'%/1", MessageKind.MeetingReminder, "about 🙂", "staff-1", 1,
            Given.Start, MessageStatus.Queued, Given.Start.AddHours(1), 3, "reason", Given.Start.AddTicks(7), 5);
        Assert.True(await Outbox.Queue(message, Cancellation));
        await Store.Reopen();
        Assert.Equal([message], await Outbox.Of(message.Owner, Cancellation));
        Assert.Empty(await Outbox.Of(Guid.Empty, Cancellation));
    }

    [Fact]
    public async Task A_key_is_queued_once_for_each_owner()
    {
        Guid owner = Guid.CreateVersion7();
        Assert.True(await Outbox.Queue(Given.Message("key", owner: owner), Cancellation));
        Assert.False(await Outbox.Queue(Given.Message("key", priority: 0, owner: owner), Cancellation));
        Assert.True(await Outbox.Queue(Given.Message("KEY", owner: owner), Cancellation));
        Assert.True(await Outbox.Queue(Given.Message("key"), Cancellation));
        Assert.Equal(2, Assert.Single(await Outbox.Of(owner, Cancellation), m => m.Key == "key").Priority);
    }

    [Fact]
    public async Task The_most_urgent_goes_first_then_the_oldest()
    {
        await Outbox.Queue(Given.Message("news, late", 2, Given.Start.AddMinutes(2)), Cancellation);
        await Outbox.Queue(Given.Message("survey", 3, Given.Start), Cancellation);
        await Outbox.Queue(Given.Message("news, early", 2, Given.Start.AddMinutes(1)), Cancellation);
        await Outbox.Queue(Given.Message("concern", 0, Given.Start.AddMinutes(9)), Cancellation);
        Assert.Equal(["concern", "news, early", "news, late", "survey"],
            (await Outbox.Waiting(Given.Start, 10, Cancellation)).Select(m => m.Key));
        Assert.Equal(["concern", "news, early"], (await Outbox.Waiting(Given.Start, 2, Cancellation)).Select(m => m.Key));
        Assert.Equal(["survey", "news, early", "news, late", "concern"], (await Outbox.Of(Guid.Empty, Cancellation)).Select(m => m.Key));
    }

    [Fact]
    public async Task A_message_that_waits_for_a_time_is_held_until_then()
    {
        Assert.Null(await Outbox.NextWaiting(Cancellation));
        await Outbox.Queue(Given.Message("now", 3), Cancellation);
        Assert.Null(await Outbox.NextWaiting(Cancellation));
        await Outbox.Queue(Given.Message("later", 0, notBefore: Given.Start.AddHours(2)), Cancellation);
        await Outbox.Queue(Given.Message("soon", 1, notBefore: Given.Start.AddHours(1)), Cancellation);

        Assert.Equal(["now"], (await Outbox.Waiting(Given.Start.AddHours(1).AddTicks(-1), 10, Cancellation)).Select(m => m.Key));
        Assert.Equal(["soon", "now"], (await Outbox.Waiting(Given.Start.AddHours(1), 10, Cancellation)).Select(m => m.Key));
        Assert.Equal(Given.Start.AddHours(1), await Outbox.NextWaiting(Cancellation));
        await Outbox.Move((await Outbox.Waiting(Given.Start.AddHours(1), 1, Cancellation))[0], MessageStatus.Sending, Given.Start, null,
            Given.Start, Cancellation);
        Assert.Equal(Given.Start.AddHours(2), await Outbox.NextWaiting(Cancellation));
    }

    [Fact]
    public async Task A_move_says_what_became_of_a_message_and_counts_attempts()
    {
        await Outbox.Queue(Given.Message("key"), Cancellation);
        QueuedMessage read = Assert.Single(await Outbox.Waiting(Given.Start, 10, Cancellation));

        QueuedMessage sending =
            (await Outbox.Move(read, MessageStatus.Sending, Given.Start.AddMinutes(5), null, Given.Start.AddMinutes(1), Cancellation))!;
        Assert.Equal(
            read with
            {
                Status = MessageStatus.Sending,
                NotBefore = Given.Start.AddMinutes(5),
                MovedAt = Given.Start.AddMinutes(1),
                Attempts = 1,
                Revision = 1
            }, sending);
        Assert.Empty(await Outbox.Waiting(Given.Start.AddDays(1), 10, Cancellation));

        QueuedMessage again = (await Outbox.Move(sending, MessageStatus.Queued, Given.Start.AddMinutes(9), "throttled",
            Given.Start.AddMinutes(2), Cancellation))!;
        Assert.Equal(
            sending with
            {
                Status = MessageStatus.Queued,
                NotBefore = Given.Start.AddMinutes(9),
                Reason = "throttled",
                MovedAt = Given.Start.AddMinutes(2),
                Revision = 2
            }, again);
        await Store.Reopen();
        Assert.Equal([again], await Outbox.Waiting(Given.Start.AddMinutes(9), 10, Cancellation));
        Assert.Null(await Outbox.Move(Given.Message("unknown"), MessageStatus.Sent, null, null, Given.Start, Cancellation));
    }

    [Fact]
    public async Task Of_many_who_claim_a_message_one_gets_it()
    {
        for (int i = 0; i < 20; i++)
            await Outbox.Queue(Given.Message($"key {i}"), Cancellation);
        foreach (QueuedMessage message in await Outbox.Waiting(Given.Start, 50, Cancellation))
        {
            QueuedMessage?[] claims = await Task.WhenAll(Enumerable.Range(0, 16)
                .Select(_ => Task.Run(() => Outbox.Move(message, MessageStatus.Sending, Given.Start, null, Given.Start, Cancellation))));
            Assert.Equal(1, Assert.Single(claims, c => c is not null)!.Attempts);
        }
        Assert.Equal(20, (await Outbox.Figures(Cancellation)).Sending);
    }

    [Fact]
    public async Task A_message_is_stuck_once_its_claim_has_run_out()
    {
        foreach (string key in (string[])["first", "second", "queued"])
            await Outbox.Queue(Given.Message(key, notBefore: key is "queued" ? Given.Start : null), Cancellation);
        IReadOnlyList<QueuedMessage> waiting = await Outbox.Of(Guid.Empty, Cancellation);
        await Outbox.Move(waiting.Single(m => m.Key is "first"), MessageStatus.Sending, Given.Start.AddMinutes(5), null, Given.Start,
            Cancellation);
        await Outbox.Move(waiting.Single(m => m.Key is "second"), MessageStatus.Sending, Given.Start.AddMinutes(4), null, Given.Start,
            Cancellation);

        Assert.Empty(await Outbox.Stuck(Given.Start.AddMinutes(4).AddTicks(-1), 10, Cancellation));
        Assert.Equal(["second"], (await Outbox.Stuck(Given.Start.AddMinutes(4), 10, Cancellation)).Select(m => m.Key));
        Assert.Equal(["second", "first"], (await Outbox.Stuck(Given.Start.AddDays(1), 10, Cancellation)).Select(m => m.Key));
        Assert.Equal(["second"], (await Outbox.Stuck(Given.Start.AddDays(1), 1, Cancellation)).Select(m => m.Key));
    }

    [Fact]
    public async Task The_figures_count_what_is_not_settled()
    {
        Assert.Equal(new OutboxFigures(0, null, 0, 0, 0), await Outbox.Figures(Cancellation));
        MessageStatus[] ends = [.. Enum.GetValues<MessageStatus>(), MessageStatus.Failed, MessageStatus.Queued];
        for (int i = 0; i < ends.Length; i++)
        {
            QueuedMessage message = Given.Message($"{i}", queuedAt: Given.Start.AddMinutes(-i));
            await Outbox.Queue(message, Cancellation);
            if (ends[i] is not MessageStatus.Queued)
                await Outbox.Move(message, ends[i], null, null, Given.Start, Cancellation);
        }
        Assert.Equal(new OutboxFigures(2, Given.Start.AddMinutes(-7), 1, 2, 1), await Outbox.Figures(Cancellation));
    }
}
