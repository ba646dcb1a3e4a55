using System.Globalization;

namespace SocialPrescribing.Functions;

/// <summary>
/// A clock for trying out what takes weeks. A file says how far it is ahead of the machine's (<c>84.00:00:00</c>, days first), or the
/// moment at which it stands (<c>2027-02-01T09:00:00Z</c>). The file is read at every look, so a change is seen at once.
/// </summary>
/// <remarks>Whatever waits by a timer still waits by the machine's time.</remarks>
internal sealed class FileClock(string file) : TimeProvider
{
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>What stands in the file while somebody writes it may be half of it.</summary>
    private volatile Func<DateTimeOffset, DateTimeOffset> _last = Read(file) ?? (now => now);

    public override DateTimeOffset GetUtcNow()
    {
        if (Read(file) is { } time)
            _last = time;
        return _last(base.GetUtcNow());
    }

    /// <returns>The clock's time, given the machine's; null if the file says none.</returns>
    public static Func<DateTimeOffset, DateTimeOffset>? Read(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out TimeSpan ahead) ? now => now + ahead
            : DateTimeOffset.TryParseExact(text, Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset stands)
                ? _ => stands
            : null;
    }
}
