using SocialPrescribing.Service.Ports;


namespace SocialPrescribing.Contracts;

/// <summary>A store that a contract judges: the three ports over one medium that outlives them.</summary>
public abstract class TestedStore : IAsyncDisposable
{
    public abstract IJourneyStore Journeys { get; }
    public abstract IRegister Register { get; }
    public abstract IOutbox Outbox { get; }

    /// <summary>
    /// Lets go of everything and opens the same data again, as after a restart. A store that was to crash does so no more.
    /// </summary>
    public abstract Task Reopen();

    /// <summary>Puts texts in the place of what is stored, as a newer version or a broken disk leaves them.</summary>
    /// <param name="events">In place of the events of one version of the journal.</param>
    public abstract Task Overwrite(Guid journey, string? state, (int Version, string Text)? events = null);

    /// <summary>
    /// Gives the rows of a journey's open tasks and waiting messages, and its last actor, words that only a newer version knows.
    /// </summary>
    /// <returns>False where the store keeps no such rows.</returns>
    public abstract Task<bool> MakeRowsNewer(Guid journey);

    /// <summary>Everything that is stored, as it can be read in the files or tables by whoever gets hold of them.</summary>
    public virtual Task<string> Everything() => Task.FromResult("");

    public abstract ValueTask DisposeAsync();
}

/// <summary>Every contract starts on an empty store.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    protected static CancellationToken Cancellation => CancellationToken.None;

    protected TestedStore Store { get; private set; } = null!;
    protected IJourneyStore Journeys => Store.Journeys;
    protected IRegister Register => Store.Register;
    protected IOutbox Outbox => Store.Outbox;

    protected abstract Task<TestedStore> Open();

    public async Task InitializeAsync() => Store = await Open();

    public async Task DisposeAsync() => await Store.DisposeAsync();
}

/// <summary>The machine stopped: what was written is written, and nobody was told.</summary>
public sealed class CrashException() : Exception("The machine stopped here, because a test wanted it to.");
