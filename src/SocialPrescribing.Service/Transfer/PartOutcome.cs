namespace SocialPrescribing.Service.Transfer;

public abstract record PartOutcome
{
    private PartOutcome() { }

    /// <summary>The part is in, now or from before.</summary>
    public sealed record Taken(RestState State) : PartOutcome;

    /// <summary>Another part is being taken. Send this one again.</summary>
    public sealed record Busy : PartOutcome;

    /// <summary>The part was refused. Send it again once it is corrected.</summary>
    /// <param name="Sentence">Has no personal data.</param>
    public sealed record Refused(string Code, string Sentence) : PartOutcome;
}
