namespace SocialPrescribing.Service.Transfer;

public abstract record PartOutcome
{
    private PartOutcome() { }

    /// <summary>The part is in, or was in already.</summary>
    public sealed record Taken(RestState State) : PartOutcome;

    /// <summary>Another part is being taken; sent again, this one is.</summary>
    public sealed record Busy : PartOutcome;

    /// <summary>It may be taken when it is sent again, mended.</summary>
    /// <param name="Sentence">Without personal data.</param>
    public sealed record Refused(string Code, string Sentence) : PartOutcome;
}
