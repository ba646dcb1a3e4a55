using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.People;

/// <summary>
/// Gives journeys of earlier versions the entries by which <see cref="AlikeLookup"/> and <see cref="PersonSearch"/> find them. It
/// does so once, some in each round of the watch, so that it holds nothing up. It keeps in the register how far it has come, so a
/// restart does not begin anew.
/// </summary>
public sealed class AlikeEntries(IJourneyStore store, IRegister register, Secrets secrets)
{
    private static readonly RecordKind<ReachedJourney> _alike = RecordKinds.AlikeEntries.Of(PortsJson.Default.ReachedJourney);
    private static readonly RecordKind<ReachedJourney> _search = RecordKinds.SearchEntries.Of(PortsJson.Default.ReachedJourney);
    private const int AtOnce = 500;
    private bool _areFilled;

    /// <summary>
    /// Whether journeys of earlier versions have their entries. A service without journeys has none to fill. That is noted at once, because
    /// until it is, every referral searches by name.
    /// </summary>
    internal static async Task<bool> AreFilled(
        IJourneyStore store, IRegister register, CancellationToken cancellation, bool isImport = false, bool notes = true)
    {
        Records<ReachedJourney> marks = _alike.In(register);
        if (await marks.Get(cancellation) is { Value.IsDone: var isDone })
            return isDone;
        if (!notes)
            return false;
        bool isEmpty = !await store.All(cancellation).AnyAsync(cancellation);
        // An import may bring journeys of an earlier version.
        if (isEmpty && !isImport)
            await _search.In(register).Put(new ReachedJourney(null, IsDone: true), 0, cancellation);
        return await marks.Put(new ReachedJourney(null, IsDone: isEmpty), 0, cancellation) && isEmpty;
    }

    /// <summary>The next step; false once there is nothing more to do.</summary>
    public async Task<bool> Fill(CancellationToken cancellation)
    {
        if (_areFilled)
            return false;
        if (await Fill(_alike, journey => AlikeLookup.Entries(null, journey, secrets), cancellation) is not false and var alike)
            return alike is true;
        bool? search = await Fill(_search, journey => PersonSearch.Entries(journey, secrets), cancellation);
        _areFilled = search is false;
        return search is true;
    }

    /// <returns>Null if another process is doing it; false if there was nothing to do.</returns>
    private async Task<bool?> Fill(
        RecordKind<ReachedJourney> kind, Func<Journey, IEnumerable<RecordWrite>> entries, CancellationToken cancellation)
    {
        Records<ReachedJourney> marks = kind.In(register);
        Record<ReachedJourney>? mark = await marks.Get(cancellation);
        if (mark is { Value.IsDone: true })
            return false;
        Guid? last = mark?.Value.Last;
        int read = 0;
        await foreach (Guid id in store.All(last, cancellation).Take(AtOnce).WithCancellation(cancellation))
        {
            // A journey that cannot be read now gets its entries with its next commit that says who the person is.
            if (await store.Find(id, cancellation) is { State: var journey }
                && entries(journey).ToList() is { Count: > 0 } theirs && !await register.AddAll(theirs, cancellation))
                foreach (RecordWrite entry in theirs)
                    await register.Put(entry, cancellation);
            (last, read) = (id, read + 1);
        }
        ReachedJourney reached = new(last, IsDone: read < AtOnce);
        return !await marks.Put(reached, mark?.Version ?? 0, cancellation) ? null : reached.IsDone ? false : true;
    }
}
