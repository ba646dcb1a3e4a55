using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Evidence;

/// <summary>
/// Packs many rows of facts into one block of bytes, because reading a hundred thousand rows of JSON takes seconds. A block is a copy; the
/// rows stay. A block in another form is ignored, so the form may change with any version.
/// </summary>
public static class PackedFacts
{
    /// <summary>Changes with the layout of a row and with every word of a list, because a block writes neither out.</summary>
    public static int Form { get; } = FormOf(3);

    private static int FormOf(int layout)
    {
        Type[] lists =
        [
            typeof(ReferralSource), typeof(ClosingReason), typeof(Journeys.Barrier), typeof(IntroductionKind), typeof(ProviderAnswer),
            typeof(SupportStep), typeof(EndReason), typeof(Companion), typeof(GoalMark), typeof(UnmetReason),
        ];
        uint hash = 2_166_136_261;
        foreach (char c in $"{layout} {JourneyFacts.FormatNow} {string.Join(' ', lists.SelectMany(Enum.GetNames))}")
            hash = (hash ^ c) * 16_777_619;
        return (int)(hash & int.MaxValue);
    }

    /// <summary>Leaves out rows that cannot be read, as reports do.</summary>
    public static byte[] Pack(IEnumerable<(FactsRow Row, int Version)> rows)
    {
        using FactsPacker packer = new();
        foreach ((FactsRow row, int version) in rows)
            if (row.Facts is { } facts)
                packer.Add(new(facts, row.LinkWorker, version));
        return packer.Block(Form);
    }

    /// <exception cref="InvalidDataException">It is not a block, or a block in another form.</exception>
    public static CountedRow[] Unpack(byte[] block)
    {
        FactsUnpacker unpacker = new(block);
        return unpacker.Number() == Form ? unpacker.Rows() : throw new InvalidDataException("A block of facts has another form.");
    }
}

/// <summary>Facts as reports read them.</summary>
/// <param name="LinkWorker">A staff id.</param>
/// <param name="Version">The journey's version, where the store knows it. Of two rows of one journey the higher counts.</param>
public sealed record CountedRow(JourneyFacts Facts, string? LinkWorker, int Version);

/// <summary>Writes each word once in a block, days as their distance from the referral, and numbers in as few bytes as possible.</summary>
internal sealed class FactsPacker : IDisposable
{
    private readonly MemoryStream _rows = new();
    private readonly BinaryWriter _to;
    private readonly Dictionary<string, int> _words = [];
    private readonly Dictionary<Guid, int> _ids = [];
    private int _count;
    private DateOnly _referred;

    public FactsPacker() => _to = new(_rows);

    public void Dispose() => _to.Dispose();

    public byte[] Block(int form)
    {
        using MemoryStream block = new();
        using BinaryWriter head = new(block, Encoding.UTF8);
        head.Write7BitEncodedInt(form);
        head.Write7BitEncodedInt(_words.Count);
        foreach (string word in _words.Keys)
            head.Write(word);
        head.Write7BitEncodedInt(_ids.Count);
        foreach (Guid id in _ids.Keys)
            head.Write(id.ToByteArray());
        head.Write7BitEncodedInt(_count);
        head.Flush();
        _to.Flush();
        _rows.WriteTo(block);
        return block.ToArray();
    }

    public void Add(CountedRow row)
    {
        JourneyFacts f = row.Facts;
        _referred = f.Referred;
        _count++;
        _to.Write(f.Key);
        Number(row.Version);
        Word(row.LinkWorker);
        Number(f.Format);
        Number(f.Referred.DayNumber);
        Number((int)f.Source);
        foreach (string? word in (ReadOnlySpan<string?>)
            [f.Role, f.Practice, f.AgeBand, f.Sex, f.Ethnicity, f.Language, f.Disability, f.Area, f.Index])
            Word(word);
        Number(f.Joined);
        Flag(f.Carer);
        Flag(f.CarerRatherNotSay);
        Maybe(f.Decile);
        Flag(f.DeclinedByPerson);
        foreach (DateOnly? day in (ReadOnlySpan<DateOnly?>)
        [
            f.Accepted, f.Declined, f.Contacted, f.Met, f.Planned, f.Introduced, f.Attended, f.AttendedThree, f.Alone, f.Ended,
            f.ReopenedOn, f.ReferrerTold,
        ])
            Day(day);
        Maybe(f.WeeksUntilAlone);
        Maybe((int?)f.EndReason);
        Number(f.Reopened);
        All(f.Needs, Word);
        All(f.Contacts, c =>
        {
            Day(c.Month);
            Word(c.Kind);
            Numbers(c.Count, c.Reached, c.Minutes);
        });
        All(f.Missed, m =>
        {
            Day(m.On);
            Word(m.What);
            Maybe(m.Why?.Count);
            foreach (Journeys.Barrier why in m.Why ?? [])
                Number((int)why);
        });
        All(f.Introductions, i =>
        {
            Number(i.Activity is { } activity ? Place(_ids, activity) : 0);
            Numbers((int)i.As, (int)i.Answer, (int)i.Support, i.Attended);
            Word(i.Need);
            Days(i.On, i.Answered, i.Alone, i.Ended);
            Maybe((int?)i.Why);
        });
        All(f.Sessions, s =>
        {
            Day(s.Month);
            Numbers((int)s.Support, (int)s.With, s.Came, s.Missed);
        });
        All(f.Surveys, s =>
        {
            Word(s.Survey);
            Days(s.Asked, s.Answered);
            Flag(s.Lapsed);
        });
        All(f.Measures, m =>
        {
            Word(m.Scale);
            Value(m.First);
            Flag(m.Latest is not null);
            if (m.Latest is { } latest)
                Value(latest);
            Days(m.FirstOn, m.LatestOn);
            All(m.Between ?? [], b =>
            {
                Day(b.On);
                Value(b.Value);
            });
        });
        All(f.Goals, g =>
        {
            Number(g.Importance);
            Maybe(g.First);
            Maybe(g.Latest);
            Days(g.FirstOn, g.LatestOn);
            Number((int)g.Mark);
        });
        All(f.Unmet, u =>
        {
            Word(u.Need);
            Number((int)u.Reason);
            Day(u.On);
        });
    }

    private void Number(int number) => _to.Write7BitEncodedInt(number);

    private void Numbers(params ReadOnlySpan<int> numbers)
    {
        foreach (int number in numbers)
            Number(number);
    }

    /// <summary>0 stands for null. Other numbers have their sign in the last bit.</summary>
    private void Maybe(int? number) => Number(number is not { } some ? 0 : 1 + ((some << 1) ^ (some >> 31)));

    private void Flag(bool? flag) => Number(flag switch { null => 0, false => 1, true => 2 });

    private void Day(DateOnly? day) => Maybe(day?.DayNumber - _referred.DayNumber);

    private void Days(params ReadOnlySpan<DateOnly?> days)
    {
        foreach (DateOnly? day in days)
            Day(day);
    }

    private void Word(string? word) => Number(word is null ? 0 : Place(_words, word));

    /// <summary>Keeps the number of decimal places.</summary>
    private void Value(decimal value)
    {
        foreach (int part in decimal.GetBits(value))
            Number(part);
    }

    private void All<T>(IReadOnlyList<T> of, Action<T> one)
    {
        Number(of.Count);
        foreach (T item in of)
            one(item);
    }

    private static int Place<T>(Dictionary<T, int> places, T of)
        where T : notnull
    {
        if (!places.TryGetValue(of, out int place))
            places.Add(of, place = places.Count + 1);
        return place;
    }
}
