using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;


namespace SocialPrescribing.Service.Watch;

/// <summary>
/// The two questions that are asked of a service, by those who need different answers. A load balancer asks whether this process can take
/// work. A human, or what alarms one, asks whether something needs them. Both may be asked often by anybody: the answers are kept for some
/// seconds.
/// </summary>
public sealed class Health(Watch watch, IRegister register, BackgroundLoops loops, Clocks clocks) : IDisposable
{
    private static readonly TimeSpan _kept = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _asking = new(1);
    private (DateTimeOffset At, bool Is)? _ready;
    private (DateTimeOffset At, HealthFigures Figures)? _figures;

    public void Dispose() => _asking.Dispose();

    /// <summary>Whether this process can take work: its store is reached and takes a write, and its loops are alive.</summary>
    public async Task<bool> IsReady(CancellationToken cancellation)
    {
        await _asking.WaitAsync(cancellation);
        try
        {
            if (_ready is not var (at, known) || (clocks.MachineNow - at).Duration() >= _kept)
                _ready = (clocks.MachineNow, known = await CanWrite());
            return known && loops.AllAlive;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Whether something needs a human, and what. Whether the service rests is read each time.</summary>
    public async Task<HealthFigures> Figures(CancellationToken cancellation)
    {
        await _asking.WaitAsync(cancellation);
        try
        {
            if (_figures is not var (at, known) || (clocks.MachineNow - at).Duration() >= _kept)
                _figures = (clocks.MachineNow, known = await watch.Health(cancellation).WaitAsync(_patience, cancellation));
            return known with { Resting = await Standstill.Read(register, cancellation) is { IsOn: true } rest ? rest.Why : null };
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task<bool> CanWrite()
    {
        using CancellationTokenSource over = new(_patience);
        try
        {
            Records<DateTimeOffset> tried = RecordKinds.Ready.Of(PortsJson.Default.DateTimeOffset).In(register);
            Record<DateTimeOffset>? last = await tried.Get(over.Token).WaitAsync(over.Token);
            // Another process may have written it in this moment: then the store takes writes.
            await tried.Put(clocks.MachineNow, last?.Version ?? 0, over.Token).WaitAsync(over.Token);
            return true;
        }
        catch (Exception)
        {
            // Whatever it is, this process cannot take a referral now, and that is the answer.
            return false;
        }
    }
}
