using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using SocialPrescribing.Service.Intake;

namespace SocialPrescribing.Web.Api;

/// <summary>
/// How fast each organisation may send: a minute's tokens at once, and then as they come back. It uses the machine's clock, even in a demo.
/// </summary>
/// <remarks>Kept in memory. With several instances each one allows the full rate, which is enough to protect each instance.</remarks>
internal sealed class ReferralRates
{
    // One for each organisation that has a key, so only as many as an admin has made.
    private readonly ConcurrentDictionary<(string Organisation, int PerMinute), TokenBucketRateLimiter> _buckets = new();

    /// <summary>Takes a token. If there is none, says how long until the next.</summary>
    public TimeSpan? WaitFor(Organisation organisation)
    {
        TimeSpan perToken = TimeSpan.FromMinutes(1) / organisation.PerMinute;
        TokenBucketRateLimiter bucket =
            _buckets.GetOrAdd((organisation.Id, organisation.PerMinute), key => new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
            {
                TokenLimit = key.PerMinute,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = perToken,
                // Without a timer there is nothing to dispose of. It works out what has come back when it is asked.
                AutoReplenishment = false,
            }));
        bucket.TryReplenish();
        using RateLimitLease lease = bucket.AttemptAcquire();
        return lease.IsAcquired ? null : perToken;
    }
}
