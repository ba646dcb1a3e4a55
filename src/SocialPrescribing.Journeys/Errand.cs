namespace SocialPrescribing.Journeys;

/// <summary>
/// What has to be done with other journeys before a due may fire. The programme decides one journey at a time; whoever runs it looks
/// after the others, and where that fails the due waits, so that a crash at any point ends in trying again. Twice does no harm.
/// </summary>
public abstract record Errand
{
    private Errand() { }

    /// <summary>Look for journeys that resemble this one; note them here, and this one there.</summary>
    public sealed record LookForAlikes : Errand;

    /// <summary>Tell another journey what was answered about the two.</summary>
    public sealed record TellAnswer(Guid Other) : Errand;

    /// <summary>Have the other journey take what is joined to it, and end this one.</summary>
    public sealed record CarryJoin : Errand;

    /// <summary>Begin the other journey or bring it back, and let go of its referrals.</summary>
    public sealed record CarryParting : Errand;
}
