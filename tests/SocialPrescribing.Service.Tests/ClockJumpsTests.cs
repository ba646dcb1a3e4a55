using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Service.Tests;

public sealed class ClockJumpsTests
{
    private readonly Machine _machine = new();
    private readonly FakeTimeProvider _programme = new(TestService.Monday);
    private readonly ClockJumps _jumps;

    public ClockJumpsTests() => _jumps = new(new Clocks(_programme, _machine), NullLogger<ClockJumps>.Instance);

    [Theory]
    [InlineData(0, 3, 0, "3 hours")]
    [InlineData(0, -26.5, 0, "26.5 hours")]
    [InlineData(0, 0, 2, "2 minutes")]
    [InlineData(0, 0, -45, "45 minutes")]
    [InlineData(21, 0, 0, "504 hours")]
    public void A_clock_that_is_put_forward_or_back_is_told_for_twelve_hours(int days, double hours, int minutes, string howFar)
    {
        TimeSpan by = new TimeSpan(days, 0, minutes, 0) + TimeSpan.FromHours(hours);
        Assert.Empty(_jumps.Look());
        _machine.Pass(TimeSpan.FromMinutes(5));
        _machine.Ahead += by;

        ClockJump jump = Assert.Single(_jumps.Look());
        Assert.Equal((by, howFar, _machine.GetUtcNow()), (jump.By, jump.HowFar, jump.Seen));
        _machine.Pass(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1));
        Assert.Equal(jump, Assert.Single(_jumps.Look()));
        _machine.Pass(TimeSpan.FromSeconds(1));
        Assert.Empty(_jumps.Look());
    }

    /// <summary>Putting a wrong clock right must not hide that it was wrong.</summary>
    [Fact]
    public void A_clock_that_is_put_right_again_has_jumped_twice_and_one_that_never_rests_is_told_by_its_last_jumps()
    {
        foreach (int hours in (int[])[3, -3, 5, -5, 7])
        {
            _machine.Ahead += TimeSpan.FromHours(hours);
            _machine.Pass(TimeSpan.FromMinutes(5));
            _jumps.Look();
        }
        Assert.Equal([-3, 5, -5, 7], _jumps.Look().Select(j => j.By.TotalHours));
    }

    [Fact]
    public void Time_that_passes_however_long_seconds_of_network_time_and_the_moved_clock_of_a_demo_are_no_jumps()
    {
        _machine.Pass(TimeSpan.FromDays(40));
        Assert.Empty(_jumps.Look());
        _machine.Ahead += TimeSpan.FromSeconds(119);
        Assert.Empty(_jumps.Look());
        _machine.Ahead -= TimeSpan.FromSeconds(119);
        Assert.Empty(_jumps.Look());
        _programme.Advance(TimeSpan.FromDays(7));
        Assert.Empty(_jumps.Look());
    }

    /// <summary>A clock that can be put forward and back, while the machine's count of passing time goes on as it did.</summary>
    private sealed class Machine : TimeProvider
    {
        private TimeSpan _passed;

        public TimeSpan Ahead { get; set; }
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public void Pass(TimeSpan time) => _passed += time;
        public override DateTimeOffset GetUtcNow() => TestService.Monday + _passed + Ahead;
        public override long GetTimestamp() => _passed.Ticks;
    }
}
