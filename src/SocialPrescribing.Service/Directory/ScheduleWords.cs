using System.Text.RegularExpressions;
using static SocialPrescribing.Service.Directory.DayWords;

namespace SocialPrescribing.Service.Directory;

/// <summary>
/// Times as people write them: <c>tuesday 10:00-12:00 fortnightly from 2027-03-02 term-time</c>, <c>Tue 10am-12pm</c>, <c>Mon-Fri 9-5</c>,
/// <c>1st &amp; 3rd Wednesday of the month, 2 to 4pm</c>. A word that is not known makes nothing of all of it.
/// </summary>
public static partial class ScheduleWords
{
    private const int Most = 30;

    public const string Allowed =
        "Write a weekday and times such as: tuesday 10:00-12:00; thursday 14:00-16:00 fortnightly (or weekly, monthly, or first, second, "
            + "third, fourth or last of the month); 15th of the month 10:00-12:00; and if you like: from 2027-03-02 until 2027-06-29 "
            + "term-time.";

    /// <summary>Null for what is none.</summary>
    public static IReadOnlyList<ActivitySchedule>? Read(string text)
    {
        string plain = Dashes().Replace(text.ToLowerInvariant().Replace('’', '\''), "-");
        List<string> words = [];
        int at = 0;
        foreach (Match match in Tokens().Matches(plain))
        {
            if (!string.IsNullOrWhiteSpace(plain[at..match.Index]))
                return null;
            words.Add(match.Value.Trim());
            at = match.Index + match.Length;
        }
        if (!string.IsNullOrWhiteSpace(plain[at..]))
            return null;
        return new Reading(words).All() is { Count: > 0 and <= Most } found ? [.. found.Distinct()] : null;
    }

    private sealed class Reading(IReadOnlyList<string> words)
    {
        private static readonly string[] _fillers =
            ["at", "on", "the", "of", "in", "during", "a", "between", "hours", "hrs", "@", "(", ")", ":", ".", "only", "open"];
        private static readonly string[] _joints = [",", "and", "&", "/", "+", "plus", ";"];
        private static readonly string[] _to = ["-", "to", "until", "till", "til"];
        private int _i;
        private Part _part = new();
        private List<MonthWeek> _weeks = [];
        private readonly List<ActivitySchedule> _found = [];

        private string Word(int ahead = 0) => _i + ahead >= 0 && _i + ahead < words.Count ? words[_i + ahead] : "";

        private bool IsJoined => _joints.Contains(Word(-1));

        /// <summary>Null where something stands there that is not understood.</summary>
        public IReadOnlyList<ActivitySchedule>? All()
        {
            while (_i < words.Count)
                if (!Next())
                    return null;
            return Finish() ? _found : null;
        }

        private bool Finish()
        {
            if (_weeks.Count > 0 || _part.Schedules() is not { } schedules)
                return false;
            _found.AddRange(schedules);
            _part = new Part();
            return true;
        }

        private bool Next()
        {
            string word = Word();
            if (MonthDaysHere() is { } monthDays)
            {
                if (!Begin())
                    return false;
                _part.MonthDays.AddRange(monthDays);
                return true;
            }
            if (WeekOf(word) is { } week)
                return Add(week);
            if (DaysHere() is { } days)
                return Add(days);
            int before = _i;
            if (TimesHere() is { } times)
            {
                // Two times need a word or a mark between them.
                if (_part.IsTurned || (_part.Times.Count > 0 && !_joints.Contains(words[before - 1])))
                    return false;
                _part.IsTurned = !_part.HasDay;
                _part.Times.Add(times);
                return true;
            }
            if (Rhythm() is { } isKnown)
                return isKnown;
            if (Dated() is { } isDated)
                return isDated;
            if ((!_fillers.Contains(word) && !_joints.Contains(word)) || (word is "(" && char.IsAsciiDigit(Word(1).FirstOrDefault())))
                return false;
            _i++;
            return true;
        }

        /// <summary>A day behind times begins something new.</summary>
        private bool Begin() => !_part.HasDay || _part.Times.Count is 0 || (!_part.IsLed && Finish());

