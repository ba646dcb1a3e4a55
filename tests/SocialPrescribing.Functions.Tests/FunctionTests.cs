using System.Net;
using System.Reflection;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Tests.Storage;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Functions.Tests;

/// <summary>What the platform sees of the functions.</summary>
public sealed class FunctionTests
{
    private static readonly DateTimeOffset Monday = new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero);

    private static FakeTables Tables(AzureOnOneMachine azure) => (FakeTables)azure.Get<TableServiceClient>();

    /// <summary>The platform writes it into the history of the orchestration and into its logs.</summary>
    [Fact]
    public async Task What_fails_leaves_a_function_without_the_words_of_its_failure()
    {
        TestClock clock = new(Monday);
        await using AzureOnOneMachine azure = await AzureOnOneMachine.Start(AzureOnOneMachine.OnAzure, clock);
        Guid journey = await azure.Refer();
        clock.Now += TimeSpan.FromDays(30);
        Tables(azure).AroundWrites = _ => throw new FormatException("'Josie Marsh' is no number.");
        foreach (Func<Task> function in (Func<Task>[])
            [() => azure.Get<JourneyActivities>().AdvanceJourney(journey.ToString("N"), azure.Hub, default),
                () => azure.Get<JourneyActivities>().Drain(null, azure.Hub, default),
                () => azure.Get<WatchTimer>().Look(new TimerInfo(), azure.Hub, default)])
        {
            Exception failed = await Assert.ThrowsAnyAsync<Exception>(function);
            Assert.DoesNotContain("Josie", failed.ToString(), StringComparison.Ordinal);
            Assert.Contains(nameof(FormatException), failed.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_page_that_fails_says_so_without_the_words_of_its_failure()
    {
        await using AzureOnOneMachine azure = await AzureOnOneMachine.Start(AzureOnOneMachine.OnAzure);
        Tables(azure).AroundWrites = _ => throw new FormatException("'Josie Marsh' is no number.");
        using HttpResponseMessage board =
            await azure.Ask("/board", AzureOnOneMachine.Principal(Guid.NewGuid(), "ana@service.example", "Ana Reid", ["Lead"]));
        string page = await board.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, board.StatusCode);
        Assert.Contains("<h1>Something went wrong here</h1>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Josie", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_that_fails_still_sees_to_the_postman()
    {
        await using AzureOnOneMachine azure = await AzureOnOneMachine.Start(AzureOnOneMachine.OnAzure, new TestClock(Monday));
        Tables(azure).AroundWrites = _ => throw new FormatException();
        await Assert.ThrowsAsync<FunctionFailedException>(() => azure.Get<WatchTimer>().Look(new TimerInfo(), azure.Hub, default));
        Assert.True(azure.Hub.IsRunning(PostmanOrchestration.Instance));
    }

    /// <summary>The platform ends the whole process if a function runs for more than half an hour.</summary>
    [Fact]
    public async Task A_long_queue_is_sent_in_rounds_of_some_minutes()
    {
        TestClock clock = new(Monday);
        await using AzureOnOneMachine azure = await AzureOnOneMachine.Start(AzureOnOneMachine.OnAzure, clock);
        StaffMember ana = (await azure.Get<StaffDirectory>().Add("ana@service.example", "Ana Reid", StaffRole.Lead, default))!;
        for (int i = 0; i < 8; i++)
            await azure.Get<IOutbox>()
                .Queue(new QueuedMessage(Guid.Empty, $"digest/{i}", Journeys.MessageKind.Digest, "2027-02-01", ana.Id, 1, Monday), default);
        azure.Mail.Answer = () =>
        {
            clock.Now += TimeSpan.FromMinutes(1);
            return new Mail.FakeEmailClient.Taken();
        };
        Assert.Equal(clock.Now.AddMinutes(5).UtcDateTime, await azure.Get<JourneyActivities>().Drain(null, azure.Hub, default));
        Assert.Equal(5, azure.Mail.Sent.Count);
        Assert.Null(await azure.Get<JourneyActivities>().Drain(null, azure.Hub, default));
        Assert.Equal(8, azure.Mail.Sent.Count);
    }

    /// <summary>The visitor's address is in a header: the platform's front end calls the worker, and more of its machines may stand
    /// before that.</summary>
    [Theory]
    [InlineData("203.0.113.7:4711")]
    [InlineData("203.0.113.7, 169.254.130.1")]
    [InlineData("198.51.100.9, 203.0.113.7:4711, 10.0.0.4:80, 127.0.0.1")]
    public async Task Who_sends_too_many_forms_does_not_stop_others(string visitor)
    {
        await using AzureOnOneMachine azure = await AzureOnOneMachine.Start(AzureOnOneMachine.OnAzure);
        DefaultHttpContext seen = new() { Connection = { RemoteIpAddress = IPAddress.Parse("203.0.113.7") } };
        while (azure.Get<PublicFormLimiter>().Allows(seen))
        {
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, await Begin(visitor));
        Assert.Equal(HttpStatusCode.SeeOther, await Begin("203.0.113.8:4711"));

        async Task<HttpStatusCode> Begin(string from)
        {
            using FormUrlEncodedContent form = new([]);
            using HttpResponseMessage answer = await azure.Send(HttpMethod.Post, "/refer/myself", form, null,
                ("Origin", AzureOnOneMachine.Public), ("X-Forwarded-For", from));
            return answer.StatusCode;
        }
    }
}
