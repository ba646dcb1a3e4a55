namespace SocialPrescribing.Service.Staff;

/// <summary>
/// How often a wrong password was tried for one account, and on its own for each place from which its owner has come in before. So whoever
/// guesses from elsewhere locks out nobody who is where they always are.
/// </summary>
/// <param name="Elsewhere">From all other places together.</param>
/// <param name="Places">The latest first.</param>
/// <param name="Days">Of the last week, the latest first.</param>
internal sealed record SignInTries(Guesses Elsewhere, IReadOnlyList<KnownPlace> Places, IReadOnlyList<FailedDay> Days)
{
    private const int MostInARow = 10;
    private const int MostPlaces = 8;
    private const int DaysOfAWeek = 7;
    private static readonly TimeSpan _lock = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan _placeLasts = TimeSpan.FromDays(90);

    public static SignInTries None { get; } = new(new(), [], []);

    public bool IsLocked(string place, DateTimeOffset now) => WithoutOld(now).From(place).LockedUntil > now;

    /// <summary>The latest moment until which nobody gets in from somewhere; null where the right password opens from everywhere.</summary>
    public DateTimeOffset? LockedUntil(DateTimeOffset now) =>
        Places.Select(p => p.Guesses.LockedUntil).Append(Elsewhere.LockedUntil).Where(l => l > now).Max();

    public int FailedInAWeek(DateTimeOffset now) => Days.Where(d => d.Day >= WeekBefore(now)).Sum(d => d.Failed);

    /// <summary>
    /// Counted before the password is looked at: of many guesses at once no more get that far than of as many one after the other.
    /// </summary>
    public SignInTries Tried(string place, DateTimeOffset now)
    {
        SignInTries current = WithoutOld(now);
        Guesses before = current.From(place);
        Guesses after = before.LockedUntil > now ? before
            : before.Failed + 1 >= MostInARow ? new Guesses(0, now + _lock) : new Guesses(before.Failed + 1);
        return (current.Known(place) is null ? current with { Elsewhere = after }
            : current with { Places = [.. current.Places.Select(p => p.Place == place ? p with { Guesses = after } : p)] }).Counted(now, 1);
    }

    /// <summary>What was counted was no guess, and its place is known from now on.</summary>
    public SignInTries Succeeded(string place, DateTimeOffset tried)
    {
        SignInTries current = WithoutOld(tried);
        return new SignInTries(
            current.Known(place) is null ? new() : current.Elsewhere,
            [.. current.Places.Where(p => p.Place != place).Prepend(new KnownPlace(place, tried, new())).Take(MostPlaces)],
            current.Days).Counted(tried, -1);
    }

    /// <summary>Whoever has a new password begins anew.</summary>
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

/// <param name="Place">A hash of the account and the address, so that no list of addresses lies about.</param>
/// <param name="Last">When the owner last came in from there.</param>
internal sealed record KnownPlace(string Place, DateTimeOffset Last, Guesses Guesses);

/// <param name="Day">In UTC.</param>
internal sealed record FailedDay(DateOnly Day, int Failed);
