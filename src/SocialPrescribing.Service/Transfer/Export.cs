using System.Globalization;
using System.Reflection;
using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Transfer;

/// <summary>
/// Reads the whole service out, a part at a time. It says what was stored only if nothing changes meanwhile: at rest, or from a copy.
/// </summary>
public sealed class Export(IJourneyStore store, IRegister register, IOutbox outbox, Pathway pathway, Secrets secrets, Clocks clocks)
{
    private const int RecordsAtOnce = 200;
    private const int JourneysAtOnce = 20;

    /// <summary>The kinds of records that move, each with all its records or with those that stand by themselves.</summary>
    private static readonly string[] _kinds = [.. RecordKinds.All.Where(k => k.Moves).Select(k => k.Name).Distinct()];

    /// <param name="Continue">Give it back to get the next part; null on the last.</param>
    public sealed record Part(IReadOnlyList<string> Lines, string? Continue);

    /// <param name="after">What the part before said; null for the first.</param>
    /// <exception cref="FormatException">No part ended like this.</exception>
    public async Task<Part> Read(string? after, CancellationToken cancellation)
    {
        string[] mark = (after ?? "0:").Split(':', 2);
        if (mark.Length is not 2 || !int.TryParse(mark[0], NumberStyles.None, CultureInfo.InvariantCulture, out int section)
            || section > _kinds.Length + 1)
            throw Page.Unreadable();
        string? from = mark[1].Length > 0 ? mark[1] : null;
        // Nothing is under way any more, so what a crash has left is finished now, however fresh it is.
        if (after is null)
            await store.Repair(DateTimeOffset.MaxValue, cancellation);
        (List<MovedLine> lines, string? more) = section < _kinds.Length ? await Records(_kinds[section], from, cancellation)
            : section == _kinds.Length ? await Journeys(from, cancellation)
            : ([.. (await outbox.Of(Guid.Empty, cancellation)).Select(m => new MovedLine.Message(m))], null);
        if (after is null)
            lines.Insert(0, Header());
        string? next = more is not null ? $"{section}:{more}" : section <= _kinds.Length ? $"{section + 1}:" : null;
        return new Part([.. lines.Select(l => l.Write())], next);
    }

    private MovedLine.Header Header() => new(
        MovedLine.CurrentFormat,
        typeof(Export).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "", clocks.MachineNow,
        PathwayFile.Fingerprint(pathway), MovedLine.Fingerprint(secrets.Person),
        secrets.Links.ToDictionary(k => k.Id, k => MovedLine.Fingerprint(k.Key)));

    private async Task<(List<MovedLine> Lines, string? More)> Records(string kind, string? after, CancellationToken cancellation)
    {
        Page<RegisterRecord> page = await register.List(kind, "", RecordsAtOnce, after, cancellation);
        return ([.. page.Items
            .Where(r => (r.ExpiresAt is null || r.ExpiresAt > clocks.MachineNow) && !RecordKinds.StaysBehind(r.Kind, r.Key))
#pragma warning disable RS0030 // It goes as it is stored.
            .Select(r => new MovedLine.Record(r.Kind, r.Key, r.Json, r.ExpiresAt))], page.Continue);
#pragma warning restore RS0030
    }

    private async Task<(List<MovedLine> Lines, string? More)> Journeys(string? after, CancellationToken cancellation)
    {
        Guid? last = after is null ? null : Guid.TryParseExact(after, "N", out Guid mark) ? mark : throw Page.Unreadable();
        List<MovedLine> lines = [];
        List<Guid> some = await store.All(last, cancellation).Take(JourneysAtOnce + 1).ToListAsync(cancellation);
        foreach (Guid id in some.Take(JourneysAtOnce))
        {
            LoadedJourney loaded = await store.Load(id, cancellation);
            IReadOnlyList<JournalCommit> journal = await store.Journal(id, cancellation);
            if (loaded is not LoadedJourney.Found { Stored: var stored } || !journal.All(c => c.IsWhole))
            {
                // Named, so that nobody takes the file for whole; everybody else's journey moves nevertheless.
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
            lines.Add(new MovedLine.Whole(id, stored.Version, Agenda.Next(stored.State, pathway)));
        }
        return (lines, some.Count > JourneysAtOnce ? some[JourneysAtOnce - 1].ToString("N") : null);
    }
}
