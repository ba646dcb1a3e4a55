using System.IO.Compression;
using System.Text;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Directory;

/// <summary>
/// The operator's copy of the NHS's list of practices. It is kept packed in a few records of the register, so both hosts have it, a backup
/// holds it and it moves with the service (docs/decisions/0064). In memory it is there once somebody has asked for it.
/// </summary>
public sealed class Practices(IRegister register, Clocks clocks)
{
    /// <summary>More than all that the list has ever had, closed ones too.</summary>
    private const int MostRows = 100_000;
    private const int RowsInPart = 400;
    /// <summary>JSON holds bytes in base 64, which is a third longer.</summary>
    private const int MostPacked = RecordWrite.LongestJson / 4 * 3 - 16;
    private static readonly double _aMinute = TimeSpan.FromMinutes(1).TotalMilliseconds;
    /// <summary>An import that began longer ago than this has crashed.</summary>
    private static readonly TimeSpan _longestImport = TimeSpan.FromMinutes(5);

    private readonly Records<About> _about = RecordKinds.PracticeList.Of(PracticesJson.Default.About).In(register);
    private readonly Records<byte[]> _parts = RecordKinds.PracticePart.Of(PracticesJson.Default.ByteArray).In(register);
    private volatile Loaded? _loaded;

    /// <param name="Slot">Where its parts stand: one list is written beside the other, and then takes its place.</param>
    /// <param name="Importing">Since when somebody writes the other one; null for nobody.</param>
    internal sealed record About(PracticesSource? Source, char Slot, int Parts, DateTimeOffset? Importing = null);

    private sealed record Loaded(PracticesSource? Source, PracticeList List, long At);

    /// <summary>What was imported; null for nothing yet.</summary>
    public async Task<PracticesSource?> Source(CancellationToken cancellation) => (await _about.Get(cancellation))?.Value.Source;

    /// <summary>As it was at most a minute ago.</summary>
    public async Task<PracticeList> Now(CancellationToken cancellation)
    {
        Loaded? loaded = _loaded;
        if (loaded is not null && Environment.TickCount64 - loaded.At < _aMinute)
            return loaded.List;
        About? about = (await _about.Get(cancellation))?.Value;
        PracticeList list = about?.Source is null ? PracticeList.None
            : loaded is not null && loaded.Source == about.Source ? loaded.List
            : await Read(about, cancellation);
        _loaded = new(about?.Source, list, Environment.TickCount64);
        return list;
    }

    /// <summary>A list that cannot be read counts as none, so that no referral fails because of it.</summary>
    private async Task<PracticeList> Read(About about, CancellationToken cancellation)
    {
        using MemoryStream text = new();
        for (int part = 0; part < about.Parts; part++)
        {
            if (await _parts.Get(Key(about.Slot, part), cancellation) is not { Value: var packed })
                return PracticeList.None;
            using BrotliStream unpacked = new(new MemoryStream(packed), CompressionMode.Decompress);
            await unpacked.CopyToAsync(text, cancellation);
        }
        return new PracticeList(text.ToArray());
    }

    /// <summary>Takes the place of what was imported before.</summary>
    /// <param name="name">What the file is called.</param>
    /// <exception cref="ImportRefusedException">They cannot be taken; the message says why, to whoever imports them.</exception>
    public async Task<PracticesSource> Import(IEnumerable<Practice> rows, string name, CancellationToken cancellation)
    {
        Record<About>? before = await _about.Get(cancellation);
        DateTimeOffset began = clocks.MachineNow;
        About old = before?.Value ?? new(null, 'b', 0);
        if ((old.Importing is { } since && began - since < _longestImport)
            || !await _about.Put(old with { Importing = began }, before?.Version ?? 0, cancellation))
            throw new ImportRefusedException("Another list is being imported. Try again in some minutes.");
        int claimed = (before?.Version ?? 0) + 1;
        try
        {
            byte[][] lines = await Task.Run(() => Sorted(rows), cancellation);
            char slot = old.Slot is 'a' ? 'b' : 'a';
            int parts = 0;
            foreach (byte[] packed in lines.Chunk(RowsInPart).SelectMany(Packed))
                await _parts.Change(Key(slot, parts++), _ => packed, cancellation);
            PracticesSource source = new(name, clocks.Now, lines.Length);
            if (!await _about.Put(new(source, slot, parts), claimed, cancellation))
                throw new ImportRefusedException("Somebody else has imported a list meanwhile.");
            _loaded = null;
            return source;
        }
        catch
        {
            // The list of before stays in use, and the next import need not wait.
            await _about.Put(old with { Importing = null }, claimed, CancellationToken.None);
            throw;
        }
    }

