namespace SocialPrescribing.Service.Intake;

/// <summary>The outcome of receiving a referral.</summary>
public abstract record IntakeResult
{
    private IntakeResult() { }
    public sealed record Received(ReferralIntake.Receipt Receipt, bool Repeated) : IntakeResult;
    /// <summary>The idempotency key was used before, with another body.</summary>
    public sealed record KeyReused : IntakeResult;
    public sealed record Busy : IntakeResult;
    /// <summary>The person's open journey has as many referrals as it can hold.</summary>
    public sealed record Full : IntakeResult;
    /// <summary>The service rests, for a move or a copy.</summary>
    public sealed record Resting : IntakeResult;

    /// <summary>For telemetry.</summary>
    internal string Outcome => this is Received { Repeated: true } ? "Repeated" : GetType().Name;
}
