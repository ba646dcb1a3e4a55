using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Parts;

/// <summary>
/// Keeps those who read the public directory from taking all of a machine. A search computes all the while, so one after the other has its
/// turn, and one processor is left to those who refer or are at work. A program that reads all of it once, page by page, still gets
/// through.
/// </summary>
/// <param name="clocks">A wait passes also where the other clocks stand still, as a pause does.</param>
public sealed class PublicReadLimiter(Clocks clocks) : IDisposable
{
    public const int AtOnce = 300;
    private const int EachSecond = 5;

    /// <summary>So many read at the same time.</summary>
    public static readonly int Turns = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>So many addresses wait for a turn.</summary>
    public const int MostWaiting = 60;

    /// <summary>Somebody who waits longer than that has long pressed the button again.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>So many of one address wait until it is their address's turn again.</summary>
    public const int MostWaitingOfOne = 40;

    private readonly PartitionedRateLimiter<IPAddress?> _places = PartitionedRateLimiter.Create<IPAddress?, string>(address =>
        RateLimitPartition.GetTokenBucketLimiter(Visitors.PlaceOf(address), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = AtOnce,
            TokensPerPeriod = EachSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        }));

    /// <summary>Whoever opens three hundred connections stands in line with one of them, so everybody else waits for one read of theirs at
    /// the most.</summary>
    private readonly PartitionedRateLimiter<IPAddress?> _ofOne = PartitionedRateLimiter.Create<IPAddress?, string>(address =>
        RateLimitPartition.GetConcurrencyLimiter(Visitors.PlaceOf(address), _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = 1,
            QueueLimit = MostWaitingOfOne,
        }));

    private readonly ConcurrencyLimiter _turns = new(new ConcurrencyLimiterOptions { PermitLimit = Turns, QueueLimit = MostWaiting });

    /// <summary>Reads once it is their turn. Whoever gives up leaves the line.</summary>
    /// <param name="tooMany">The answer if too much is read from their address.</param>
    /// <param name="full">The answer if too many others wait.</param>
    public async ValueTask<object?> Read(
        HttpContext context, Func<ValueTask<object?>> read, Func<object> tooMany, Func<object> full)
    {
        IPAddress? address = context.Connection.RemoteIpAddress;
        using RateLimitLease place = _places.AttemptAcquire(address);
        if (!place.IsAcquired)
            return tooMany();
        using CancellationTokenSource tooLong = new(LongestWait, clocks.Pauses);
        using CancellationTokenSource waits = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, tooLong.Token);
        RateLimitLease? one = null, turn = null;
        try
        {
            one = await _ofOne.AcquireAsync(address, 1, waits.Token);
            if (!one.IsAcquired)
                return tooMany();
            turn = await _turns.AcquireAsync(1, waits.Token);
            return turn.IsAcquired ? await Written.Of(await read(), context) : full();
        }
        catch (OperationCanceledException) when (turn is null && !context.RequestAborted.IsCancellationRequested)
        {
            return full();
        }
        finally
        {
            turn?.Dispose();
            one?.Dispose();
        }
    }

    /// <summary>For readers of pages.</summary>
    public ValueTask<object?> ReadPage(HttpContext context, Func<ValueTask<object?>> read) => Read(context, read,
        () => Refused(context, TimeSpan.FromSeconds(10), Notices.TooManyReads),
        () => Refused(context, TimeSpan.FromSeconds(5), Notices.ManyRead));

    private static PageResult Refused(HttpContext context, TimeSpan wait, Func<PageResult> notice)
    {
        context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return notice();
    }

    public void Dispose()
    {
        _places.Dispose();
        _ofOne.Dispose();
        _turns.Dispose();
    }

    /// <summary>
    /// An answer that was written in memory during the turn, and is sent after it. So whoever reads slowly holds up nobody.
    /// </summary>
    private sealed class Written(MemoryStream all) : IResult
    {
        public static async Task<object?> Of(object? answer, HttpContext context)
        {
            if (answer is not IResult result)
                return answer;
            Stream body = context.Response.Body;
            MemoryStream all = new();
            context.Response.Body = all;
            try
            {
                await result.ExecuteAsync(context);
            }
            finally
            {
                context.Response.Body = body;
            }
            return new Written(all);
        }

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            all.Position = 0;
            await all.CopyToAsync(httpContext.Response.Body, httpContext.RequestAborted);
        }
    }
}
