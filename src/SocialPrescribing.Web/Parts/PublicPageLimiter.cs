using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace SocialPrescribing.Web.Parts;

/// <summary>
/// Slows down anybody who opens the pages of the public forms, or saves what is written on them, without end: each page that is sent is a
/// write to the disk. A referral takes some fifteen requests, so who may send as many as <see cref="PublicFormLimiter"/> lets through, a
/// whole surgery behind one address, never meets this limit.
/// </summary>
public sealed class PublicPageLimiter : IDisposable
{
    public const int AtOnce = 600;
    private const int EachSecond = 10;
    private static readonly TimeSpan _again = TimeSpan.FromSeconds(10);

    private readonly PartitionedRateLimiter<IPAddress?> _places = PartitionedRateLimiter.Create<IPAddress?, string>(address =>
        RateLimitPartition.GetTokenBucketLimiter(Visitors.PlaceOf(address), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = AtOnce,
            TokensPerPeriod = EachSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        }));

    /// <returns>Null if the request may go on.</returns>
    public PageResult? Refusal(HttpContext context)
    {
        using RateLimitLease lease = _places.AttemptAcquire(context.Connection.RemoteIpAddress);
        if (lease.IsAcquired)
            return null;
        context.Response.Headers.RetryAfter = _again.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        // Whoever sent a form is told that what they typed is still in their browser.
        return HttpMethods.IsPost(context.Request.Method) ? Notices.TooMany() : Notices.TooManyReads();
    }

    public void Dispose() => _places.Dispose();
}
