using SocialPrescribing.Journeys;

namespace SocialPrescribing.Simulation;

/// <summary>A link worker: whom they support, and their diary.</summary>
internal sealed class LinkWorker(string id)
{
    private const int MeetingsADay = 4;
    private readonly Dictionary<DateOnly, int> _diary = [];

    public string Id => id;
    /// <summary>Whom they support.</summary>
    public List<Someone> People { get; } = [];
    /// <summary>People in after-care, or with something left to do.</summary>
    public List<Someone> Former { get; } = [];

    /// <summary>The next time for a meeting, one to six working days away, or later if the diary is full.</summary>
    public DateTimeOffset Free(DateOnly today, WorkingCalendar calendar, Random random)
    {
        DateOnly day = calendar.AddWorkingDays(today, random.Next(1, 7));
        while (_diary.GetValueOrDefault(day) >= MeetingsADay)
            day = calendar.AddWorkingDays(day, 1);
        int slot = _diary[day] = _diary.GetValueOrDefault(day) + 1;
        return WorkingCalendar.London(day, new TimeOnly(9, 30).AddMinutes((slot - 1) * 90));
    }
}
