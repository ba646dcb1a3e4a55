using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Service.Tests;

public sealed class HealthTests
{
    private readonly TestService _service = new();

    /// <summary>Otherwise a load balancer would remove the process while it counts what waits.</summary>
    [Fact]
    public async Task Whether_work_is_taken_is_answered_while_what_waits_is_still_being_counted()
    {
        Slow register = new(_service.Store);
        using Health health = new(_service.Watch, register, _service.Loops, _service.Clocks);
        Task<HealthFigures> counting = health.Figures(default);
        Assert.False(counting.IsCompleted);

        Assert.True(await health.IsReady(default).WaitAsync(TimeSpan.FromSeconds(20)));

        register.GoOn.SetResult();
        await counting;
    }

    /// <summary>Anybody may ask, and as often as they like. A write for each of them would be a way to stop the service.</summary>
    [Fact]
    public async Task Whether_work_is_taken_is_tried_once_in_ten_seconds_however_often_somebody_asks()
    {
        Counted register = new(_service.Store);
        using Health health = new(_service.Watch, register, _service.Loops, _service.Clocks);

        foreach (bool isReady in await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => health.IsReady(default))))
            Assert.True(isReady);
        _service.Machine.Advance(TimeSpan.FromSeconds(9));
        Assert.True(await health.IsReady(default));
        Assert.Equal(1, register.Tried);

        // A store that fails is noticed after that, and one that works again, too.
        register.IsBroken = true;
        Assert.True(await health.IsReady(default));
        _service.Machine.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await health.IsReady(default));
        register.IsBroken = false;
        Assert.False(await health.IsReady(default));
        _service.Machine.Advance(TimeSpan.FromSeconds(10));
        Assert.True(await health.IsReady(default));
        Assert.Equal(3, register.Tried);
    }

    private sealed class Counted(IRegister register) : RegisterAround(register)
    {
        public int Tried { get; private set; }
        public bool IsBroken { get; set; }

        public override Task<bool> Put(RecordWrite write, CancellationToken cancellation)
        {
            Tried += write.Key == RecordKinds.Ready.Key ? 1 : 0;
            return IsBroken ? throw new IOException("No disk.") : base.Put(write, cancellation);
        }
    }

    /// <summary>A register that is slow to say whether the service is paused. The count asks that at its end.</summary>
    private sealed class Slow(IRegister register) : RegisterAround(register)
    {
        public TaskCompletionSource GoOn { get; } = new();

        public override async Task<RegisterRecord?> Get(string kind, string key, CancellationToken cancellation)
        {
            if (key == RecordKinds.Standstill.Key)
                await GoOn.Task;
            return await base.Get(kind, key, cancellation);
        }
    }
}
