using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Tests.Program;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_has_lived_for_half_a_year_goes_on_by_itself_and_leaves_nothing_behind()
    {
        using DataFolder temporary = new();
        await using RunningProgram program = await RunningProgram.Start(
            ["demo", "--day", "100ms", "--urls", "http://127.0.0.1:0"], new Dictionary<string, string> { ["TMPDIR"] = temporary.Path });
        DirectoryInfo data = Assert.Single(temporary.Folder.GetDirectories());

        await using (SqliteDatabase database = SqliteDatabase.Open(data.FullName))
        {
            // A visitor sees a team at work, not an empty board.
            MailFolder mail = new(Path.Combine(data.FullName, "mail"));
            Assert.True(await Lives(database, mail));
            string latest = mail.List(1).Letters[0].Name;
            using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
            while (mail.List(1).Letters[0].Name == latest)
                await Task.Delay(50, limit.Token);
        }

        Assert.Equal(0, await program.Terminate());
        Assert.Empty(temporary.Folder.GetDirectories());
        Assert.DoesNotContain("fail:", program.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("warn:", program.Out, StringComparison.Ordinal);
    }

    /// <summary>Whether there are journeys at several stages, several kinds of mail, an answered survey, a held meeting and
    /// a session.</summary>
    private static async Task<bool> Lives(SqliteDatabase database, MailFolder mail)
    {
        IReadOnlyList<StoredJourney> journeys = (await database.Journeys.Journeys(new JourneyQuery(Most: 200), default)).Items;
        return journeys.Select(j => j.State.Stage).Distinct().Count() >= 3
            && journeys.Any(j => j.State.Surveys.Any(s => s.AnsweredAt is not null))
            && journeys.Any(j => j.State.Meetings.Any(m => m.Outcome is MeetingOutcome.Held))
            && journeys.Any(j => j.State.Sessions.Any(m => m.Came is true))
            && journeys.Any(j => j.State.Sessions.Any(m => m.Series is not null))
            && journeys.Any(j => j.State.Sessions.Any(m => m.Volunteer is not null))
            && mail.List(1).Letters.Select(l => l.Subject.Split(':')[0]).Distinct().Count() >= 4;
    }
}
