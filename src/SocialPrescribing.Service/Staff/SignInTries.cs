namespace SocialPrescribing.Service.Staff;

/// <summary>
/// Counts wrong passwords for one account: separately for each place and browser from which its owner has signed in before, and together
/// for everywhere else. So somebody who guesses from elsewhere does not lock out the owner in their usual place, and somebody who guesses
/// from that place does not lock out the owner's own browser.
/// </summary>
/// <param name="Elsewhere">Wrong passwords from all other places together.</param>
/// <param name="Places">The latest first.</param>
/// <param name="Days">The last week, the latest first.</param>
internal sealed record SignInTries(Guesses Elsewhere, IReadOnlyList<KnownPlace> Places, IReadOnlyList<FailedDay> Days)
{
    private const int MostInARow = 10;
    private const int MostPlaces = 8;
    private const int DaysOfAWeek = 7;
    private static readonly TimeSpan _lock = TimeSpan.FromMinutes(15);
    /// <summary>For places where the owner is. They wait only a moment, and a machine that guesses is still slow.</summary>
    private static readonly TimeSpan _lockOfKnown = TimeSpan.FromMinutes(1);
    private const string OfBrowsers = "browser/";
    private static readonly TimeSpan _placeLasts = TimeSpan.FromDays(90);

    public static SignInTries None { get; } = new(new(), [], []);

    /// <summary>The name under which a browser is kept beside places. It cannot be the address of a visitor.</summary>
    public static string Browser(string hash) => OfBrowsers + hash;

    public bool Knows(string place, DateTimeOffset now) => WithoutOld(now).Known(place) is not null;

    public bool IsLocked(string place, DateTimeOffset now) => WithoutOld(now).From(place).LockedUntil > now;

    /// <summary>The latest moment until which some place is locked; null if the right password works everywhere.</summary>
    public DateTimeOffset? LockedUntil(DateTimeOffset now) =>
        Places.Select(p => p.Guesses.LockedUntil).Append(Elsewhere.LockedUntil).Where(l => l > now).Max();

    public int FailedInAWeek(DateTimeOffset now) => Days.Where(d => d.Day >= WeekBefore(now)).Sum(d => d.Failed);

    /// <summary>Counts a try before its password is checked, so that guessing many at once gains nothing.</summary>
    public SignInTries Tried(string place, DateTimeOffset now)
    {
        SignInTries current = WithoutOld(now);
        Guesses before = current.From(place);
        Guesses after = before.LockedUntil > now ? before
            : before.Failed + 1 < MostInARow ? new Guesses(before.Failed + 1)
            : new Guesses(0, now + (current.Known(place) is null ? _lock : _lockOfKnown));
        return (current.Known(place) is null ? current with { Elsewhere = after }
            : current with { Places = [.. current.Places.Select(p => p.Place == place ? p with { Guesses = after } : p)] }).Counted(now, 1);
    }

    /// <summary>Takes the try back, because the password was right, and remembers where it came from.</summary>
    /// <param name="from">The place or browser under which the try was counted.</param>
    public SignInTries Succeeded(string from, IReadOnlyList<string> places, DateTimeOffset tried)
    {
        SignInTries current = WithoutOld(tried);
        KnownPlace[] known =
        [
            .. places.Select(p => new KnownPlace(p, tried, p == from ? new() : current.Known(p)?.Guesses ?? new())),
            .. current.Places.Where(p => !places.Contains(p.Place)),
        ];
        return new SignInTries(
            current.Known(from) is null ? new() : current.Elsewhere,
            [.. known.GroupBy(p => p.Place.StartsWith(OfBrowsers, StringComparison.Ordinal)).SelectMany(kind => kind.Take(MostPlaces))],
            current.Days).Counted(tried, -1);
    }

    /// <summary>Counts a wrong code after the right password, in the week's figure only.</summary>
    public SignInTries WrongCode(DateTimeOffset now) => Counted(now, 1);

    /// <summary>Counts tries that nobody has looked at, in the week's figure only.</summary>
    public SignInTries Refused(DateTimeOffset now, int count) => Counted(now, count);

    /// <summary>With a new password the count begins anew.</summary>
    public SignInTries Forgiven() => this with { Elsewhere = new(), Places = [.. Places.Select(p => p with { Guesses = new() })] };

    private KnownPlace? Known(string place) => Places.FirstOrDefault(p => p.Place == place);

    private Guesses From(string place) => Known(place)?.Guesses ?? Elsewhere;

    private SignInTries WithoutOld(DateTimeOffset now) => this with { Places = [.. Places.Where(p => p.Last + _placeLasts > now)] };

    private SignInTries Counted(DateTimeOffset now, int by)
    {
        DateOnly today = Day(now), first = WeekBefore(now);
        int failed = Math.Max(0, (Days.FirstOrDefault(d => d.Day == today)?.Failed ?? 0) + by);
        return this with { Days = [.. Days.Where(d => d.Day >= first && d.Day != today).Prepend(new FailedDay(today, failed))] };
    }

    private static DateOnly WeekBefore(DateTimeOffset now) => Day(now).AddDays(1 - DaysOfAWeek);

    private static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}

/// <param name="Failed">Wrong passwords in a row.</param>
internal sealed record Guesses(int Failed = 0, DateTimeOffset? LockedUntil = null);

/// <param name="Place">A hash of the account and the address or browser, so that the record is not a list of addresses.</param>
/// <param name="Last">When the owner last signed in from there.</param>
internal sealed record KnownPlace(string Place, DateTimeOffset Last, Guesses Guesses);

/// <param name="Day">In UTC.</param>
internal sealed record FailedDay(DateOnly Day, int Failed);
