using System.Text;

namespace SocialPrescribing.Simulation;

/// <summary>
/// What a programme of some size asks of Azure, estimated from a simulated year: so much happens to an open journey in a day, and each of
/// it costs so many requests.
/// </summary>
internal static class Scale
{
    /// <summary>Requests to tables and queues, as counted on the emulator (docs/operations.md).</summary>
    internal readonly record struct Cost(double Tables, double Queues)
    {
        public static Cost operator *(double times, Cost one) => new(times * one.Tables, times * one.Queues);
        public static Cost operator +(Cost one, Cost other) => new(one.Tables + other.Tables, one.Queues + other.Queues);
    }

    /// <summary>Including its two letters.</summary>
    internal static readonly Cost Referral = new(40, 14);
    /// <summary>A booking without its letter, the dearest of the common changes. A note needs six.</summary>
    internal static readonly Cost Change = new(9, 7);
    internal static readonly Cost Letter = new(14, 10);
    /// <summary>At least once a day, to see whether something is due.</summary>
    internal static readonly Cost WakeUp = new(7, 9);
    private const int LettersOfAReferral = 2;

    // The limits of one queue in a second, and the mails an hour until Azure raises them. They do not depend on the size.
    internal const int MessagesASecond = 2_000, MailsAnHour = 100;
    /// <summary>How many journeys the watch looks through in a round, and its rounds in a day.</summary>
    private const int LookedThrough = 500, Rounds = 288;
    /// <summary>An export reads one journey after another, with some five requests of a few milliseconds each.</summary>
    internal const double ExportSecondsAJourney = 0.025;
    /// <summary>Working hours take four fifths of a day's work, and their busiest minutes three times the average.</summary>
    private const double PeakOverAverage = 0.8 * 24 / 8 * 3;

    /// <param name="Open">Open journeys.</param>
    internal sealed record Size(int Open, double ReferralsADay, double ChangesADay, double LettersADay, Cost ADay)
    {
        public double LettersAnHour => LettersADay / 24;
        public double TablesAtPeak => ADay.Tables / 86_400 * PeakOverAverage;
        public double QueuesAtPeak => ADay.Queues / 86_400 * PeakOverAverage;
        public double ExportMinutes => Open * ExportSecondsAJourney / 60;
        public double DaysToLookThrough => (double)Open / LookedThrough / Rounds;
    }

    public static Size Of(Outcome year, int open)
    {
        double journeyDays = Math.Max(1, year.Weeks.Sum(w => (double)w.Open) * 7), factor = open / journeyDays;
        double referrals = factor * year.Last.Referred, changes = factor * year.Commits - referrals, letters = factor * year.Sent;
        double otherLetters = Math.Max(0, letters - (LettersOfAReferral * referrals));
        Cost day = (referrals * Referral) + (changes * Change) + (otherLetters * Letter) + (open * WakeUp);
        return new Size(open, referrals, changes, letters, day);
    }

    /// <summary>A table for a terminal and for docs/scale.md.</summary>
    public static string Table(Outcome year, params int[] sizes)
    {
        Size[] all = [.. sizes.Select(s => Of(year, s))];
        StringBuilder text = new();
        Row("open journeys", s => s.Open);
        text.Append('|').Append("---|").Append(string.Concat(Enumerable.Repeat("--:|", all.Length))).Append('\n');
        Row("referrals a day", s => s.ReferralsADay);
        Row("changes a day", s => s.ChangesADay);
        Row("letters a day", s => s.LettersADay);
        Row("letters an hour, on average", s => s.LettersAnHour);
        Row("table requests a day", s => s.ADay.Tables);
        Row("queue requests a day", s => s.ADay.Queues);
        Row("table requests a second, at the busiest", s => s.TablesAtPeak);
        Row("queue requests a second, at the busiest", s => s.QueuesAtPeak);
        Row("minutes that an export takes", s => s.ExportMinutes);
        Row("days until the watch has looked through all", s => s.DaysToLookThrough);
        return text.ToString();

        void Row(string what, Func<Size, double> figure)
        {
            text.Append("| ").Append(what).Append(" |");
            foreach (Size size in all)
                text.Append(Report.British, $" {figure(size).ToString(figure(size) < 10 ? "0.##" : "N0", Report.British)} |");
            text.Append('\n');
        }
    }
}
