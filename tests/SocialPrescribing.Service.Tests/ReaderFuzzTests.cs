using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Documents;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Reports;
using SocialPrescribing.Service.Tests.Directory;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Service.Tests;

/// <summary>
/// Feeds every reader of outside data with spoilt input: cells and values that belong elsewhere, lines that are doubled or torn, bytes that
/// are not text. A reader must read what it can, report what it cannot, and fail only in the ways it announces. <c>FUZZ_SEED</c> changes
/// the input. <c>FuzzTests</c> does the same over HTTP.
/// </summary>
public sealed class ReaderFuzzTests
{
    private const int Tries = 400;
    private static readonly Pathway _pathway = new();
    private static readonly ListingReading _reading = new(_pathway, new(2027, 3, 1));
    private static readonly string[] _cells =
    [
        "", " ", "\"", "\"\"", ",", ";", "=1+1", "-1", "0", "1e309", "99999999999999999999", "31st of the month 10-12", "0th of the month",
        "Tue 25:00-26:00", "tuesday 10-12 from 9999-12-31", "every second day", "18+", "0-0", "999", "9999-12-31",
        "0001-01-01", "29/2/2027",
        "GU35 0BP", "ZZ99 3CZ", "J82155", "A", "ACTIVE", "loneliness", "\0", "\uFEFF", "\u202E", "\U0001F600", "\u00DF", "null", "MONTHLY",
        "<script>", "&#0;", "£1.999", "NaN", "Infinity", "true", "[]", "{}", new('9', 5_000), new('x', 5_000),
    ];

    private static readonly string _practices =
        PracticesTests.Row("J82155", "MILL LANE SURGERY", "1 MILL LANE", "ALTON", "GU34 1AA")
        + PracticesTests.Row("J82999", "ST JOHN'S", "2 CHURCH ROAD", "BORDON", "GU35 0AA", status: "C");

    private static readonly byte[] _hawks =
        """{"name":"Hawks","organization":{"name":"A"},"attributes":[{"taxonomy_term":{"name":"Falconry"}}]}"""u8.ToArray();

    /// <summary>Valid input for each reader, and a function that reads it. It returns what is wrong with the result, or null.</summary>
    private static readonly (string Name, byte[] Taken, Func<byte[], string?> Read)[] _readers =
    [
        ("activities.csv", File.ReadAllBytes(Path.Combine(Samples.Folder, "activities.csv")),
            bytes => Kept(ActivityCsv.Read(bytes, _pathway))),
        ("activities.open-referral.json", File.ReadAllBytes(Path.Combine(Samples.Folder, "activities.open-referral.json")),
            bytes => Kept(OpenReferralReader.Read(bytes, _reading))),
        ("a feed", File.ReadAllBytes(Path.Combine(Samples.Folder, "activities.open-referral.json")), Followed),
        ("needs.csv", "term,need\nFalconry,volunteeringAndPurpose\n\"Tea, and talk\",loneliness\n"u8.ToArray(),
            bytes => Kept(OpenReferralReader.Read(_hawks, new ListingReading(_pathway, new(2027, 3, 1),
                NeedMap.Read(Encoding.UTF8.GetString(bytes), NeedMap.Starter))))),
        ("epraccur.csv", Encoding.UTF8.GetBytes(_practices), Practices),
        ("epraccur.zip", Zip("epraccur.csv", _practices), Practices),
        ("places.csv", "pcds,lat,long\nGU35 0BP,51.1128,-0.8589\nJE2 3AB,99.999999,0\n"u8.ToArray(), Places),
        ("places.zip", Zip("Data/places.csv", "pcds,lat,long\nGU35 0BP,51.1128,-0.8589\n"), Places),
        ("pathway.json", File.ReadAllBytes(Path.Combine(Samples.Folder, "pathway.json")),
            bytes => PathwayFile.Parse(bytes) is { Pathway: null } ? "no pathway" : null),
        ("a referral", File.ReadAllBytes(Path.Combine(Samples.Folder, "referral-gp.json")), Referral),
        ("a moved line", Encoding.UTF8.GetBytes(new MovedLine.Record("staff", "ada", "{}").Write()), Moved),
        ("populations", "kind,group,people\nageBand,18-24,12400\nsex,female,10\n"u8.ToArray(),
            bytes => Populations.Read(Encoding.UTF8.GetString(bytes)) is { Population: null } ? "no population" : null),
        ("a document", Zip("[Content_Types].xml", "<Types/>"),
            bytes => DocumentTypes.Of("a.docx", bytes) is { Type: null, Sentence: "" } ? "neither taken nor refused" : null),
    ];

