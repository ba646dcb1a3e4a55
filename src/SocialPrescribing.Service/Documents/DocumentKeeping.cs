using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Documents;

/// <summary>
/// Adds documents to journeys and deletes those that no journey names any more. The content is written first and named afterwards. So a
/// crash in between leaves content that nobody can reach, and never a name without content.
/// </summary>
public sealed partial class DocumentKeeping(
    IDocuments documents, IJourneyStore store, IRegister register, JourneyService journeys, Clocks clocks, ILogger<DocumentKeeping> log)
{
    /// <summary>A journey names a document within seconds of its being written. One without a name is deleted after a day.</summary>
    public static readonly TimeSpan NamedWithin = TimeSpan.FromDays(1);
    private static readonly TimeSpan _sweepsEvery = TimeSpan.FromDays(1);
    private const int AtOnce = 500;

    /// <summary>Before this moment the process does not ask whether a sweep is due.</summary>
    private long _restsUntil;

    private readonly Records<SweptDocuments> _swept =
        RecordKinds.SweptDocuments.Of(PortsJson.Default.SweptDocuments).In(register);

    /// <summary>Keeps a document. Sent again under its id, it changes nothing and gets the first answer.</summary>
    public async Task<CommandResult> Add(
        Guid journey, NewDocument sent, Actor actor, string commandId, int? version, CancellationToken cancellation)
    {
        if (sent.Content.Length is 0 or > Journeys.Documents.MostBytes)
            return new CommandResult.Refused("document-too-large", Journeys.Documents.TooLarge);
        DocumentTypes.Found found = DocumentTypes.Of(sent.FileName, sent.Content);
        if (found.Type is not { } type)
            return new CommandResult.Refused("document-type", found.Sentence);
        if ((await store.Load(journey, cancellation)).IsNothing())
            return new CommandResult.Unknown();

        string hash = HexDigest.Of(sent.Content.Span);
        DocumentKey key = new(journey, Guid.NewGuid());
        await documents.Write(key, sent.Content, cancellation);
        CommandResult result = await journeys.Do(
            journey, new Journeys.Documents.Add(key.Content, sent.Title, sent.FileName, type, sent.Content.Length, hash), actor, commandId,
            version, cancellation, body: $"addDocument\n{sent.Title}\n{sent.FileName}\n{hash}");
        // The command was refused, or had been given before, so nothing names this content. If the process dies here, the sweep deletes it.
        if (result is not CommandResult.Done { Repeated: false })
            await Drop(key);
        return result;
    }

    private async Task Drop(DocumentKey key)
    {
        try
        {
            await documents.Delete(key, CancellationToken.None);
        }
        catch (Exception)
        {
            // The answer to the command does not depend on this. The daily sweep deletes what is left.
        }
    }

    /// <summary>The content of a journey's document; null if it is not there.</summary>
    public Task<Stream?> Open(Guid journey, Document document, CancellationToken cancellation) =>
        documents.Open(new DocumentKey(journey, document.Content), cancellation);

    /// <summary>Looks through all documents once a day, some in each round, and deletes those that are not new and that no
    /// journey names.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<int> Sweep(CancellationToken cancellation)
    {
        if (clocks.MachineNow.UtcTicks < Volatile.Read(ref _restsUntil))
            return 0;
        SweptDocuments reached = (await _swept.Get(cancellation))?.Value ?? new();
        if (reached.After is null && reached.At is { } at && clocks.MachineNow - at < _sweepsEvery)
        {
            Volatile.Write(ref _restsUntil, (at + _sweepsEvery).UtcTicks);
            return 0;
        }
        Page<KeptDocument> page;
        try
        {
            page = await documents.List(AtOnce, reached.After, cancellation);
        }
        catch (FormatException)
        {
            page = await documents.List(AtOnce, null, cancellation);
        }
        int swept = 0;
        foreach (IGrouping<Guid, KeptDocument> old in page.Items.Where(d => clocks.MachineNow - d.WrittenAt > NamedWithin)
            .GroupBy(d => d.Key.Journey))
        {
            LoadedJourney loaded = await store.Load(old.Key, cancellation);
            // A journey that cannot be read may name any of its documents.
            if (loaded is LoadedJourney.Unreadable)
                continue;
            HashSet<Guid> named = [.. (loaded as LoadedJourney.Found)?.Stored.State.Documents.Select(d => d.Content) ?? []];
            foreach (KeptDocument unnamed in old.Where(d => !named.Contains(d.Key.Content)))
            {
                await documents.Delete(unnamed.Key, cancellation);
                swept++;
            }
        }
        await _swept.Change(_ => new SweptDocuments(clocks.MachineNow, page.Continue), cancellation);
        if (page.Continue is null)
            Volatile.Write(ref _restsUntil, (clocks.MachineNow + _sweepsEvery).UtcTicks);
        if (swept > 0)
            LogSwept(log, swept);
        return swept;
    }

    [LoggerMessage(EventId = 3101, Level = LogLevel.Information, Message = "{Count} documents that no journey names were deleted")]
    private static partial void LogSwept(ILogger log, int count);
}

/// <summary>A file that somebody chose.</summary>
/// <param name="Title">What it is, in the words of whoever chose it.</param>
/// <param name="FileName">One line, without folders.</param>
public sealed record NewDocument(string Title, string FileName, ReadOnlyMemory<byte> Content)
{
    /// <summary>The name under which a file is kept: without folders, and short enough for a header of the answer.</summary>
    public static string NameOf(string sent)
    {
        const int most = 120;
        string name = string.Concat(sent.Split('/', '\\')[^1]
            .Where(c => !char.IsControl(c) && !PlainText.TurnsDirection(c) && !"\"<>:|?*".Contains(c, StringComparison.Ordinal)))
            .Trim().Trim('.');
        // The ending stays, because it says what kind of file it is.
        return name.Length <= most ? name : name[..PlainText.Length(name, most - 8)] + name[^8..];
    }
}
