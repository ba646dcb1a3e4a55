using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Bodies;

/// <summary>
/// A document is in memory as a whole, and for a moment three times, while it is taken. So only some are taken at the same time, and of
/// one member of staff one after the other: whoever sends many, or slowly, holds up themselves first.
/// </summary>
public sealed class DocumentTurns : IDisposable
{
    public const int AtOnce = 4;
    /// <summary>So many of one member of staff wait, and so many of all of them together.</summary>
    public const int MostWaitingOfOne = 10, MostWaiting = 20;

    private readonly ConcurrencyLimiter _turns = new(new ConcurrencyLimiterOptions { PermitLimit = AtOnce, QueueLimit = MostWaiting });

    private readonly PartitionedRateLimiter<StaffMember> _ofOne = PartitionedRateLimiter.Create<StaffMember, string>(member =>
        RateLimitPartition.GetConcurrencyLimiter(member.Id, _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = 1,
            QueueLimit = MostWaitingOfOne,
        }));

    /// <summary>Waits for a turn before anything is read; null if too many wait. It ends when what is returned is disposed.</summary>
    public async Task<IDisposable?> Take(HttpContext context, StaffMember member)
    {
        RateLimitLease one = await _ofOne.AcquireAsync(member, 1, context.RequestAborted);
        if (!one.IsAcquired)
            return null;
        try
        {
            RateLimitLease turn = await _turns.AcquireAsync(1, context.RequestAborted);
            if (turn.IsAcquired)
            {
                SlowSenders.Refuse(context);
                return new Turn(turn, one);
            }
        }
        catch
        {
            one.Dispose();
            throw;
        }
        one.Dispose();
        return null;
    }

    public void Dispose()
    {
        _ofOne.Dispose();
        _turns.Dispose();
    }

    private sealed class Turn(RateLimitLease turn, RateLimitLease one) : IDisposable
    {
        public void Dispose()
        {
            turn.Dispose();
            one.Dispose();
        }
    }
}