    public static TheoryData<string> Names => [.. _readers.Select(r => r.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Whatever_it_is_fed_it_reads_or_says_why_not(string name)
    {
        (_, byte[] taken, Func<byte[], string?> read) = _readers.Single(r => r.Name == name);
        int seed = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), out int said) ? said : 20261129;
        Random chance = new(seed);
        Assert.Null(read(taken));
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < Tries && watch.Elapsed < TimeSpan.FromSeconds(20); i++)
        {
            byte[] spoilt = Spoilt(taken, chance);
            string? wrong;
            try
            {
                wrong = read(spoilt);
            }
            catch (Exception e)
            {
                wrong = e.ToString();
            }
            Assert.True(wrong is null, $"seed {seed}, number {i}: {wrong}");
        }
    }

    /// <summary>Shows that the test notices a reader that fails.</summary>
    [Fact]
    public void What_spoils_it_reaches_what_it_reads()
    {
        Random chance = new(1);
        byte[] taken = _readers[4].Taken;
        (int read, int leftOut, int refused) = (0, 0, 0);
        for (int i = 0; i < Tries; i++)
        {
            using PracticeFile? file = PracticeFile.Open(new MemoryStream(Spoilt(taken, chance))).File;
            refused += file is null ? 1 : 0;
            try
            {
                foreach (Practice _ in file?.Rows() ?? [])
                    read++;
            }
            catch (ImportRefusedException)
            {
                refused++;
            }
            leftOut += file?.LeftOut ?? 0;
        }
        Assert.True(read > Tries / 4 && leftOut > Tries / 20 && refused > Tries / 50, $"{read} {leftOut} {refused}");
    }

    private static string? Kept(IEnumerable<ImportRow> rows)
    {
        Clocks clocks = new(TimeProvider.System, TimeProvider.System);
        using ActivityDirectory directory = new(new MemoryStore(), _pathway, new DirectorySettings(), clocks);
        ImportReport report = directory.Import(rows, dryRun: false, default).GetAwaiter().GetResult();
        // What is kept must be valid in a form, and its times must be computable.
        foreach (StoredActivity stored in directory.All(default).GetAwaiter().GetResult())
        {
            if (ActivityRules.Check(stored.Activity.Details, _pathway, new(2027, 3, 1)).Problems is [var problem, ..])
                return $"kept, and against the rules: {problem}";
            _ = ActivityTimes.Next(stored.Activity.Details, new(2027, 3, 1, 10, 0, 0, TimeSpan.Zero), []);
        }
        return report.Lines.Count > 0 || report.Taken is 0 ? null : "taken without a line";
    }

    private static string? Followed(byte[] bytes)
    {
        using OpenReferralFeed feed = new(new Answers(bytes), _reading, (_, _) => Task.CompletedTask);
        return Kept(feed.Read(new("https://feed.example/services"), default).GetAwaiter().GetResult());
    }

    private static string? Practices(byte[] bytes)
    {
        (PracticeFile? file, string? why) = PracticeFile.Open(new MemoryStream(bytes));
        using PracticeFile? list = file;
        if (list is null)
            return why is null ? "neither read nor refused" : null;
        try
        {
            foreach (Practice row in list.Rows())
                if (!OdsCode.TryParse(row.Code, out _) || row.Name is not { Length: > 0 and <= 100 } || row.Address.Length > 200
                    || $"{row.Name}{row.Address}{row.Postcode}".Any(char.IsControl))
                    return $"no practice: {row}";
        }
        catch (ImportRefusedException)
        {
        }
        return list.Bad.Count <= PracticeFile.MostNamed ? null : "too many are named";
    }

    private static string? Places(byte[] bytes)
    {
        (PostcodeFile? file, string? why) = PostcodeFile.Open(new MemoryStream(bytes), 1_000_000);
        using PostcodeFile? places = file;
        if (places is null)
            return why is null ? "neither read nor refused" : null;
        try
        {
            foreach (PostcodeRow row in places.Rows())
                if (row.Key <= 0)
                    return $"no place: {row}";
        }
        catch (ImportRefusedException)
        {
        }
        return null;
    }

    private static string? Referral(byte[] bytes)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes, new() { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return null;
        }
        using (document)
        {
            ReadReferral read = ReferralReader.Read(document.RootElement, _pathway, new(2027, 3, 1));
            return read.Referral is null == read.Problems.Count > 0 ? null : "neither taken nor refused";
        }
    }

    private static string? Moved(byte[] bytes)
    {
        try
        {
            MovedLine.Parse(Encoding.UTF8.GetString(bytes));
        }
        catch (JsonException)
        {
        }
        return null;
    }

    private static byte[] Zip(string name, string text)
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (Stream entry = zip.CreateEntry(name).Open())
            entry.Write(Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }

    private static byte[] Spoilt(byte[] taken, Random chance)
    {
        bool isText = !taken.AsSpan().StartsWith("PK"u8);
        byte[] bytes = taken;
        for (int times = chance.Next(1, 4); times > 0; times--)
            bytes = isText && chance.Next(4) > 0 ? Encoding.UTF8.GetBytes(Text(Encoding.UTF8.GetString(bytes), chance))
                : Bytes(bytes, chance);
        return bytes;
    }

    /// <summary>Changes something between two marks of the grammar, or doubles, tears or drops a line.</summary>
    private static string Text(string text, Random chance)
    {
        string cell = _cells[chance.Next(_cells.Length)];
        int[] marks = [.. Enumerable.Range(0, text.Length).Where(i => ",:\"{}[]\n".Contains(text[i], StringComparison.Ordinal))];
        if (marks.Length < 2)
            return text + cell;
        int at = chance.Next(marks.Length - 1), from = marks[at] + 1, to = marks[at + 1];
        return chance.Next(6) switch
        {
            0 => text.Insert(from, text[from..marks[Math.Min(marks.Length - 1, at + 1 + chance.Next(30))]]),
            1 => text.Remove(from, marks[Math.Min(marks.Length - 1, at + chance.Next(8))] - from is > 0 and var length ? length : 0),
            2 => text[..from] + text[to..] + "\n" + text[from..],
            3 => text.Insert(from, cell),
            _ => text[..from] + cell + text[to..],
        };
    }

    private static byte[] Bytes(byte[] bytes, Random chance)
    {
        if (bytes.Length is 0)
            return [0xEF];
        byte[] changed = [.. bytes];
        switch (chance.Next(3))
        {
            case 0:
                return changed[..chance.Next(changed.Length)];
            case 1:
                return [.. changed, .. changed[chance.Next(changed.Length)..]];
            default:
                for (int i = chance.Next(1, 8); i > 0; i--)
                    changed[chance.Next(changed.Length)] = (byte)chance.Next(256);
                return changed;
        }
    }

    /// <summary>Answers with one page and then with empty ones.</summary>
    private sealed class Answers(byte[] first) : HttpMessageHandler
    {
        private int _asked;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new ByteArrayContent(_asked++ is 0 ? first : "{\"contents\":[]}"u8.ToArray()),
            });
    }
}
