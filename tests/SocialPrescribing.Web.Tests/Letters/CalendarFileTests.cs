using System.Text;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Tests.Letters;

public class CalendarFileTests
{
    private static readonly DateTimeOffset Starts = new(2027, 6, 10, 10, 30, 0, TimeSpan.FromHours(1));
    private static readonly DateTimeOffset Stamp = new(2027, 6, 1, 8, 0, 5, TimeSpan.Zero);

    private static string File(
        string summary = "Meeting", string place = "", bool cancelled = false, int sequence = 2, string organizer = "Together",
        string email = "") =>
        CalendarFile.For(new CalendarEntry("meeting-1@example.org", sequence, Starts, TimeSpan.FromMinutes(60), summary, place, cancelled),
            Stamp, new CalendarOrganizer(organizer, email));

    private static string[] Unfolded(string file) => file.Replace("\r\n ", "", StringComparison.Ordinal).TrimEnd().Split("\r\n");

    [Fact]
    public void A_meeting_is_written_in_universal_time() => Assert.Equal(
        """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Appointments//EN
        CALSCALE:GREGORIAN
        METHOD:PUBLISH
        BEGIN:VEVENT
        UID:meeting-1@example.org
        SEQUENCE:2
        DTSTAMP:20270601T080005Z
        DTSTART:20270610T093000Z
        DTEND:20270610T103000Z
        SUMMARY:Meeting
        LOCATION:Library
        ORGANIZER;CN="Together":invalid:nomail
        STATUS:CONFIRMED
        CLASS:PRIVATE
        END:VEVENT
        END:VCALENDAR

        """.ReplaceLineEndings("\r\n"), File(place: "Library"));

    [Fact]
    public void A_cancelled_meeting_is_taken_out_of_the_calendar()
    {
        string[] lines = Unfolded(File(cancelled: true, sequence: 3));
        Assert.Contains("METHOD:CANCEL", lines);
        Assert.Contains("STATUS:CANCELLED", lines);
        Assert.Contains("SEQUENCE:3", lines);
        Assert.Contains("UID:meeting-1@example.org", lines);
    }

    [Fact]
    public void Commas_semicolons_backslashes_and_line_breaks_are_escaped()
    {
        string[] lines =
            Unfolded(File(summary: @"a,b;c\d", place: "Room 1\r\nLibrary\nBordon\nEND:VEVENT\u2028x\u0000y\u0085z"));
        Assert.Contains(@"SUMMARY:a\,b\;c\\d", lines);
        Assert.Contains(@"LOCATION:Room 1\nLibrary\nBordon\nEND:VEVENT\nx y\nz", lines);
        Assert.Single(lines, "END:VEVENT");
    }

    [Fact]
    public void Long_lines_are_folded_at_75_octets_and_never_inside_a_character()
    {
        for (int shift = 0; shift < 5; shift++)
        {
            string place = new string('x', shift) + string.Concat(Enumerable.Repeat("é日😀", 80));
            string file = File(place: place);
            byte[][] lines = [.. file.Split("\r\n").Select(line => new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(line))];

            Assert.All(lines, line => Assert.InRange(line.Length, 0, 75));
            Assert.Contains(lines, line => line.Length >= 72);
            Assert.Contains($"LOCATION:{place}", Unfolded(file));
        }
    }

    [Fact]
    public void A_line_of_exactly_75_octets_is_not_folded()
    {
        Assert.Contains("\r\nSUMMARY:" + new string('x', 67) + "\r\n", File(summary: new string('x', 67)), StringComparison.Ordinal);
        Assert.Contains("\r\nSUMMARY:" + new string('x', 67) + "\r\n x\r\n", File(summary: new string('x', 68)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_meeting_takes_time_and_versions_count_up()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => File(sequence: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CalendarFile.For(
            new CalendarEntry("u", 0, Starts, TimeSpan.Zero, "s", ""), Stamp, new CalendarOrganizer("Together")));
    }

    [Theory]
    [InlineData("Together", "answers@example.org", "ORGANIZER;CN=\"Together\":mailto:answers@example.org")]
    [InlineData("The \"Hub\";\r\nMETHOD:X", "", "ORGANIZER;CN=\"The 'Hub'; METHOD:X\":invalid:nomail")]
    public void A_file_says_whose_meeting_it_is(string name, string email, string line) =>
        Assert.Contains(line, Unfolded(File(organizer: name, email: email)));

    [Fact]
    public void A_calendar_to_subscribe_to_holds_several_and_is_read_again_each_hour()
    {
        CalendarEntry one = new("a@b", 0, Starts, TimeSpan.FromMinutes(60), "A M", "Library");
        string[] lines = Unfolded(CalendarFile.Of("Diary", [one, one with { Uid = "c@d" }], Stamp));
        Assert.Equal(2, lines.Count(l => l is "BEGIN:VEVENT"));
        Assert.Contains("X-WR-CALNAME:Diary", lines);
        Assert.Contains("REFRESH-INTERVAL;VALUE=DURATION:PT1H", lines);
        Assert.Single(lines, "METHOD:PUBLISH");
    }
}
