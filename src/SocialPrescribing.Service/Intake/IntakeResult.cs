namespace SocialPrescribing.Service.Intake;

/// <summary>What became of a referral that came in.</summary>
public abstract record IntakeResult
{
    private IntakeResult() { }
    public sealed record Received(ReferralIntake.Receipt Receipt, bool Repeated) : IntakeResult;
    /// <summary>The idempotency key came before with another body.</summary>
    public sealed record KeyReused : IntakeResult;
    public sealed record Busy : IntakeResult;
    /// <summary>The open journey of this person has as many referrals as it can hold.</summary>
    public sealed record Full : IntakeResult;
    /// <summary>The service is being moved.</summary>
    public sealed record Resting : IntakeResult;

    /// <summary>For telemetry.</summary>
    internal string Outcome => this is Received { Repeated: true } ? "Repeated" : GetType().Name;
}
