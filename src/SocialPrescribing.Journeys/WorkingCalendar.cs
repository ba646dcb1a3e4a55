using System.Collections.Frozen;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Working days and working hours of a service, in London time, whatever the machine's own zone. Every instant that it
/// returns is UTC (offset zero).
/// </summary>
/// <remarks>
/// Monday to Friday are working days unless they are bank holidays of the nation or among the extra holidays. Bank holidays are known
/// from <see cref="BankHolidays.FirstYear"/> to <see cref="BankHolidays.LastYear"/>; outside these years only weekends and the extra
/// holidays count.
/// </remarks>
public sealed class WorkingCalendar
{
    /// <summary>Somebody has to be found, or reached by phone, before a person leaves home.</summary>
    private static readonly TimeSpan InTime = TimeSpan.FromHours(2);

    private readonly FrozenSet<DateOnly> _holidays;

    /// <param name="nation">Whose bank holidays the service keeps.</param>
    /// <param name="opens">London time at which a working day begins, usually 09:00.</param>
    /// <param name="closes">London time at which a working day ends and deadlines fall, usually 17:00; later than
    /// <paramref name="opens"/>.</param>
    /// <param name="extraHolidays">Days on which this service is closed besides bank holidays.</param>
    /// <exception cref="ArgumentException">The day ends before it begins.</exception>
    public WorkingCalendar(Nation nation, TimeOnly opens, TimeOnly closes, IEnumerable<DateOnly>? extraHolidays = null)
    {
        if (opens >= closes)
            throw new ArgumentException($"A working day that opens at {opens:HH\\:mm} cannot close at {closes:HH\\:mm}.", nameof(closes));

        Nation = nation;
        Opens = opens;
        Closes = closes;
        FrozenSet<DateOnly> bankHolidays = BankHolidays.Of(nation);
        ExtraHolidays = [.. extraHolidays ?? []];
        _holidays = extraHolidays is null ? bankHolidays : bankHolidays.Concat(extraHolidays).ToFrozenSet();
    }

    public Nation Nation { get; }

    public TimeOnly Opens { get; }

    public TimeOnly Closes { get; }

    public IReadOnlyList<DateOnly> ExtraHolidays { get; }

    /// <summary>The time that a clock in London shows.</summary>
    public static DateTime LondonTime(DateTimeOffset instant) => LondonClock.TimeAt(instant);

    public static DateOnly LondonDate(DateTimeOffset instant) => DateOnly.FromDateTime(LondonTime(instant));

    /// <summary>
    /// The instant at which a clock in London shows this. A time that the clocks skip in spring moves forward with them
    /// (01:30 is 02:30 summer time); a time that comes twice in autumn is the first of the two.
    /// </summary>
    public static DateTimeOffset London(DateOnly date, TimeOnly time)
    {
        DateTime local = date.ToDateTime(time);
        return new DateTimeOffset(local - LondonClock.AheadAt(local), TimeSpan.Zero);
    }

    /// <summary>The same London clock time that many calendar days later, or earlier.</summary>
    public static DateTimeOffset AddDays(DateTimeOffset from, int days) => Move(from, months: 0, days);

    /// <summary>
    /// The same London clock time that many months later, or earlier; the last day of the month where the day does not exist.
    /// </summary>
    public static DateTimeOffset AddMonths(DateTimeOffset from, int months) => Move(from, months, days: 0);

    public bool IsWorkingDay(DateOnly date) =>
        date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !_holidays.Contains(date);

    /// <summary>Whether it is a bank holiday of the nation, or another day on which the service is closed.</summary>
    public bool IsHoliday(DateOnly date) => _holidays.Contains(date);

    /// <summary>Whether this is within working hours.</summary>
    public bool IsOpenAt(DateTimeOffset at) => LondonTime(at) is var london && IsWorkingDay(DateOnly.FromDateTime(london))
        && TimeOnly.FromDateTime(london) is var time && time >= Opens && time < Closes;

