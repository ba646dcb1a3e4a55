namespace SocialPrescribing.Functions.Tests;

/// <summary>A clock that stands still until a test, or a hub in virtual time, moves it.</summary>
internal sealed class TestClock(DateTimeOffset start) : MovedClock(start)
{
    public DateTimeOffset Now { get => GetUtcNow(); set => MoveTo(value); }
}
