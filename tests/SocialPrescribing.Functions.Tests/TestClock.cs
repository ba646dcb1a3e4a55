namespace SocialPrescribing.Functions.Tests;

/// <summary>A clock that stands until a test moves it, or a hub in virtual time.</summary>
internal sealed class TestClock(DateTimeOffset start) : MovedClock(start)
{
    public DateTimeOffset Now { get => GetUtcNow(); set => MoveTo(value); }
}