        private bool Add(MonthWeek week)
        {
            if (_part.Times.Count is 0 || _part.Days.Count is 0)
                _weeks.Add(week);
            else if (IsJoined)
            {
                if (!Begin())
                    return false;
                _weeks.Add(week);
            }
            else if (!Behind())
                return false;
            else
                _part.WeeksBehind.Add(week);
            _i++;
            return true;
        }

        private bool Add(IReadOnlyList<DayOfWeek> days)
        {
            if (!Begin() || (_weeks.Count > 0 && days.Count > 1))
                return false;
            _part.Days.AddRange(days.Select(d => (d, (IReadOnlyList<MonthWeek>)_weeks)));
            _weeks = [];
            return true;
        }

        /// <summary>
        /// Whether what stands here can be meant of this part alone. Behind the second it may be meant of both; right before a day it may
        /// be meant of that.
        /// </summary>
        private bool Behind(int length = 1)
        {
            if (_part.Times.Count is 0)
                return _part.IsLed = true;
            return _found.Count is 0 && DayOf(Word(length)) is null;
        }

        /// <summary>
        /// <c>15th of the month</c>, <c>1st and 15th of each month</c>, <c>last day of the month</c>. Behind a weekday and its times, a
        /// number up to four is a week.
        /// </summary>
        private List<int>? MonthDaysHere()
        {
            List<int> days = [];
            int at = 0;
            if (Word() is "last" && Word(1) is "day")
            {
                days.Add(ActivitySchedule.LastDay);
                at = 2;
            }
            else
                while (MonthDayOf(Word(at)) is { } day)
                {
                    days.Add(day);
                    at++;
                    if (!_joints.Contains(Word(at)) || MonthDayOf(Word(at + 1)) is null)
                        break;
                    at++;
                }
            int behind = (Word(at), Word(at + 1), Word(at + 2)) switch
            {
                ("of" or "in", "the" or "each" or "every", "month") => 3,
                ("of" or "each" or "every", "month", _) => 2,
                ("monthly", _, _) => 1,
                _ => 0,
            };
            if (days.Count is 0 || behind is 0 || DayOf(Word(at + behind)) is not null || _weeks.Count > 0
                || (_part.Days.Count > 0 && (_part.Times.Count is 0 || days.Exists(d => d is >= 1 and <= 4))))
                return null;
            _i += at + behind;
            return days;
        }

        private IReadOnlyList<DayOfWeek>? DaysHere()
        {
            int ahead = Word() is "every" or "each" && Word(1) is "day" ? 2 : Word() is "daily" ? 1 : 0;
            if (ahead > 0)
                return Took(ahead, Days(DayOfWeek.Monday, DayOfWeek.Sunday));
            if (Word() is "weekdays" or "weekday")
                return Took(1, Days(DayOfWeek.Monday, DayOfWeek.Friday));
            if (Word() is "weekends" or "weekend")
                return Took(1, Days(DayOfWeek.Saturday, DayOfWeek.Sunday));
            if (DayOf(Word()) is not { } first)
                return null;
            return _to.Contains(Word(1)) && DayOf(Word(2)) is { } last ? Took(3, Days(first, last)) : Took(1, [first]);
        }

        private (TimeOnly Starts, TimeOnly? Ends)? TimesHere()
        {
            int from = Word() is "from" or "starting" or "starts" or "between" ? 1 : 0;
            if (ClockWords.Read(Word(from)) is not { } first)
                return null;
            bool isRange = _to.Contains(Word(from + 1)) || (Word() is "between" && Word(2) is "and");
            if (isRange && ClockWords.Read(Word(from + 2)) is { } last)
            {
                if (ClockWords.Between(first, last) is not { } between)
                    return null;
                _i += from + 3;
                return (between.Starts, between.Ends);
            }
            bool isTold = from > 0 || Word(-1) is "at" or "@";
            if (isRange || (first.IsBare && !isTold) || ClockWords.Alone(first) is not { } starts)
                return null;
            _i += from + 1;
            return (starts, null);
        }

