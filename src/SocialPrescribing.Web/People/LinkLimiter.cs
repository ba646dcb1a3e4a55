using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>
/// Limits how much may be changed behind links: for each journey, whichever of its links is used, and for each place from which changes
/// come. Somebody who taps every wish, or answers a survey twice, never notices. A program that fills a link worker's list does. It uses
/// real time and memory, so with several instances each allows the full limit.
/// </summary>
public sealed class LinkLimiter : IDisposable
{
    public const int AtOnceBehindLink = 30, AtOnceFromPlace = 120;

    private static readonly TimeSpan AgainBehindLink = TimeSpan.FromMinutes(3), AgainFromPlace = TimeSpan.FromSeconds(30);

    private readonly PartitionedRateLimiter<Guid> _links = PartitionedRateLimiter.Create<Guid, Guid>(journey =>
        RateLimitPartition.GetTokenBucketLimiter(journey, _ => Bucket(AtOnceBehindLink, AgainBehindLink)));

    private readonly PartitionedRateLimiter<IPAddress?> _places = PartitionedRateLimiter.Create<IPAddress?, string>(address =>
        RateLimitPartition.GetTokenBucketLimiter(Visitors.PlaceOf(address), _ => Bucket(AtOnceFromPlace, AgainFromPlace)));

    /// <summary>How long to wait; null if it may be done now.</summary>
    /// <param name="target">What the link opens. Null for a link that is not ours, which counts only for the place.</param>
    public TimeSpan? WaitFor(HttpContext context, LinkTarget? target)
    {
        using RateLimitLease place = _places.AttemptAcquire(context.Connection.RemoteIpAddress);
        if (!place.IsAcquired)
            return AgainFromPlace;
        if (target is null)
            return null;
        using RateLimitLease link = _links.AttemptAcquire(target.Journey);
        return link.IsAcquired ? null : AgainBehindLink;
    }

    public static PageResult Refused(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Ceiling(Math.Max(1, wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Notices.TooMany(behindLink: true);
    }

    public void Dispose()
    {
        _links.Dispose();
        _places.Dispose();
    }

    private static TokenBucketRateLimiterOptions Bucket(int atOnce, TimeSpan again) =>
        new() { TokenLimit = atOnce, TokensPerPeriod = 1, ReplenishmentPeriod = again };
}
