using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Service.Tests;

public sealed class HealthTests
{
    private readonly TestService _service = new();

    /// <summary>A load balancer would take the process out while somebody counts what waits.</summary>
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

    /// <summary>A register that takes long to say whether the service rests, which is asked at the end of the count.</summary>
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
