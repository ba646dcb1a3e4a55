using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

/// <summary>What fits into a day and what does not.</summary>
public sealed class DiaryDaysTests
{
    private static readonly WorkingCalendar _calendar = new(Nation.England, new TimeOnly(9, 0), new TimeOnly(17, 0));
    private static readonly DateOnly _friday = new(2027, 1, 15);
    /// <summary>Bordon and Farnham: some thirteen kilometres as the crow flies.</summary>
    private static readonly MapPoint _bordon = new(51.113, -0.862), _farnham = new(51.215, -0.799);

    private static DateTimeOffset At(string time) =>
        WorkingCalendar.London(_friday, TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture));

    private static DiaryEntry Entry(string from, string to, MapPoint? where = null, string linkWorker = "tom") =>
        new(null!, linkWorker, At(from), At(to), null, null, null) { Where = where };

    [Fact]
    public void What_overlaps_does_not_fit_and_what_follows_does()
    {
        Assert.Single(DiaryDays.Clashes([Entry("10:00", "11:00"), Entry("10:30", "11:30")]));
        Assert.Empty(DiaryDays.Clashes([Entry("10:00", "11:00"), Entry("11:00", "12:00")]));
        Assert.Empty(DiaryDays.Clashes([Entry("10:00", "11:00"), Entry("10:30", "11:30", linkWorker: "priya")]));
        // A short entry within a long one must not hide the clash between the long ones.
        Assert.Equal(2, DiaryDays.Clashes([Entry("09:00", "12:00"), Entry("09:30", "10:00"), Entry("11:00", "13:00")]).Count());
    }

    [Fact]
    public void The_way_between_two_places_takes_its_time_where_both_are_known()
    {
        DiaryClash.TooFar far = Assert.IsType<DiaryClash.TooFar>(
            Assert.Single(DiaryDays.Clashes([Entry("10:00", "11:00", _bordon), Entry("11:15", "12:00", _farnham)])));
        Assert.InRange(far.Kilometres, 15, 20);
        Assert.InRange(far.Minutes, 26, 34);
        Assert.Equal(15, far.Between);
        Assert.Empty(DiaryDays.Clashes([Entry("10:00", "11:00", _bordon), Entry("11:45", "12:30", _farnham)]));
        Assert.Empty(DiaryDays.Clashes([Entry("10:00", "11:00", _bordon), Entry("11:15", "12:00")]));
        Assert.Equal(0, Travel.Minutes(_bordon, _bordon));
    }

    [Fact]
    public void The_way_is_told_from_one_to_the_next_of_the_same_person_where_both_places_are_known()
    {
        DiaryEntry[] entries =
        [
            Entry("09:00", "10:00", _bordon), Entry("10:00", "11:00", _bordon, "priya"), Entry("11:00", "12:00", _farnham),
            Entry("13:00", "14:00"), Entry("15:00", "16:00", _bordon),
        ];
        Assert.Equal([null, null, Travel.Minutes(_bordon, _farnham), null, null],
            DiaryDays.WithTravel(entries).Select(e => e.MinutesOnTheWay));
    }

    [Fact]
    public void What_is_free_lies_within_our_hours_and_is_long_enough()
    {
        IReadOnlyList<FreeTime> free = DiaryDays.Free(_friday,
            [Entry("09:20", "10:00"), Entry("10:00", "11:30"), Entry("16:00", "18:00")], [], _calendar, At("08:00"));
        Assert.Equal([new FreeTime(At("11:30"), At("16:00"))], free);
        Assert.Equal([new FreeTime(At("13:00"), At("17:00"))], DiaryDays.Free(_friday, [], [], _calendar, At("13:00")));
        Assert.Empty(DiaryDays.Free(_friday, [], [new Leave(_friday, _friday)], _calendar, At("08:00")));
        Assert.Empty(DiaryDays.Free(_friday.AddDays(1), [], [], _calendar, At("08:00")));
    }
}
