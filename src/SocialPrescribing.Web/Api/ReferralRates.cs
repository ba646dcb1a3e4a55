using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using SocialPrescribing.Service.Intake;

namespace SocialPrescribing.Web.Api;

/// <summary>
/// How fast each organisation may send: its tokens of a minute at once, and then as they come back. By the machine's clock, also in a demo.
/// </summary>
/// <remarks>Kept in memory: with several instances each allows the whole rate, which guards the instance, and that is what it is
/// for.</remarks>
internal sealed class ReferralRates
{
    // One for each organisation that holds a key, so as many as an admin has made.
    private readonly ConcurrentDictionary<(string Organisation, int PerMinute), TokenBucketRateLimiter> _buckets = new();

    /// <summary>Takes a token; where there is none, says how long until the next.</summary>
    public TimeSpan? WaitFor(Organisation organisation)
    {
        TimeSpan perToken = TimeSpan.FromMinutes(1) / organisation.PerMinute;
        TokenBucketRateLimiter bucket =
            _buckets.GetOrAdd((organisation.Id, organisation.PerMinute), key => new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
            {
                TokenLimit = key.PerMinute,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = perToken,
                // Without a timer each, so that there is nothing to dispose: it counts what has come back when it is asked.
                AutoReplenishment = false,
            }));
        bucket.TryReplenish();
        using RateLimitLease lease = bucket.AttemptAcquire();
        return lease.IsAcquired ? null : perToken;
    }
}
