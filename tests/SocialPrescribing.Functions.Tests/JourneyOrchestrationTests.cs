using SocialPrescribing.Functions;

namespace SocialPrescribing.Functions.Tests;

/// <summary>A journey's timer in virtual time, replayed from the start after every event.</summary>
public sealed class JourneyOrchestrationTests
{
    private static readonly DateTime Start = new(2027, 2, 1, 9, 0, 0, DateTimeKind.Utc);
    private const string Journey = "0199517260000000000000000000000a";

    /// <summary>A list of moments. Advancing fires those that have come and returns the next one.</summary>
    private sealed class Agenda(params IEnumerable<DateTime> moments)
    {
        private readonly SortedSet<DateTime> _open = [.. moments];

        public List<DateTime> Advanced { get; } = [];
        public List<DateTime> Fired { get; } = [];
        public Func<DateTime, bool> Fails { get; set; } = _ => false;

        public void Add(DateTime moment) => _open.Add(moment);

        public object? Do(string name, object? input, DateTime now)
        {
            Assert.Equal((JourneyActivities.Advance, (object)Journey), (name, input));
            Advanced.Add(now);
            if (Fails(now))
                throw new TimeoutException();
            Fired.AddRange(_open.Where(m => m <= now));
            _open.RemoveWhere(m => m <= now);
            return _open.Count is 0 ? null : (DateTime?)new[] { _open.Min, now.AddHours(24) }.Min();
        }
    }

    private static VirtualEngine Engine(Agenda agenda) => new(Journey, JourneyOrchestration.Run, agenda.Do, Start);

    private static VirtualEngine Starting(Agenda agenda, DateTime first) =>
        new(Journey, JourneyOrchestration.Run, agenda.Do, Start) { Input = new Beat(Journey, First: first) };

