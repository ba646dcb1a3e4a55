using System.Text;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Evidence;

/// <summary>Reads what <see cref="FactsPacker"/> wrote, in the same order.</summary>
internal ref struct FactsUnpacker(ReadOnlySpan<byte> block)
{
    private ReadOnlySpan<byte> _rest = block;
    private string[] _words = [];
    private Guid[] _ids = [];
    private int _referred;

    public CountedRow[] Rows()
    {
        _words = new string[Number()];
        for (int i = 0; i < _words.Length; i++)
            _words[i] = Text();
        _ids = new Guid[Number()];
        for (int i = 0; i < _ids.Length; i++)
            _ids[i] = new Guid(Take(16));
        CountedRow[] rows = new CountedRow[Number()];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = Row();
        return rows;
    }

    private CountedRow Row()
    {
        string key = Text();
        int version = Number();
        string? linkWorker = Word();
        int format = Number();
        _referred = Number();
        return new(
            new JourneyFacts
            {
                Key = key,
                Format = format,
                Referred = DateOnly.FromDayNumber(_referred),
                Source = (ReferralSource)Number(),
                Role = Word(),
                Practice = Word(),
                AgeBand = Word()!,
                Sex = Word(),
                Ethnicity = Word(),
                Language = Word(),
                Disability = Word(),
                Area = Word(),
                Index = Word(),
                Joined = Number(),
                Carer = Flag(),
                CarerRatherNotSay = Flag() is true,
                Decile = Maybe(),
                DeclinedByPerson = Flag() is true,
                Accepted = DayOrNone(),
                Declined = DayOrNone(),
                Contacted = DayOrNone(),
                Met = DayOrNone(),
                Planned = DayOrNone(),
                Introduced = DayOrNone(),
                Attended = DayOrNone(),
                AttendedThree = DayOrNone(),
                Alone = DayOrNone(),
                Ended = DayOrNone(),
                ReopenedOn = DayOrNone(),
                ReferrerTold = DayOrNone(),
                WeeksUntilAlone = Maybe(),
                EndReason = (ClosingReason?)Maybe(),
                Reopened = Number(),
                Needs = Needs(),
                Contacts = Contacts(),
                Missed = Missed(),
                Introductions = Introductions(),
                Sessions = Sessions(),
                Surveys = Surveys(),
                Measures = Measures(),
                Goals = Goals(),
                Unmet = Unmet(),
            },
            linkWorker, version);
    }

    private string[] Needs()
    {
        string[] all = Array<string>();
        for (int i = 0; i < all.Length; i++)
            all[i] = Word()!;
        return all;
    }

    private CountedContacts[] Contacts()
    {
        CountedContacts[] all = Array<CountedContacts>();
        for (int i = 0; i < all.Length; i++)
            all[i] = new(Day(), Word()!, Number(), Number(), Number());
        return all;
    }

    private CountedMiss[] Missed()
    {
        CountedMiss[] all = Array<CountedMiss>();
        for (int i = 0; i < all.Length; i++)
        {
            (DateOnly on, string what) = (Day(), Word()!);
            Journeys.Barrier[]? why = Maybe() is { } count ? new Journeys.Barrier[count] : null;
            for (int w = 0; w < why?.Length; w++)
                why[w] = (Journeys.Barrier)Number();
            all[i] = new(on, what, why);
        }
        return all;
    }

    private CountedIntroduction[] Introductions()
    {
        CountedIntroduction[] all = Array<CountedIntroduction>();
        for (int i = 0; i < all.Length; i++)
        {
            Guid? activity = Number() is > 0 and var place ? _ids[place - 1] : null;
            (int kind, int answer, int support, int attended) = (Number(), Number(), Number(), Number());
            all[i] = new(
                activity, (IntroductionKind)kind, Word(), Day(), (ProviderAnswer)answer, DayOrNone(), (SupportStep)support, attended,
                DayOrNone(), DayOrNone(), (EndReason?)Maybe());
        }
        return all;
    }

    private CountedSessions[] Sessions()
    {
        CountedSessions[] all = Array<CountedSessions>();
        for (int i = 0; i < all.Length; i++)
            all[i] = new(Day(), (SupportStep)Number(), (Companion)Number(), Number(), Number());
        return all;
    }

    private CountedSurvey[] Surveys()
    {
        CountedSurvey[] all = Array<CountedSurvey>();
        for (int i = 0; i < all.Length; i++)
            all[i] = new(Word()!, Day(), DayOrNone(), Flag() is true);
        return all;
    }

    private MeasuredScale[] Measures()
    {
        MeasuredScale[] all = Array<MeasuredScale>();
        for (int i = 0; i < all.Length; i++)
        {
            (string scale, decimal first) = (Word()!, Value());
            decimal? latest = Flag() is true ? Value() : null;
            all[i] = new(scale, first, Day(), latest, DayOrNone(), Between());
        }
        return all;
    }

    private MeasuredAnswer[]? Between()
    {
        MeasuredAnswer[] all = Array<MeasuredAnswer>();
        for (int i = 0; i < all.Length; i++)
            all[i] = new(Day(), Value());
        return all.Length is 0 ? null : all;
    }

    private CountedGoal[] Goals()
    {
        CountedGoal[] all = Array<CountedGoal>();
        for (int i = 0; i < all.Length; i++)
        {
            (int importance, int? first, int? latest) = (Number(), Maybe(), Maybe());
            all[i] = new(importance, first, DayOrNone(), latest, DayOrNone(), (GoalMark)Number());
        }
        return all;
    }

    private CountedUnmetNeed[] Unmet()
    {
        CountedUnmetNeed[] all = Array<CountedUnmetNeed>();
        for (int i = 0; i < all.Length; i++)
            all[i] = new(Word()!, (UnmetReason)Number(), Day());
        return all;
    }

    private T[] Array<T>() => Number() is > 0 and var length ? new T[length] : [];

    public int Number()
    {
        uint number = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte next = _rest[0];
            _rest = _rest[1..];
            number |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
                return (int)number;
        }
        throw new InvalidDataException("A block of facts has a number that is too long.");
    }

    private int? Maybe()
    {
        int number = Number();
        return number is 0 ? null : (int)((uint)(number - 1) >> 1) ^ -((number - 1) & 1);
    }

    private bool? Flag() => Number() switch { 0 => null, 1 => false, _ => true };

    private DateOnly? DayOrNone() => Maybe() is { } days ? DateOnly.FromDayNumber(_referred + days) : null;

    private DateOnly Day() => DayOrNone() ?? throw new InvalidDataException("A block of facts lacks a day.");

    private string? Word() => Number() is > 0 and var place ? _words[place - 1] : null;

    private decimal Value() => new([Number(), Number(), Number(), Number()]);

    private string Text() => Encoding.UTF8.GetString(Take(Number()));

    private ReadOnlySpan<byte> Take(int length)
    {
        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
