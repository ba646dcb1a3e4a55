using System.Globalization;

namespace SocialPrescribing.Functions;

/// <summary>
/// A clock for trying out what takes weeks. A file says how far it is ahead of the machine's (<c>84.00:00:00</c>, days first), or the
/// moment at which it stands (<c>2027-02-01T09:00:00Z</c>). A second line, where there is one, says the same for the machine's time
/// (sessions, links, limits). The file is read at every look, so a change is seen at once.
/// </summary>
/// <remarks>Whatever waits by a timer still waits by the machine's time.</remarks>
internal sealed class FileClock(string file) : TimeProvider
{
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>What stands in the file while somebody writes it may be half of it.</summary>
    private volatile Func<DateTimeOffset, DateTimeOffset>[] _last = Read(file) ?? [now => now];

    public TimeProvider Machine => new OfMachine(this);

    public override DateTimeOffset GetUtcNow() => Look()[0](base.GetUtcNow());

    private Func<DateTimeOffset, DateTimeOffset>[] Look() => Read(file) is { } times ? _last = times : _last;

    /// <returns>For each line the clock's time, given the machine's; null if one says none.</returns>
    public static Func<DateTimeOffset, DateTimeOffset>[]? Read(string file)
    {
        try
        {
            string[] lines = File.ReadAllText(file).Trim().Split('\n');
            Func<DateTimeOffset, DateTimeOffset>[] times =
                [.. lines.Select(line => Time(line.Trim())).OfType<Func<DateTimeOffset, DateTimeOffset>>()];
            return times.Length == lines.Length ? times : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Func<DateTimeOffset, DateTimeOffset>? Time(string text) =>
        TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out TimeSpan ahead) ? now => now + ahead
        : DateTimeOffset.TryParseExact(text, Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset stands)
            ? _ => stands
        : null;

    private sealed class OfMachine(FileClock clock) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.Look()[^1](base.GetUtcNow());
    }
}