        /// <summary>Reads how often. Null where nothing is said here; false where two different things are.</summary>
        private bool? Rhythm()
        {
            (int taken, Every every) = (Word(), Word(1), Word(2)) switch
            {
                ("every" or "each" or "once", "other", "week") => (3, Every.Fortnight),
                ("every", "2" or "two", "weeks") => (3, Every.Fortnight),
                ("of" or "in", "the" or "each" or "every", "month") => (3, Every.Month),
                ("once", "a" or "every" or "each", "week") => (3, Every.Week),
                ("once", "a" or "every" or "each", "fortnight") => (3, Every.Fortnight),
                ("once", "a" or "every" or "each", "month") => (3, Every.Month),
                ("every", "other", _) => (2, Every.Fortnight),
                ("every" or "each", "week", _) => (2, Every.Week),
                ("every" or "each", "fortnight", _) => (2, Every.Fortnight),
                ("every" or "each" or "of", "month", _) => (2, Every.Month),
                ("alternate", "weeks", _) => (2, Every.Fortnight),
                ("weekly", _, _) => (1, Every.Week),
                ("fortnightly" or "alternate", _, _) => (1, Every.Fortnight),
                ("monthly" or "month", _, _) => (1, Every.Month),
                // "every second tuesday" may be every other one, or the second of the month.
                ("every" or "each", _, _) when DayOf(Word(1)) is not null => (1, Every.Week),
                ("every" or "each", not ("second" or "2nd"), _) when WeekOf(Word(1)) is not null => (1, Every.Month),
                _ => (0, default),
            };
            if (taken is 0)
                return null;
            bool leads = _part.Times.Count > 0 && _part.Days.Count > 0 && (IsJoined || Word() is "every" or "each" or "alternate")
                && (DayOf(Word(taken)) is not null || WeekOf(Word(taken)) is not null);
            if (leads ? !Begin() : every is not Every.Week && !Behind(taken))
                return false;
            _i += taken;
            if (_part.Every is { } before && before != every)
                return false;
            _part.Every = every;
            return true;
        }

        /// <summary>From when, until when, and not in the holidays; as <see cref="Rhythm"/> answers.</summary>
        private bool? Dated()
        {
            int taken = 2;
            DateOnly? from = Word() is "from" or "starting" or "starts" ? DateWords.Read(Word(1)) : null;
            DateOnly? until = _to.Contains(Word()) && Word() is not "-" ? DateWords.Read(Word(1)) : null;
            if (from is null && until is null)
                taken = (Word(), Word(1), Word(2), Word(3)) switch
                {
                    ("term", "-", "time", "only") or ("not", "in", "school", "holidays") => 4,
                    ("term", "-", "time", _) or ("term", "time", "only", _) => 3,
                    ("term", "time", _, _) => 2,
                    _ => 0,
                };
            if (taken is 0)
                return null;
            if (!Behind(taken))
                return false;
            (_part.From, _part.Until) = (from ?? _part.From, until ?? _part.Until);
            _part.TermTime |= from is null && until is null;
            _i += taken;
            return true;
        }

        private IReadOnlyList<DayOfWeek> Took(int taken, IReadOnlyList<DayOfWeek> days)
        {
            _i += taken;
            return days;
        }

        private static IReadOnlyList<DayOfWeek> Days(DayOfWeek first, DayOfWeek last) =>
            [.. Enumerable.Range(0, ((int)last - (int)first + 7) % 7 + 1).Select(i => (DayOfWeek)(((int)first + i) % 7))];
    }

    [GeneratedRegex(@"[\u2010-\u2015\u2212]|--")]
    private static partial Regex Dashes();

    // Dates are tried before times, and times before numbers, because each can begin like the next.
    [GeneratedRegex(DateWords.Pattern
        + @"|\d{1,2}(st|nd|rd|th)(?![a-z])|\d{1,2}[:.h]\d{2}(:00)?(?!\d)(\s?(a\.?m\.?|p\.?m\.?|hrs?)(?![a-z]))?"
        + @"|\d{4}(?!\d)(\s?hrs?(?![a-z]))?|\d{1,2}(?!\d)(\s?(a\.?m\.?|p\.?m\.?|noon|midday)(?![a-z]))?|[a-z]+('s)?|[-,&/+@():;.]",
        RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();
}
