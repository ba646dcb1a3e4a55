using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace SocialPrescribing.Web.Parts;

/// <summary>Slows down anybody who floods the public forms. A whole surgery behind one address still gets through.</summary>
public sealed class PublicFormLimiter(Visitors visitors) : IDisposable
{
    public const int AtOnce = 60;
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<IPAddress?> _places = PartitionedRateLimiter.Create<IPAddress?, string>(address =>
        RateLimitPartition.GetTokenBucketLimiter(Visitors.PlaceOf(address), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = AtOnce,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = Again,
        }));

    public bool Allows(HttpContext context)
    {
        visitors.Came(context.Connection.RemoteIpAddress);
        using RateLimitLease lease = _places.AttemptAcquire(context.Connection.RemoteIpAddress);
        return lease.IsAcquired;
    }

    public static PageResult Refused(HttpContext context)
    {
        context.Response.Headers.RetryAfter = Again.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return Notices.TooMany();
    }

    public void Dispose() => _places.Dispose();
}
