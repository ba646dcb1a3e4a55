using System.Globalization;
using System.Reflection;
using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Transfer;

/// <summary>Reads the whole service out, a part at a time. It says what was stored only if nothing changes meanwhile: at rest, or from a copy.</summary>
public sealed class Export(IJourneyStore store, IRegister register, IOutbox outbox, Pathway pathway, Secrets secrets, Clocks clocks)
{
    private const int RecordsAtOnce = 200;
    private const int JourneysAtOnce = 20;

    /// <summary>The kinds of records that move. Sessions and set-up links end here, the mail quota and the ids that messages went under are the other host's own, and addresses and work accounts follow from staff.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        RecordKinds.Staff, RecordKinds.StaffToken, RecordKinds.Organisation, RecordKinds.ApiKey, RecordKinds.Activity, RecordKinds.AskedProvider,
        RecordKinds.Alike, RecordKinds.Name, RecordKinds.Reference, RecordKinds.Referral, RecordKinds.Referred, RecordKinds.Admission, RecordKinds.UnmetNeed, RecordKinds.Draft, RecordKinds.Service,
        RecordKinds.Look, RecordKinds.Week,
    ];

    /// <summary>What earlier versions kept and nobody reads any more: it does not move, and an import leaves it out.</summary>
    public static IReadOnlyList<string> FormerKinds { get; } = [RecordKinds.Person, RecordKinds.Namesake];

    /// <param name="Continue">Give it back to get the next part; null on the last.</param>
    public sealed record Part(IReadOnlyList<string> Lines, string? Continue);

    /// <param name="after">What the part before said; null for the first.</param>
    /// <exception cref="FormatException">No part ended like this.</exception>
    public async Task<Part> Read(string? after, CancellationToken cancellation)
    {
        string[] mark = (after ?? "0:").Split(':', 2);
        if (mark.Length is not 2 || !int.TryParse(mark[0], NumberStyles.None, CultureInfo.InvariantCulture, out int section) || section > Kinds.Count + 1)
            throw Page.Unreadable();
        string? from = mark[1].Length > 0 ? mark[1] : null;
        // Nothing is under way any more, so what a crash has left is finished now, however fresh it is.
        if (after is null)
            await store.Repair(DateTimeOffset.MaxValue, cancellation);
        (List<MovedLine> lines, string? more) = section < Kinds.Count ? await Records(Kinds[section], from, cancellation)
            : section == Kinds.Count ? await Journeys(from, cancellation)
            : ([.. (await outbox.Of(Guid.Empty, cancellation)).Select(m => new MovedLine.Message(m))], null);
        if (after is null)
            lines.Insert(0, Header());
        string? next = more is not null ? $"{section}:{more}" : section <= Kinds.Count ? $"{section + 1}:" : null;
        return new Part([.. lines.Select(l => l.Write())], next);
    }

    private MovedLine.Header Header() => new(
        MovedLine.CurrentFormat, typeof(Export).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "", clocks.MachineNow,
        PathwayFile.Fingerprint(pathway), MovedLine.Fingerprint(secrets.Person), secrets.Links.ToDictionary(k => k.Id, k => MovedLine.Fingerprint(k.Key)));

    private async Task<(List<MovedLine> Lines, string? More)> Records(string kind, string? after, CancellationToken cancellation)
    {
        Page<RegisterRecord> page = await register.List(kind, "", RecordsAtOnce, after, cancellation);
        return ([.. page.Items.Where(r => (r.ExpiresAt is null || r.ExpiresAt > clocks.MachineNow) && !(kind is RecordKinds.Service && ServiceRecords.OwnOfTheHost.Contains(r.Key)))
            .Select(r => new MovedLine.Record(r.Kind, r.Key, r.Json, r.ExpiresAt))], page.Continue);
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
                lines.Add(new MovedLine.Unreadable(id, [.. journal.SelectMany(c => c.UnknownWords).Concat((loaded as LoadedJourney.Unreadable)?.UnknownWords ?? []).Distinct()]));
                continue;
            }
            lines.AddRange((await outbox.Of(id, cancellation)).Select(m => new MovedLine.Message(m)));
            foreach (JournalCommit commit in journal)
                lines.Add(new MovedLine.Commit(
                    id, commit.Version, commit.At, commit.By, commit.CommandId, commit.CommandId is null ? null : await store.AnswerTo(id, commit.CommandId, cancellation),
                    JsonSerializer.SerializeToElement(commit.Events, JourneyJson.Default.IReadOnlyListJourneyEvent)));
            lines.Add(new MovedLine.Whole(id, stored.Version, Agenda.Next(stored.State, pathway)));
        }
        return (lines, some.Count > JourneysAtOnce ? some[JourneysAtOnce - 1].ToString("N") : null);
    }
}
