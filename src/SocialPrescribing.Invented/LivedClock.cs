namespace SocialPrescribing.Invented;

/// <summary>Stands at the time that is lived, until whoever lives it moves it.</summary>
public sealed class LivedClock(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = start;
    public override DateTimeOffset GetUtcNow() => Now;
}