    [Fact]
    public void Each_moment_is_met_when_it_comes_and_the_clock_ends_with_the_agenda()
    {
        Agenda agenda = new(Start.AddHours(2), Start.AddDays(1), Start.AddDays(9));
        VirtualEngine engine = Engine(agenda);
        engine.RunUntil(Start.AddDays(5));
        Assert.False(engine.IsOver);
        Assert.Equal([Start.AddHours(2), Start.AddDays(1)], agenda.Fired);
        engine.RunUntil(Start.AddDays(30));
        Assert.True(engine.IsOver);
        Assert.Equal(Start.AddDays(9), agenda.Fired[^1]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    [InlineData(-5, 0)]
    // Too long for a change of which its clock has not heard.
    [InlineData(3, 0)]
    public void A_first_moment_is_waited_for_where_it_comes_soon(int firstAfter, int advancedAfter)
    {
        Agenda agenda = new(Start.AddMinutes(firstAfter), Start.AddHours(2));
        VirtualEngine engine = Starting(agenda, Start.AddMinutes(firstAfter));
        engine.RunUntil(Start.AddHours(3));
        Assert.Equal(Start.AddMinutes(advancedAfter), agenda.Advanced[0]);
        Assert.Equal([Start.AddMinutes(firstAfter), Start.AddHours(2)], agenda.Fired);
        Assert.True(engine.IsOver);
    }

    [Fact]
    public void A_nudge_before_the_first_moment_is_heard_at_once()
    {
        Agenda agenda = new(Start.AddMinutes(1));
        VirtualEngine engine = Starting(agenda, Start.AddMinutes(1));
        engine.RunUntil(Start.AddSeconds(10));
        Assert.Empty(agenda.Advanced);
        agenda.Add(Start.AddSeconds(20));
        engine.Raise(JourneyOrchestration.Nudge);
        engine.RunUntil(Start.AddSeconds(30));
        Assert.Equal([Start.AddSeconds(20)], agenda.Fired);
        engine.RunUntil(Start.AddHours(1));
        Assert.True(engine.IsOver);
    }

    [Fact]
    public void A_nudge_moves_the_clock_to_a_moment_that_has_come_nearer()
    {
        Agenda agenda = new(Start.AddDays(9));
        VirtualEngine engine = Engine(agenda);
        engine.RunUntil(Start.AddHours(1));
        agenda.Add(Start.AddHours(2));
        engine.Raise(JourneyOrchestration.Nudge);
        engine.RunUntil(Start.AddHours(3));
        Assert.Equal([Start.AddHours(2)], agenda.Fired);
    }

    [Fact]
    public void A_burst_of_nudges_costs_a_few_rounds_and_not_one_each()
    {
        Agenda agenda = new(Start.AddDays(9));
        VirtualEngine engine = Engine(agenda);
        engine.RunUntil(Start.AddHours(1));
        for (int i = 0; i < 50; i++)
            engine.Raise(JourneyOrchestration.Nudge);
        engine.RunUntil(Start.AddHours(2));
        Assert.InRange(agenda.Advanced.Count, 2, 4);
        Assert.False(engine.IsOver);
    }

    [Fact]
    public void A_journey_that_cannot_be_advanced_is_tried_again_with_growing_pauses_and_lives_on()
    {
        Agenda agenda = new(Start.AddHours(1)) { Fails = now => now < Start.AddDays(2) };
        VirtualEngine engine = Engine(agenda);
        engine.RunUntil(Start.AddDays(3));
        TimeSpan[] pauses = [.. agenda.Advanced.Zip(agenda.Advanced.Skip(1), (a, b) => b - a)];
        Assert.Equal(TimeSpan.FromMinutes(10), pauses[0]);
        Assert.Equal(pauses.Order(), pauses);
        Assert.All(pauses, p => Assert.True(p <= TimeSpan.FromHours(6)));
        Assert.Equal([Start.AddHours(1)], agenda.Fired);
        Assert.True(engine.IsOver);
    }

    [Fact]
    public void Twelve_weeks_leave_a_history_of_a_few_rows_and_nothing_but_the_journeys_id()
    {
        Agenda agenda = new(Enumerable.Range(1, 12 * 7).Select(day => Start.AddDays(day).AddMinutes(day)));
        VirtualEngine engine = Engine(agenda);
        for (int week = 1; week <= 13; week++)
        {
            engine.RunUntil(Start.AddDays(7 * week));
            engine.Raise(JourneyOrchestration.Nudge);
        }
        Assert.True(engine.IsOver);
        Assert.Equal(12 * 7, agenda.Fired.Count);
        Assert.InRange(engine.LongestHistory, 1, 4);
        Assert.All(engine.WrittenDown, w => Assert.True(w is "" || w.Contains(Journey, StringComparison.Ordinal), w));
    }

    [Fact]
    public void A_crash_at_any_await_loses_no_moment_and_fires_none_twice()
    {
        DateTime[] moments = [.. Enumerable.Range(1, 21).Select(day => Start.AddDays(day).AddHours(-1))];
        (Agenda Agenda, VirtualEngine Engine) Live(int? crashAt)
        {
            Agenda agenda = new(moments);
            VirtualEngine engine = new(Journey, JourneyOrchestration.Run, agenda.Do, Start) { CrashAt = crashAt };
            for (int day = 0; !engine.IsOver; day++)
            {
                engine.RunUntil(Start.AddDays(day));
                engine.Raise(JourneyOrchestration.Nudge);
            }
            return (agenda, engine);
        }

        int steps = Live(null).Engine.Steps;
        Assert.InRange(steps, 4 * 21, 10 * 21);
        Assert.All(Enumerable.Range(0, steps), step => Assert.Equal(moments, Live(step).Agenda.Fired));
    }

    [Fact]
    public void Twelve_weeks_cost_a_few_hundred_replays()
    {
        Agenda agenda = new(Start.AddDays(84));
        VirtualEngine engine = Engine(agenda);
        engine.RunUntil(Start.AddDays(85));
        Assert.True(engine.IsOver);
        Assert.InRange(engine.Replays, 84 * 3, 84 * 5);
    }
}
