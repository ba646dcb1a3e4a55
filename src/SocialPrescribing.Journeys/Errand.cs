namespace SocialPrescribing.Journeys;

/// <summary>
/// What must be done with other journeys before a due may fire. A decision is about one journey. So the service does what concerns the
/// others, and if that fails the due waits. A crash at any point means that it is tried again, and doing it twice is harmless.
/// </summary>
public abstract record Errand
{
    private Errand() { }

    /// <summary>What the service does for each.</summary>
    public abstract T Do<T>(Func<T> lookForAlikes, Func<Guid, T> tellAnswer, Func<T> carryJoin, Func<T> carryParting);

    /// <summary>Look for journeys that resemble this one; note them here, and this one there.</summary>
    public sealed record LookForAlikes : Errand
    {
        public override T Do<T>(Func<T> lookForAlikes, Func<Guid, T> tellAnswer, Func<T> carryJoin, Func<T> carryParting) =>
            lookForAlikes();
    }

    /// <summary>Tell another journey what was answered about the two.</summary>
    public sealed record TellAnswer(Guid Other) : Errand
    {
        public override T Do<T>(Func<T> lookForAlikes, Func<Guid, T> tellAnswer, Func<T> carryJoin, Func<T> carryParting) =>
            tellAnswer(Other);
    }

    /// <summary>Let the other journey take what is joined to it, and end this one.</summary>
    public sealed record CarryJoin : Errand
    {
        public override T Do<T>(Func<T> lookForAlikes, Func<Guid, T> tellAnswer, Func<T> carryJoin, Func<T> carryParting) => carryJoin();
    }

    /// <summary>Begin the other journey or reopen it, and give up its referrals here.</summary>
    public sealed record CarryParting : Errand
    {
        public override T Do<T>(Func<T> lookForAlikes, Func<Guid, T> tellAnswer, Func<T> carryJoin, Func<T> carryParting) =>
            carryParting();
    }
}