    private static byte[][] Sorted(IEnumerable<Practice> rows)
    {
        // A code that stands twice is one practice, and the last of them counts.
        SortedDictionary<string, byte[]> lines = new(StringComparer.Ordinal);
        foreach (Practice row in rows)
        {
            lines[row.Code] = row.Line();
            if (lines.Count > MostRows)
                throw new ImportRefusedException($"The file has more than {MostRows:N0} practices, which is more than there are.");
        }
        return lines.Count > 0 ? [.. lines.Values] : throw new ImportRefusedException("The file names no practice.");
    }

    /// <summary>In one part, or in as many as records can hold.</summary>
    private static IEnumerable<byte[]> Packed(byte[][] lines)
    {
        using MemoryStream packed = new();
        using (BrotliStream packing = new(packed, CompressionLevel.Optimal, leaveOpen: true))
            foreach (byte[] line in lines)
                packing.Write(line);
        return packed.Length <= MostPacked || lines.Length is 1 ? [packed.ToArray()]
            : Packed(lines[..(lines.Length / 2)]).Concat(Packed(lines[(lines.Length / 2)..]));
    }

    private static string Key(char slot, int part) => $"{slot}-{part:000}";

    /// <summary>
    /// A referral with the names of its practices, where their codes are in the list; and a note on each code that is not. Where no list
    /// was imported it stays as it is.
    /// </summary>
    /// <returns>And the person's practice, to be told to whoever refers; null where it is not known.</returns>
    public async Task<(Referral Referral, IReadOnlyList<ReadingNote> Notes, Practice? Known)> Named(
        Referral referral, IReadOnlyList<ReadingNote> notes, CancellationToken cancellation)
    {
        if ((referral.GpPractice?.OdsCode is null && referral.Referrer?.OdsCode is null)
            || await Now(cancellation) is not { IsLoaded: true } list)
            return (referral, notes, null);
        List<ReadingNote> said = [.. notes];
        Practice? known = null;
        if (referral.GpPractice is { OdsCode: { } code } practice)
        {
            known = list.Find(code);
            if (known is null)
                said.Add(new("/gpPractice/odsCode", "ods-code-unknown", NotInList));
            else if (!known.IsOpen)
                said.Add(new("/gpPractice/odsCode", "practice-closed", "The list of practices has this one as closed. It is kept."));
            if (known is not null && practice.Name is { } written && !PracticeList.IsName(known, written))
                said.Add(new("/gpPractice/name", "practice-name-differs", "The list has another name under this code. Both are kept."));
            referral = referral with { GpPractice = practice with { Name = NameOf(practice.Name, known) } };
        }
        if (referral.Referrer is { OdsCode: { } own } referrer)
        {
            // A trust or a council has a code, too, and is in no list of practices.
            Practice? theirs = list.Find(own);
            if (theirs is null && OdsCode.LooksLikePractice(own))
                said.Add(new("/referrer/odsCode", "ods-code-unknown", NotInList));
            if (theirs is not null && referrer.Organisation.Length is 0)
                referral = referral with { Referrer = referrer with { Organisation = theirs.Name } };
        }
        return (referral, said, known);
    }

    private static string? NameOf(string? written, Practice? known) =>
        known is null ? written
        : written is null || PracticeList.IsName(known, written) ? known.Name
        : $"{written} (in the list: {known.Name})" is var both ? both[..PlainText.Length(both, ReferralRules.MaxName)] : null;

    private const string NotInList = "This code is not in this service's list of practices. It is kept as you wrote it.";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Practices.About))]
[JsonSerializable(typeof(byte[]))]
internal sealed partial class PracticesJson : JsonSerializerContext;
