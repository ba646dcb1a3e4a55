namespace SocialPrescribing.Service.Transfer;

public abstract record PartOutcome
{
    private PartOutcome() { }

    /// <summary>The part is in, or was in already.</summary>
    public sealed record Taken(RestState State) : PartOutcome;

    /// <summary>Nothing of the part counts; sent again, mended, it may be taken.</summary>
    /// <param name="Sentence">Without personal data.</param>
    public sealed record Refused(string Code, string Sentence) : PartOutcome;
}
