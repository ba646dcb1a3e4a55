using System.Globalization;

namespace SocialPrescribing.Functions;

/// <summary>
/// A clock for trying out what takes weeks. A file says how far the clock is ahead of the machine's (<c>84.00:00:00</c>, days first), or
/// the moment at which it stands still (<c>2027-02-01T09:00:00Z</c>). A second line, if there is one, says the same for the machine's time
/// (sessions, links, limits). The file is read each time, so a change works at once.
/// </summary>
/// <remarks>Timers still wait by the machine's time.</remarks>
internal sealed class FileClock(string file) : TimeProvider
{
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>Used while somebody writes the file: it may be half written.</summary>
    private volatile Func<DateTimeOffset, DateTimeOffset>[] _last = Read(file) ?? [now => now];

    public TimeProvider Machine => new OfMachine(this);

    public override DateTimeOffset GetUtcNow() => Look()[0](base.GetUtcNow());

    private Func<DateTimeOffset, DateTimeOffset>[] Look() => Read(file) is { } times ? _last = times : _last;

    /// <returns>One function for each line: from the machine's time to the clock's. Null if a line cannot be read.</returns>
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
