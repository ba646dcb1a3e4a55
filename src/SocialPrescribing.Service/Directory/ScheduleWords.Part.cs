namespace SocialPrescribing.Service.Directory;

public static partial class ScheduleWords
{
    /// <summary>One thing that is said: days, their times, and how often.</summary>
    private sealed class Part
    {
        public List<(DayOfWeek Day, IReadOnlyList<MonthWeek> Weeks)> Days { get; } = [];
        public List<int> MonthDays { get; } = [];
        public List<(TimeOnly Starts, TimeOnly? Ends)> Times { get; } = [];
        /// <summary>What stands behind the times: "tuesday 10:00 first".</summary>
        public List<MonthWeek> WeeksBehind { get; } = [];
        public Every? Every { get; set; }
        public DateOnly? From { get; set; }
        public DateOnly? Until { get; set; }
        public bool TermTime { get; set; }
        /// <summary>The times stood before the days.</summary>
        public bool IsTurned { get; set; }
        /// <summary>What stands before the times may be meant for every part that follows.</summary>
        public bool IsLed { get; set; }

        public bool HasDay => Days.Count > 0 || MonthDays.Count > 0;

        /// <summary>The schedules of this part; null where its words contradict each other.</summary>
        public IEnumerable<ActivitySchedule>? Schedules()
        {
            if (MonthDays.Count > 0)
                return Days.Count > 0 || Times.Count is 0 || Until < From || WeeksBehind.Count > 0
                    || Every is not (null or Directory.Every.Month) ? null
                    : MonthDays.SelectMany(d => Times.Select(t => new ActivitySchedule(null, t.Starts, t.Ends, Directory.Every.Month, null,
                        From, Until, TermTime ? true : null, d)));
            bool hasWeeks = Days.Any(d => d.Weeks.Count > 0);
            if (Days.Count is 0 || Times.Count is 0 || Until < From
                // With two days it is not clear to which of them the week belongs.
                || (WeeksBehind.Count > 0 && (hasWeeks || Days.Count is not 1))
                || (hasWeeks && Days.Any(d => d.Weeks.Count is 0))
                || ((hasWeeks || WeeksBehind.Count > 0) && Every is not (null or Directory.Every.Month)))
                return null;
            return Days.SelectMany(d => (hasWeeks ? d.Weeks : WeeksBehind).Select(w => (MonthWeek?)w).DefaultIfEmpty(null)
                .SelectMany(w => Times.Select(t => new ActivitySchedule(d.Day, t.Starts, t.Ends,
                    w is not null ? Directory.Every.Month : Every ?? Directory.Every.Week, w, From, Until, TermTime ? true : null))));
        }
    }
}
