using System.Net;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>
/// Who reads the public directory waits for their turn, so that those who refer need not. Searches that take long are held here until the
/// test lets them end.
/// </summary>
public sealed class PublicTurnsTests
{
    [Theory]
    [InlineData("/find?text=choir")]
    [InlineData("/open-referral/services?search=choir")]
    public async Task Somebody_who_refers_does_not_wait_behind_those_who_search(string search)
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor seeker = host.Visit(), referrer = host.Visit();
        using Held held = Held.All(host.Get<PublicReadLimiter>());

        Task<HttpResponseMessage> waits = seeker.Get(search);
        Assert.Equal(HttpStatusCode.OK, (await referrer.Get("/refer/myself")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await referrer.Post("/refer/myself")).StatusCode);
        Assert.False(waits.IsCompleted);

        held.End();
        HttpResponseMessage answer = await waits;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEmpty(await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/find?text=choir", "Many people are searching just now. Wait a few seconds")]
    [InlineData("/find?text=choir&lang=cy", "Mae llawer o bobl yn chwilio ar hyn o bryd.")]
    [InlineData("/open-referral/services?search=choir", "Many others read the directory just now. Ask again in a few seconds.")]
    public async Task Where_too_many_wait_the_next_is_told_to_come_back(string search, string sentence)
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor seeker = host.Visit();
        PublicReadLimiter limiter = host.Get<PublicReadLimiter>();
        using Held held = Held.All(limiter);
        for (int i = 0; i < PublicReadLimiter.MostWaiting; i++)
            _ = held.Begin(limiter, $"10.9.0.{i}");

        HttpResponseMessage refused = await seeker.Get(search);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter!.Delta);
        Assert.Contains(sentence, WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await seeker.Get("/refer/myself")).StatusCode);
    }

    [Fact]
    public async Task One_address_with_many_connections_waits_with_one_of_them()
    {
        using PublicReadLimiter limiter = new(new Clocks(TimeProvider.System, TimeProvider.System));
        using Held held = Held.All(limiter);
        List<string> order = [];
        Task[] greedy = [.. Enumerable.Range(0, PublicReadLimiter.MostWaitingOfOne).Select(_ => Note(limiter, "203.0.113.7", order))];
        Task somebody = Note(limiter, "203.0.113.8", order);

        held.End();
        await Task.WhenAll([.. greedy, somebody]);

        Assert.InRange(order.IndexOf("203.0.113.8"), 0, PublicReadLimiter.Turns);
    }

    [Fact]
    public async Task One_address_with_more_connections_than_that_is_told_to_wait()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor seeker = host.Visit();
        PublicReadLimiter limiter = host.Get<PublicReadLimiter>();
        using Held held = Held.All(limiter);
        // Visitors of a test have no address.
        for (int i = 0; i <= PublicReadLimiter.MostWaitingOfOne; i++)
            _ = held.Begin(limiter, null);

        HttpResponseMessage refused = await seeker.Get("/find?text=choir");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter!.Delta);
        Assert.Contains("Much was opened from your network in a short time.", await refused.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_gives_up_leaves_the_line()
    {
        using PublicReadLimiter limiter = new(new Clocks(TimeProvider.System, TimeProvider.System));
        using Held held = Held.All(limiter);
        using CancellationTokenSource gone = new();
        Task<object?>[] line =
            [.. Enumerable.Range(0, PublicReadLimiter.MostWaiting).Select(i => held.Begin(limiter, $"10.9.0.{i}", gone.Token))];
        Assert.Equal("full", await held.Begin(limiter, "203.0.113.8"));

        await gone.CancelAsync();
        foreach (Task<object?> waiting in line)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Task<object?> next = held.Begin(limiter, "203.0.113.8");
        Assert.False(next.IsCompleted);
        held.End();
        Assert.Equal("read", await next);
    }

    [Fact]
    public async Task Whoever_has_waited_for_five_seconds_is_told_to_come_back()
    {
        MovedClock clock = new(PagesHost.Start);
        using PublicReadLimiter limiter = new(new Clocks(clock, clock) { Pauses = clock });
        using Held held = Held.All(limiter);
        // One waits for its turn, the other behind somebody of the same address.
        Task<object?>[] waiting = [held.Begin(limiter, "203.0.113.7"), held.Begin(limiter, "203.0.113.7")];

        clock.MoveTo(PagesHost.Start + PublicReadLimiter.LongestWait - TimeSpan.FromMilliseconds(1));
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        clock.MoveTo(PagesHost.Start + PublicReadLimiter.LongestWait);

        Assert.Equal(["full", "full"], await Task.WhenAll(waiting));
        // Whoever has their turn keeps it, however long it takes.
        held.End();
        Assert.Equal("read", await held.Begin(limiter, "203.0.113.7"));
    }

    private static async Task Note(PublicReadLimiter limiter, string address, List<string> order) =>
        await limiter.Read(At(address), () =>
        {
            lock (order)
                order.Add(address);
            return ValueTask.FromResult<object?>("read");
        }, TypedResults.NoContent, TypedResults.NoContent);

    private static DefaultHttpContext At(string? address, CancellationToken gone = default) => new()
    {
        Connection = { RemoteIpAddress = address is null ? null : IPAddress.Parse(address) },
        RequestAborted = gone,
    };

    /// <summary>Searches that take as long as the test wants.</summary>
    private sealed class Held : IDisposable
    {
        private readonly TaskCompletionSource _end = new();

        /// <summary>Takes every turn there is.</summary>
        public static Held All(PublicReadLimiter limiter)
        {
            Held held = new();
            for (int i = 0; i < PublicReadLimiter.Turns; i++)
                _ = held.Begin(limiter, $"10.8.0.{i}");
            return held;
        }

        /// <returns>What became of it: it was read, or refused.</returns>
        public async Task<object?> Begin(PublicReadLimiter limiter, string? address, CancellationToken gone = default) =>
            await limiter.Read(At(address, gone), async () =>
            {
                await _end.Task;
                return "read";
            }, () => new Refusal("too many"), () => new Refusal("full")) switch
            {
                Refusal refusal => refusal.Why,
                var read => read,
            };

        public void End() => _end.TrySetResult();

        public void Dispose() => End();
    }

    private sealed record Refusal(string Why) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Task.CompletedTask;
    }
}
