namespace SocialPrescribing.Simulation;

internal sealed class MovedClock(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;

    public void MoveTo(DateTimeOffset to) => _now = to;
    public override DateTimeOffset GetUtcNow() => _now;
}
