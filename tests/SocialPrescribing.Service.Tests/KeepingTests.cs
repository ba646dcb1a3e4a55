using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Retention;

namespace SocialPrescribing.Service.Tests;

/// <summary>Records whose retention period is over: leads see them a month before and may keep them. Otherwise the watch
/// erases them.</summary>
public sealed class KeepingTests
{
    private readonly TestService _service = new();

    /// <summary>A person whose support ended and whose record was closed.</summary>
    private async Task<Guid> Closed()
    {
        Guid journey = await _service.Receive();
        await _service.Give(journey, new Journeys.Intake.Decline("Somebody else helps already."));
        return journey;
    }

    private async Task Days(int days)
    {
        _service.Move(TimeSpan.FromDays(days));
        for (int round = 0; round < 4; round++)
        {
            await _service.Watch.Look(default);
            _service.Move(TimeSpan.FromMinutes(5));
        }
    }

    private async Task<DateOnly> EndsOn(Guid journey) => RetentionPeriod.EndsOn(await _service.State(journey), _service.Pathway)!.Value;

    private async Task<bool> IsErased(Guid journey) => await _service.Store.Load(journey, default) is LoadedJourney.Erased;

    private int DaysUntil(DateOnly day) => day.DayNumber - WorkingCalendar.LondonDate(_service.Clocks.Now).DayNumber;

    [Fact]
    public async Task It_is_listed_a_month_before_and_erased_on_its_day()
    {
        Guid journey = await Closed();
        DateOnly ends = await EndsOn(journey);
        await Days(DaysUntil(ends) - 40);
        Assert.Empty(await _service.Keeping.Due(default));

        await Days(15);
        DueRecord due = Assert.Single(await _service.Keeping.Due(default));
        Assert.Equal((journey, ends), (due.Journey.Id, due.EndsOn));
        Assert.InRange(due.On, ends.AddDays(1), ends.AddDays(10));

        await Days(DaysUntil(due.On) - 1);
        Assert.False(await IsErased(journey));
        await Days(1);
        Assert.True(await IsErased(journey));
        Assert.Empty(await _service.Keeping.Due(default));
        Assert.Equal((journey, ErasureReason.RetentionOver),
            Assert.Single(await _service.Erasing.Latest(5, default)) is var one ? (one.Journey, one.Reason) : default);
        Assert.Single(await _service.Store.Facts(null, null, default).ToListAsync());
    }

    [Fact]
    public async Task Leads_have_a_month_also_where_the_time_was_over_long_ago()
    {
        Guid journey = await Closed();
        _service.Move(TimeSpan.FromDays(10 * 365.25));
        DateOnly today = WorkingCalendar.LondonDate(_service.Clocks.Now);
        await Days(0);
        Assert.Equal(today.AddMonths(1), Assert.Single(await _service.Keeping.Due(default)).On);
        await Days(20);
        Assert.False(await IsErased(journey));
    }

    [Fact]
    public async Task Who_is_held_stays_until_then_and_who_is_kept_for_good()
    {
        Guid held = await Closed(), kept = await _service.Receive("Tom");
        await _service.Give(kept, new Journeys.Intake.Decline("Somebody else helps already."));
        _service.Move(TimeSpan.FromDays(9 * 365.25));
        await Days(0);
        DateOnly until = WorkingCalendar.LondonDate(_service.Clocks.Now).AddDays(100);
        await _service.Keeping.SetHold(held, "lead-1", "A complaint.", until, default);
        await _service.Keeping.SetKeep(kept, "lead-1", "An inquiry.", default);
        Assert.Equal("kept",
            (await _service.Erasing.Ask(await _service.State(kept), ErasureReason.PersonAsked, "lead-1", default))?.Code);

        await Days(DaysUntil(until));
        Assert.False(await IsErased(held));
        await Days(1);
        Assert.True(await IsErased(held));
        Assert.False(await IsErased(kept));

        await _service.Keeping.SetKeep(kept, "lead-1", null, default);
        await Days(1);
        Assert.True(await IsErased(kept));
    }

    [Fact]
    public async Task Whoever_comes_back_leaves_the_list()
    {
        Guid journey = await Closed();
        _service.Move(TimeSpan.FromDays(9 * 365.25));
        await Days(0);
        Assert.Single(await _service.Keeping.Due(default));

        // A concern is raised on a record that was closed long ago.
        await _service.Give(journey, new Concerns.Raise("Somebody rang about her."));
        await Days(40);

        Assert.False(await IsErased(journey));
        Assert.True((await _service.Keeping.Due(default)) is [] or [{ WhyNot.Code: "concern-open" }]);
    }
}
