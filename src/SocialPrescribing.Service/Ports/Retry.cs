using System.Security.Cryptography;

namespace SocialPrescribing.Service.Ports;

/// <summary>
/// The pauses between the tries of something at which others may be faster. Each is about twice as long as the one before it, and as
/// long as chance will have it, so that those who met once do not meet again; and there is an end.
/// </summary>
/// <param name="most">How often it is tried.</param>
public sealed class Retry(int most = 100)
{
    private const int LongestPause = 256;
    private int _tries;

    /// <exception cref="TimeoutException">It has been tried often enough.</exception>
    public Task Pause(CancellationToken cancellation)
    {
        if (++_tries >= most)
            throw new TimeoutException("Others were faster each time.");
        int longest = Math.Min(LongestPause, 1 << Math.Min(_tries, 8));
        return Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, longest + 1)), cancellation);
    }
}