    /// <summary>
    /// The Nth working day after <paramref name="date"/>, or before it when <paramref name="count"/> is negative. Zero is the
    /// date itself, or the next working day if it is none.
    /// </summary>
    public DateOnly AddWorkingDays(DateOnly date, int count)
    {
        if (count == 0)
            return IsWorkingDay(date) ? date : AddWorkingDays(date, 1);

        int step = Math.Sign(count);
        for (int left = Math.Abs(count); left > 0;)
        {
            date = date.AddDays(step);
            if (IsWorkingDay(date))
                left--;
        }

        return date;
    }

    /// <summary>
    /// Closing time on the Nth working day that follows. Zero is the close of today, or of the next working day once today
    /// has closed: a deadline is never over when it is set.
    /// </summary>
    /// <param name="from">The day of this instant is day zero, whatever its time.</param>
    /// <param name="workingDays">Zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative number of days.</exception>
    public DateTimeOffset Deadline(DateTimeOffset from, int workingDays)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workingDays);

        DateOnly today = LondonDate(from);
        DateTimeOffset deadline = London(AddWorkingDays(today, workingDays), Closes);
        return deadline < from ? London(AddWorkingDays(today, 1), Closes) : deadline;
    }

    /// <summary>
    /// <see cref="Deadline"/>, but early enough for what begins at a certain time: two hours before, if somebody works then, or else at the
    /// last close before that; two hours before all the same, or now, if that close is over. It is never over when it is set, unless what
    /// it is about has begun.
    /// </summary>
    /// <param name="begins">After it nobody can help any more.</param>
    public DateTimeOffset DeadlineBefore(DateTimeOffset from, int workingDays, DateTimeOffset begins)
    {
        DateTimeOffset deadline = Deadline(from, workingDays), last = LastMoment(from, begins);
        return deadline < last ? deadline : last;
    }

    private DateTimeOffset LastMoment(DateTimeOffset from, DateTimeOffset begins)
    {
        if (begins <= from)
            return begins;
        DateTimeOffset last = begins - from > InTime ? begins - InTime : from;
        return AtWork(last) is var atWork && atWork >= from ? atWork : last;
    }

    /// <summary>That instant if somebody works then, or else the last close before it.</summary>
    public DateTimeOffset AtWork(DateTimeOffset at)
    {
        if (IsOpenAt(at))
            return at;
        DateOnly day = LondonDate(at);
        return London(IsWorkingDay(day) && London(day, Closes) <= at ? day : AddWorkingDays(day, -1), Closes);
    }

    /// <summary>
    /// The instant by which the service has been open for this long since <paramref name="from"/>. Time that runs out exactly at the end of
    /// a day ends at that close, not at the next opening. Zero hours outside opening times give the next opening.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative number of hours.</exception>
    public DateTimeOffset AddWorkingHours(DateTimeOffset from, TimeSpan hours)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hours, TimeSpan.Zero);

        (DateOnly date, TimeOnly time) = NextOpenTime(LondonTime(from));
        while (hours > Closes - time)
        {
            hours -= Closes - time;
            date = AddWorkingDays(date, 1);
            time = Opens;
        }

        // Clock time may be added: the clocks change on Sundays, so every working day has as many hours as its clock shows.
        return London(date, time.Add(hours));
    }

    private (DateOnly Date, TimeOnly Time) NextOpenTime(DateTime local)
    {
        (DateOnly date, TimeOnly time) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        return !IsWorkingDay(date) || time > Closes ? (AddWorkingDays(date, 1), Opens)
            : time < Opens ? (date, Opens)
            : (date, time);
    }

    private static DateTimeOffset Move(DateTimeOffset from, int months, int days)
    {
        DateTime local = LondonTime(from);
        DateOnly date = DateOnly.FromDateTime(local);
        DateOnly moved = date.AddMonths(months).AddDays(days);

        // Otherwise the second 01:30 of an autumn night would become the first.
        return moved == date ? from.ToUniversalTime() : London(moved, TimeOnly.FromDateTime(local));
    }
}
