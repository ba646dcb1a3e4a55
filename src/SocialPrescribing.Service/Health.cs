using SocialPrescribing.Service.Moving;

namespace SocialPrescribing.Service;

/// <summary>
/// The two questions that are asked of a service, by those who need different answers. A load balancer asks whether this process can take work. A human,
/// or what alarms one, asks whether something needs them. Both may be asked often by anybody: the answers are kept for some seconds.
/// </summary>
public sealed class Health(Watch watch, IRegister register, BackgroundLoops loops, Clocks clocks) : IDisposable
{
    internal const string TriedKey = "ready";
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
            return known with { Resting = await Rest.Read(register, cancellation) is { IsOn: true } rest ? rest.Why : null };
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
            RegisterRecord? last = await register.Get(RecordKinds.Service, TriedKey, over.Token).WaitAsync(over.Token);
            // Another process may have written it in this moment: then the store takes writes.
            await register.Put(new RecordWrite(RecordKinds.Service, TriedKey, clocks.MachineNow.ToString("O", System.Globalization.CultureInfo.InvariantCulture), last?.Version ?? 0), over.Token).WaitAsync(over.Token);
            return true;
        }
        catch (Exception)
        {
            // Whatever it is, this process cannot take a referral now, and that is the answer.
            return false;
        }
    }
}

/// <summary>Figures about the service, and nothing about anybody.</summary>
/// <param name="OverdueJourneys">Journeys whose next due time passed more than two rounds of the watch ago; 1,000 means at least that many.</param>
/// <param name="StuckMessages">Messages whose sender died and that nobody has looked after yet.</param>
/// <param name="Resting">Why nothing happens by itself and nothing is taken in; null as long as the service works.</param>
public sealed record HealthFigures(int OverdueJourneys, int StuckMessages, int QueuedMessages, DateTimeOffset? OldestQueued, int FailedMessages, int UncertainMessages, RestReason? Resting = null)
{
    /// <summary>A message of priority 0 (safety) or 1 (what has a clock) that waits longer is late.</summary>
    public static readonly TimeSpan UrgentWithin = TimeSpan.FromHours(1);
    /// <summary>Any other.</summary>
    public static readonly TimeSpan OthersWithin = TimeSpan.FromDays(1);

    /// <summary>Since when the urgent message waits that has waited longest.</summary>
    public DateTimeOffset? OldestUrgent { get; init; }
    /// <summary>Journeys that cannot be read, by their ids; at most <see cref="UnreadableJourneys.Most"/>.</summary>
    public IReadOnlyList<Guid> UnreadableJourneys { get; init; } = [];
    /// <summary>Loops of the process that answers which have failed three times in a row or more.</summary>
    public IReadOnlyList<string> FailingLoops { get; init; } = [];
    /// <summary>Whether messages are late, when the figures were read.</summary>
    public bool MailIsLate { get; init; }

    public bool IsHealthy => OverdueJourneys is 0 && StuckMessages is 0 && Resting is (null or RestReason.Copy) && UnreadableJourneys.Count is 0
        && FailingLoops.Count is 0 && !MailIsLate;
}
