using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Transfer;

/// <summary>
/// Compares what is stored with what should be: the journal is the truth, and the state, the due index and the board rows follow from it.
/// May run beside the working service.
/// </summary>
public static class JournalCheck
{
    /// <param name="What">A sentence without personal data.</param>
    public sealed record Finding(Guid Journey, string What);

    /// <param name="Journeys">How many were looked at.</param>
    public sealed record Report(int Journeys, IReadOnlyList<Finding> Findings);

    /// <summary>More findings than this say nothing new.</summary>
    public const int MostFindings = 1_000;

    /// <summary>
    /// A journey that changes while it is looked at is looked at again, up to so many times; whoever is that busy is left to the next
    /// check.
    /// </summary>
    private const int Looks = 10;

    /// <param name="pathway">The pathway that the service runs with: under another one, other things fall due.</param>
    /// <param name="documents">Null: what is in documents is not looked at.</param>
    public static async Task<Report> Run(
        IJourneyStore store, Pathway pathway, CancellationToken cancellation, IDocuments? documents = null)
    {
        int journeys = 0;
        List<Finding> findings = [];
        await foreach (Guid id in store.All(cancellation))
        {
            journeys++;
            findings.AddRange(await Look(store, id, pathway, cancellation));
            if (documents is not null)
                findings.AddRange(await Contents(store, id, documents, cancellation));
            if (findings.Count >= MostFindings)
                break;
        }
        return new Report(journeys, findings);
    }

    /// <summary>Looks at one journey; none if nothing is wrong with it.</summary>
    public static async Task<IReadOnlyList<Finding>> Look(IJourneyStore store, Guid id, Pathway pathway, CancellationToken cancellation)
    {
        for (int look = 0; look < Looks; look++)
        {
            LoadedJourney loaded = await store.Load(id, cancellation);
            if (loaded is LoadedJourney.Unreadable unreadable)
                return [
                    new Finding(id,
                        unreadable.UnknownWords.Count is 0 ? "What is stored cannot be read, and the journal does not say it either."
                    : Newer(unreadable.UnknownWords))];
            StoredJourney? stored = (loaded as LoadedJourney.Found)?.Stored;
            IReadOnlyList<JournalCommit> journal = await store.Journal(id, cancellation);
            JourneyRows? rows = await store.Rows(id, cancellation);
            if (loaded is LoadedJourney.Erased)
                return journal.Count is 0 && rows is { NextDue: null, OpenTasks.Count: 0 } ? []
                    : [new Finding(id, "It was erased, and some of it is still there. The watch takes it away within the hour.")];
            StoredJourney? again = await store.Find(id, cancellation);
            if (stored?.Version != again?.Version || stored?.NextDue != again?.NextDue)
                continue;
            return stored is null || rows is null
                ? [new Finding(id, "There is no state.")]
                : [.. Compare(stored, journal, rows, pathway).Select(what => new Finding(id, what))];
        }
        return [];
    }

    internal static string Newer(IEnumerable<string> words) =>
        $"A newer version wrote what this one does not know: {string.Join(", ", words)}.";

    /// <summary>Every document that the journey names has to be there, as it was written.</summary>
    private static async Task<IReadOnlyList<Finding>> Contents(
        IJourneyStore store, Guid id, IDocuments documents, CancellationToken cancellation)
    {
        List<Finding> findings = [];
        foreach (Document document in (await store.Find(id, cancellation))?.State.Documents ?? [])
        {
            await using Stream? content = await documents.Open(new DocumentKey(id, document.Content), cancellation);
            string? hash = content is null ? null : await HexDigest.Of(content, cancellation);
            // Somebody may have taken it out just now.
            if (hash != document.Hash
                && (await store.Find(id, cancellation))?.State.Documents.Any(d => d.Id == document.Id) is true)
                findings.Add(
                    new Finding(id, $"What is in document {document.Id} {(hash is null ? "is not there" : "is not as it was written")}."));
        }
        return findings;
    }

    private static IEnumerable<string> Compare(
        StoredJourney stored, IReadOnlyList<JournalCommit> journal, JourneyRows rows, Pathway pathway)
    {
        if (stored.IsRebuilt)
            yield return "The state cannot be read. It is made from the journal each time, until something changes the journey.";
        if (!journal.All(c => c.IsWhole))
            yield return "Some of the journal cannot be read.";
        else if (!journal.Select(c => c.Version).SequenceEqual(Enumerable.Range(1, stored.Version)))
            yield return $"The journal should hold the versions 1 to {stored.Version} and holds "
                + $"{string.Join(", ", journal.Select(c => c.Version))}.";
        else if (StoredTexts.Fold(journal) is var (folded, problem) && problem is not null)
            yield return problem;
        else if (folded is null || Written(folded) != Written(stored.State))
            yield return "The state is not what the journal adds up to.";

        Journey state = stored.State;
        DateTimeOffset? due = Agenda.Next(state, pathway);
        if (rows.NextDue != due)
            yield return $"The next due time should be {Say(due)} and is {Say(rows.NextDue)}.";
        if (rows.Version != stored.Version
            || rows.Stage != state.Stage
            || rows.LinkWorker != state.LinkWorker
            || rows.FirstTaskDue != CommitRows.FirstTaskDue(state))
            yield return "What the boards look for is not what the state says.";

        IEnumerable<TaskRow> expected = state.Tasks
            .Select(t => new TaskRow(state.Id, t.Id, t.Kind, t.Assignee, t.About, t.OpenedAt, t.Due, t.Urgency))
            .OrderBy(t => t.Task, CodePoints.Order);
        if (!rows.OpenTasks.SequenceEqual(expected))
            yield return $"The boards' open tasks ({rows.OpenTasks.Count}) are not those of the state ({state.Tasks.Count}).";
    }

    private static string Written(Journey journey) => JsonSerializer.Serialize(journey, JourneyJson.Default.Journey);

    private static string Say(DateTimeOffset? time) => time?.ToString("u") ?? "never";
}
