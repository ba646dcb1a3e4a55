using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace SocialPrescribing.Web.Parts;

/// <summary>
/// Slows down anybody who reads the public directory without end. A program that reads all of it once, page by page, still gets through.
/// </summary>
internal sealed class PublicReadLimiter : IDisposable
{
    public const int AtOnce = 300;
    private const int EachSecond = 5;

    private readonly PartitionedRateLimiter<IPAddress?> _places = PartitionedRateLimiter.Create<IPAddress?, string>(address =>
        RateLimitPartition.GetTokenBucketLimiter(Visitors.PlaceOf(address), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = AtOnce,
            TokensPerPeriod = EachSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        }));

    public bool Allows(HttpContext context)
    {
        using RateLimitLease lease = _places.AttemptAcquire(context.Connection.RemoteIpAddress);
        return lease.IsAcquired;
    }

    public void Dispose() => _places.Dispose();
}
