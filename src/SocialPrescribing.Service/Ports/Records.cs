namespace SocialPrescribing.Service.Ports;

/// <summary>The records of one kind in a register.</summary>
public sealed class Records<T>(RecordKind<T> kind, IRegister register, Clocks? clocks) where T : notnull
{
    private const int AtOnce = 1_000;

    /// <summary>Also one that has expired.</summary>
    public async Task<Record<T>?> Get(string key, CancellationToken cancellation) =>
        await register.Get(kind.Name, key, cancellation) is { } record ? kind.Read(record) : null;

    /// <summary>Null also where a newer version has written a word that this one does not know. It must not be written anew then.</summary>
    public async Task<Record<T>?> GetKnown(string key, CancellationToken cancellation) =>
        await register.Get(kind.Name, key, cancellation) is { } record ? kind.ReadKnown(record) : null;

    /// <summary>Null for one that has expired.</summary>
    public async Task<Record<T>?> Current(string key, CancellationToken cancellation) =>
        await Get(key, cancellation) is { } record && (record.ExpiresAt is null || record.ExpiresAt > clocks!.MachineNow) ? record : null;

    /// <summary>
    /// Every record, in the order of the keys. Records with a word of a newer version are left out: whoever goes back to this one needs the
    /// others all the more. <c>check</c> names them.
    /// </summary>
    public async Task<IReadOnlyList<Record<T>>> All(CancellationToken cancellation)
    {
        List<Record<T>> all = [];
        string? after = null;
        do
        {
            Page<Record<T>> page = await List("", AtOnce, after, cancellation);
            all.AddRange(page.Items);
            after = page.Continue;
        } while (after is not null);
        return all;
    }

    /// <inheritdoc cref="All"/>
    public async Task<Page<Record<T>>> List(string prefix, int most, string? continueAfter, CancellationToken cancellation)
    {
        Page<RegisterRecord> page = await register.List(kind.Name, prefix, most, continueAfter, cancellation);
        return new([.. page.Items.Select(kind.ReadKnown).OfType<Record<T>>()], page.Continue);
    }

    /// <summary>
    /// Writes if the version is still the expected one; expecting 0 means that there must be none. False: somebody was faster.
    /// </summary>
    public Task<bool> Put(string key, T value, int expectedVersion, CancellationToken cancellation) =>
        Put(key, value, expectedVersion, kind.Lasts is { } lasts ? clocks!.MachineNow + lasts : null, cancellation);

    /// <inheritdoc cref="Put(string, T, int, CancellationToken)"/>
    public Task<bool> Put(string key, T value, int expectedVersion, DateTimeOffset? expiresAt, CancellationToken cancellation) =>
        register.Put(kind.Write(key, value, expectedVersion, expiresAt), cancellation);

    /// <summary>Writes in the place of what was read: null for nothing. False: somebody was faster.</summary>
    public Task<bool> Replace(string key, Record<T>? before, T value, CancellationToken cancellation) =>
        Replace(key, before, value, kind.Lasts is { } lasts ? clocks!.MachineNow + lasts : null, cancellation);

    private Task<bool> Replace(string key, Record<T>? before, T value, DateTimeOffset? expiresAt, CancellationToken cancellation) =>
        before is null ? Put(key, value, 0, expiresAt, cancellation)
            : register.Put(kind.Write(before, value, expiresAt), cancellation);

    /// <summary>False if there is one of this key already.</summary>
    public Task<bool> Add(string key, T value, CancellationToken cancellation) => Put(key, value, 0, cancellation);

    /// <summary>Changes a record; where somebody was faster, it looks and changes again.</summary>
    /// <param name="change">What is to stand there, from what does (null for nothing). The same, or null, leaves it as it is.</param>
    /// <returns>What stands there then; null for nothing.</returns>
    /// <exception cref="TimeoutException">Somebody was faster each time.</exception>
    public async Task<Record<T>?> Change(string key, Func<Record<T>?, T?> change, CancellationToken cancellation)
    {
        Retry retry = new();
        while (true)
        {
            Record<T>? before = await Get(key, cancellation);
            T? after = change(before);
            if (after is null || (before is not null && EqualityComparer<T>.Default.Equals(after, before.Value)))
                return before;
            DateTimeOffset? expiresAt = kind.Lasts is { } lasts ? clocks!.MachineNow + lasts : before?.ExpiresAt;
            if (await Replace(key, before, after, expiresAt, cancellation))
                return new Record<T>(key, after, (before?.Version ?? 0) + 1, expiresAt);
            await retry.Pause(cancellation);
        }
    }

    /// <summary>False: somebody was faster.</summary>
    public Task<bool> Delete(string key, int expectedVersion, CancellationToken cancellation) =>
        register.Delete(kind.Name, key, expectedVersion, cancellation);

    // A record that stands by itself.

    public Task<Record<T>?> Get(CancellationToken cancellation) => Get(kind.Key!, cancellation);

    public Task<bool> Put(T value, int expectedVersion, CancellationToken cancellation) =>
        Put(kind.Key!, value, expectedVersion, cancellation);

    public Task<Record<T>?> Change(Func<Record<T>?, T?> change, CancellationToken cancellation) => Change(kind.Key!, change, cancellation);

    public Task<bool> Delete(int expectedVersion, CancellationToken cancellation) => Delete(kind.Key!, expectedVersion, cancellation);
}
