using System.Globalization;
using System.Reflection;
using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Transfer;

/// <summary>
/// Reads out the whole service, one part after another. The result is of one moment only if nothing changes meanwhile: while the service
/// rests, or from a copy.
/// </summary>
public sealed class Export(
    IJourneyStore store, IRegister register, IOutbox outbox, IDocuments documents, InForce<Pathway> pathways, Secrets secrets,
    Clocks clocks)
{
    private const int RecordsAtOnce = 200;
    private const int JourneysAtOnce = 20;
    /// <summary>How many journeys one part searches for documents, and after how many bytes a part ends.</summary>
    private const int JourneysLookedThrough = 1_000;
    private const int BytesAtOnce = 4 * 1024 * 1024;
    private readonly TestReferrals _tests = new(register, clocks);

    /// <summary>The kinds of records that are exported, whole or only the records that do not belong to one journey.</summary>
    private static readonly string[] _kinds = [.. RecordKinds.All.Where(k => k.Moves).Select(k => k.Name).Distinct()];

    /// <param name="Continue">Pass it in to get the next part; null on the last part.</param>
    /// <param name="IsStill">Everything that can change has been read. Only documents follow, which never change, so the service
    /// may work again.</param>
    public sealed record Part(IReadOnlyList<string> Lines, string? Continue, bool IsStill);

    /// <param name="after">What the previous part gave; null for the first part.</param>
    /// <exception cref="FormatException">No part gave this.</exception>
    public async Task<Part> Read(string? after, CancellationToken cancellation)
    {
        string[] mark = (after ?? "0:").Split(':', 2);
        if (mark.Length is not 2 || !int.TryParse(mark[0], NumberStyles.None, CultureInfo.InvariantCulture, out int section)
            || section > _kinds.Length + 2)
            throw Page.Unreadable();
        string? from = mark[1].Length > 0 ? mark[1] : null;
        // The service rests, so no change is under way, and what a crash has left can be finished now.
        if (after is null)
            await store.Repair(DateTimeOffset.MaxValue, cancellation);
        (List<MovedLine> lines, string? more) = section < _kinds.Length ? await Records(_kinds[section], from, cancellation)
            : section == _kinds.Length ? await Journeys(from, cancellation)
            : section == _kinds.Length + 1
                ? ([.. (await outbox.Of(Guid.Empty, cancellation)).Select(m => new MovedLine.Message(m))], null)
            : await Documents(from, cancellation);
        if (after is null)
            lines.Insert(0, await Header(cancellation));
        string? next = more is not null ? $"{section}:{more}" : section <= _kinds.Length + 1 ? $"{section + 1}:" : null;
        return new Part([.. lines.Select(l => l.Write())], next, IsStill: section > _kinds.Length);
    }

    private async Task<MovedLine.Header> Header(CancellationToken cancellation) => new(
        MovedLine.CurrentFormat,
        typeof(Export).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "", clocks.MachineNow,
        PathwayFile.Fingerprint(pathways.Now), MovedLine.Fingerprint(secrets.Person),
        secrets.Links.ToDictionary(k => k.Id, k => MovedLine.Fingerprint(k.Key)),
        await ServiceSettings.Counting(register, clocks, cancellation));

    private async Task<(List<MovedLine> Lines, string? More)> Records(string kind, string? after, CancellationToken cancellation)
    {
        Page<RegisterRecord> page = await register.List(kind, "", RecordsAtOnce, after, cancellation);
        IReadOnlySet<Guid> tests = await _tests.AllCached(cancellation);
#pragma warning disable RS0030 // It goes as it is stored.
        bool IsOfTest(RegisterRecord record) => tests.Any(t => Names(record.Key, t) || Names(record.Json, t));
        return ([.. page.Items
            .Where(r => (r.ExpiresAt is null || r.ExpiresAt > clocks.MachineNow) && !RecordKinds.StaysBehind(r.Kind, r.Key))
            .Where(r => !IsOfTest(r))
            .Select(r => new MovedLine.Record(r.Kind, r.Key, r.Json, r.ExpiresAt))], page.Continue);
#pragma warning restore RS0030
    }

    private static bool Names(string text, Guid journey) =>
        text.Contains(journey.ToString("N"), StringComparison.Ordinal) || text.Contains(journey.ToString(), StringComparison.Ordinal);

    private async Task<(List<MovedLine> Lines, string? More)> Journeys(string? after, CancellationToken cancellation)
    {
        Guid? last = after is null ? null : Guid.TryParseExact(after, "N", out Guid mark) ? mark : throw Page.Unreadable();
        List<MovedLine> lines = [];
        List<Guid> some = await store.All(last, cancellation).Take(JourneysAtOnce + 1).ToListAsync(cancellation);
        IReadOnlySet<Guid> tests = await _tests.AllCached(cancellation);
        foreach (Guid id in some.Take(JourneysAtOnce).Where(id => !tests.Contains(id)))
        {
            LoadedJourney loaded = await store.Load(id, cancellation);
            if (loaded is LoadedJourney.Erased erased)
            {
                lines.Add(new MovedLine.Erased(erased.Tombstone, erased.Version, erased.Facts));
                continue;
            }
            IReadOnlyList<JournalCommit> journal = await store.Journal(id, cancellation);
            if (loaded is not LoadedJourney.Found { Stored: var stored } || !journal.All(c => c.IsWhole))
            {
                // The file names the journey, so that nobody takes the file for complete. The other journeys are exported.
                lines.Add(
                    new MovedLine.Unreadable(id,
                        [.. journal.SelectMany(c => c.UnknownWords).Concat((loaded as LoadedJourney.Unreadable)?.UnknownWords ?? [])
                            .Distinct()]));
                continue;
            }
            lines.AddRange((await outbox.Of(id, cancellation)).Select(m => new MovedLine.Message(m)));
            foreach (JournalCommit commit in journal)
                lines.Add(new MovedLine.Commit(
                    id, commit.Version, commit.At, commit.By, commit.CommandId,
                    commit.CommandId is null ? null : await store.AnswerTo(id, commit.CommandId, cancellation),
                    JsonSerializer.SerializeToElement(commit.Events, JourneyJson.Default.IReadOnlyListJourneyEvent)));
            lines.Add(new MovedLine.Whole(id, stored.Version, Agenda.Next(stored.State, pathways.Now)));
        }
        return (lines, some.Count > JourneysAtOnce ? some[JourneysAtOnce - 1].ToString("N") : null);
    }

    /// <summary>The contents of the documents that journeys name, one by one, so that only one is in memory.</summary>
    private async Task<(List<MovedLine> Lines, string? More)> Documents(string? after, CancellationToken cancellation)
    {
        DocumentKey? last = after is null ? null : DocumentKey.Parse(after) ?? throw Page.Unreadable();
        List<MovedLine> lines = [];
        long bytes = 0;
        int looked = 0;
        IReadOnlySet<Guid> tests = await _tests.AllCached(cancellation);
        await foreach (Journey journey in From(last?.Journey, cancellation))
        {
            looked++;
            foreach (Document document in (tests.Contains(journey.Id) ? [] : journey.Documents)
                .OrderBy(d => d.Content.ToString("N"), StringComparer.Ordinal)
                .Where(d => journey.Id != last?.Journey || IsBehind(d.Content, last.Value.Content)))
            {
                DocumentKey key = new(journey.Id, document.Content);
                byte[]? content = await Whole(key, cancellation);
                lines.Add(
                    new MovedLine.Document(
                        key.Journey, key.Content, document.Hash,
                        content is not null && HexDigest.Of(content.AsSpan()) == document.Hash ? content : null));
                if ((bytes += content?.Length ?? 0) >= BytesAtOnce)
                    return (lines, key.ToString());
            }
            if (looked == JourneysLookedThrough)
                return (lines, new DocumentKey(journey.Id, Guid.AllBitsSet).ToString());
        }
        return (lines, null);
    }

    /// <summary>The journeys from this one on that can be read.</summary>
    private async IAsyncEnumerable<Journey> From(
        Guid? first, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        if (first is { } id && await store.Find(id, cancellation) is { } begun)
            yield return begun.State;
        await foreach ((Guid _, LoadedJourney loaded) in store.Each(first, cancellation))
            if (loaded is LoadedJourney.Found { Stored.State: var journey })
                yield return journey;
    }

    private static bool IsBehind(Guid content, Guid last) => string.CompareOrdinal(content.ToString("N"), last.ToString("N")) > 0;

    private async Task<byte[]?> Whole(DocumentKey key, CancellationToken cancellation)
    {
        if (await documents.Open(key, cancellation) is not { } stream)
            return null;
        await using (stream)
        {
            using MemoryStream whole = new();
            await stream.CopyToAsync(whole, cancellation);
            return whole.ToArray();
        }
    }
}
