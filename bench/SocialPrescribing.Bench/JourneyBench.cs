using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Bench;

/// <summary>
/// The pages of somebody who has been supported for three years, with a session and a short note each week. They are read over loopback
/// from the real host, as a browser reads them.
/// </summary>
internal static class JourneyBench
{
    private const int Weeks = 156;
    private const int MostBytes = 60 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(50);
    private static readonly DateTimeOffset Begins = new(2024, 2, 5, 9, 0, 0, TimeSpan.Zero);

    public static async Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        using ScratchFolder folder = new();
        Guid id = Guid.CreateVersion7(Begins);
        DateTimeOffset now;
        await using (LocalHost empty = await LocalHost.Start(new LocalOptions(folder.Path, new Uri("http://127.0.0.1:0"),
            new StandingClock(Begins), "1s"), cancellation))
        {
            await empty.Services.GetRequiredService<StaffDirectory>()
                .Add("leila@service.example", "Leila Marsh", StaffRole.Lead, cancellation);
            (List<JourneyCommit> commits, now) = ThreeYears(id);
            IJourneyStore store = empty.Services.GetRequiredService<IJourneyStore>();
            foreach (JourneyCommit commit in commits)
                if (await store.Commit(commit, cancellation) is not CommitOutcome.Committed)
                    throw new InvalidOperationException("The three years could not be kept.");
        }
        // In a demo nobody signs in, and the page is shown as to a lead.
        await using LocalHost host =
            await LocalHost.Start(new LocalOptions(folder.Path, new Uri("http://127.0.0.1:0"), new StandingClock(now), "1s"), cancellation);
        using HttpClient http = new() { BaseAddress = host.Address };
        List<Figure> figures = [];
        foreach (string name in (string[])["", "/plan", "/activities", "/measures", "/contacts", "/details", "/history", "/summary"])
        {
            List<double> took = [];
            int bytes = 0;
            for (int i = 0; i < (quick ? 3 : 120); i++)
            {
                long start = Stopwatch.GetTimestamp();
                byte[] page = await http.GetByteArrayAsync(new Uri($"journeys/{id:N}{name}", UriKind.Relative), cancellation);
                // The first readings include compiling.
                if (quick || i >= 20)
                    took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                bytes = Math.Max(bytes, page.Length);
            }
            double median = Figure.Median(took);
            figures.Add(new Figure(
                FormattableString.Invariant($"journey: three years, {(name is "" ? "to do" : name[1..])}, {bytes / 1024.0:0} KB, p50"),
                FormattableString.Invariant($"{median:0.0} ms"), $"{Limit.TotalMilliseconds} ms", median / Limit.TotalMilliseconds,
                "< 50 ms, < 60 KB", median < Limit.TotalMilliseconds && bytes < MostBytes));
        }
        return figures;
    }

    private static (List<JourneyCommit> Commits, DateTimeOffset Until) ThreeYears(Guid id)
    {
        List<JourneyCommit> commits = [];
        Life life = new(Begins, (at, by, events, after) => commits.Add(new JourneyCommit
        {
            After = after,
            ExpectedVersion = commits.Count,
            At = at,
            By = by,
            Events = events,
            NextDue = Agenda.Next(after, Life.Pathway),
        }));
        // The invented person consents in 2026. The exact day does not matter here.
        Referral referral = InventedPeople.Referral(0, Life.Pathway, new DateOnly(2026, 2, 2));
        life.Do(new Intake.Receive(id, new HeldReferral(id, "SP-2222-2222", "bench", Begins, referral)));
        DateTimeOffset at = Begins.AddHours(5);
        life.MoveTo(at);
        life.Do(new Intake.Accept());
        life.Do(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        string meeting = life.Do(new Meetings.Book(at.AddDays(3), new Place(PlaceKind.AtHome)));
        life.MoveTo(at = at.AddDays(4));
        life.Do(new Meetings.RecordOutcome(meeting, MeetingOutcome.Held));
        life.Do(new Plan.Agree(["loneliness"], "Being useful", [new Goal("Work in a garden", 8, "Look at it together")]));
        string introduction = life.Do(new Activities.Introduce(new ActivityDetails("Garden", "Second Life"), IntroductionKind.Signposting,
            "loneliness", Agreed: true));
        for (int week = 0; week < Weeks; week++)
        {
            string session = life.Do(new Attendance.PlanSession(introduction, at.AddDays(2), new Transport(TransportKind.Own)));
            life.MoveTo(at = at.AddDays(7));
            life.Do(new Attendance.RecordSession(session, Came: week % 9 != 0, Confidence: week % 9 == 0 ? null : week % 7 + 3));
            if (week % 2 == 0)
                life.Do(new Notes.Add($"Week {week + 1}: she told the others how to prune the roses, and would like to see the dahlias."));
            if (week % 3 == 0)
                life.Do(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached,
                    Note: "Sounded well, and looks forward to it."));
        }
        return (commits, at.AddHours(1));
    }
}
