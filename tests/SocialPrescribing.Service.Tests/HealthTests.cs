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
