using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Evidence;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Reports;

namespace SocialPrescribing.Service.Tests;

/// <summary>Facts as blocks are quicker to read and otherwise the same.</summary>
public sealed class PackedFactsTests
{
    private static readonly DateOnly _day = new(2027, 1, 5);

    /// <summary>Facts in which no value is the default, so that a forgotten one shows.</summary>
    private static readonly JourneyFacts _whole = new()
    {
        Format = 7,
        Key = "9f",
        Source = ReferralSource.Self,
        Role = "nurse",
        Practice = "A12345",
        Joined = 300,
        AgeBand = "35-44",
        Sex = "female",
        Ethnicity = "asianChinese",
        Language = "cy",
        Carer = false,
        CarerRatherNotSay = true,
        Disability = "limitedALot",
        Area = "E01000001",
        Decile = 10,
        Index = "england2025",
        Needs = ["loneliness", "anxiety"],
        Referred = _day,
        Accepted = _day.AddDays(1),
        Declined = _day.AddDays(2),
        DeclinedByPerson = true,
        Contacted = _day.AddDays(3),
        Met = _day.AddDays(-4),
        Planned = _day.AddDays(5),
        Introduced = _day.AddDays(6),
        Attended = _day.AddDays(7),
        AttendedThree = _day.AddDays(8),
        Alone = _day.AddDays(9),
        WeeksUntilAlone = 12,
        Ended = _day.AddDays(1_000),
        EndReason = ClosingReason.Died,
        Reopened = 2,
        ReopenedOn = _day.AddDays(11),
        ReferrerTold = _day,
        Contacts = [new(new DateOnly(2027, 1, 1), "phone", 2, 1, 90), new(new DateOnly(2027, 2, 1), FactKinds.Session, 1, 0, 0)],
        Missed = [new(_day, FactKinds.Meeting, [Journeys.Barrier.Transport]), new(_day, FactKinds.Session), new(_day, "meeting", [])],
        Introductions =
        [
            new(Guid.Parse("0198f2c4-0000-7000-8000-000000000001"), IntroductionKind.Signposting, "housing", _day, ProviderAnswer.Full,
                _day.AddDays(3), SupportStep.Phoned, 4, _day.AddDays(50), _day.AddDays(60), (EndReason)1),
            new(null, IntroductionKind.Referral, null, _day, ProviderAnswer.None, null, SupportStep.Accompanied, 0, null, null, null),
        ],
        Sessions = [new(new DateOnly(2027, 1, 1), SupportStep.Independent, Companion.Volunteer, 3, 1)],
        Surveys = [new("baseline", _day, null, true), new("week-6", _day, _day.AddDays(1), false)],
        Measures = [new("swemwbs", 19.25m, _day, -0.50m, _day.AddDays(2), [new(_day.AddDays(1), 7m)]), new("ucla3", 9m, _day, null, null)],
        Goals = [new(10, 0, _day, 7, _day.AddDays(9), GoalMark.LetGo), new(1, null, null, null, null, (GoalMark)0)],
        Unmet = [new("housing", UnmetReason.TooFar, _day)],
    };

    [Fact]
    public void Every_field_comes_back()
    {
        JourneyFacts nothing = new() { Key = "", AgeBand = "", Source = ReferralSource.Gp, Referred = default };
        foreach (var field in typeof(JourneyFacts).GetProperties().Where(p => p.SetMethod is not null))
            Assert.False(Equals(field.GetValue(_whole), field.GetValue(nothing)), field.Name);

        CountedRow read = Assert.Single(PackedFacts.Unpack(PackedFacts.Pack([(FactsRow.Of(_whole, "staff-1"), 70_000)])));

        Assert.Equal(FactsRow.Of(_whole, "staff-1"), FactsRow.Of(read.Facts, read.LinkWorker));
        Assert.Equal(70_000, read.Version);
    }

    [Fact]
    public void Thousands_come_back_in_a_tenth_of_the_room()
    {
        FactsRow[] rows = [.. InventedFacts.Of(3_000, 5, _day, 31).Select(f => FactsRow.Of(f, f.Joined > 0 ? "staff-2" : null))];
        byte[] block = PackedFacts.Pack(rows.Select(r => (r, 0)));

        Assert.Equal(rows, PackedFacts.Unpack(block).Select(r => FactsRow.Of(r.Facts, r.LinkWorker)));
        Assert.InRange(block.Length, 1, rows.Sum(r => r.Json.Length) / 5);
    }

    [Fact]
    public void The_later_version_counts_wherever_it_stands_and_a_row_that_cannot_be_read_does_not()
    {
        static FactsRow Row(string key, int joined) => FactsRow.Of(_whole with { Key = key, Joined = joined }, null);
        byte[] block = PackedFacts.Pack([(Row("a", 1), 5), (Row("b", 1), 5), (Row("c", 1), 5), (Row("d", 1) with { Json = "{" }, 5)]);

        IReadOnlyList<CountedRow> rows = ReportReader.RowsIn(new FactsForReports(
            [block], [(Row("a", 2), 6), (Row("b", 2), 4), (Row("e", 3), 9), (Row("e", 2), 8), (Row("f", 2) with { Json = "{" }, 1)]));

        Assert.Equal(["a 2", "b 1", "c 1", "e 3"], rows.Select(r => $"{r.Facts.Key} {r.Facts.Joined}").Order());
    }

    [Fact]
    public void A_block_of_another_form_is_none()
    {
        byte[] block = PackedFacts.Pack([(FactsRow.Of(_whole, null), 1)]);
        block[0] ^= 1;
        Assert.Throws<InvalidDataException>(() => PackedFacts.Unpack(block));
    }
}
