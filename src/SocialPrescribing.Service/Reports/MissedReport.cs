using SocialPrescribing.Journeys;
using Barrier = SocialPrescribing.Journeys.Barrier;

namespace SocialPrescribing.Service.Reports;

/// <summary>Missed meetings and sessions, what prevented people from coming, and how support ended.</summary>
internal static class MissedReport
{
    public static Report Of(ReportInput input)
    {
        Turnout now = Count(input), before = Count(input.Before);
        Figure.Count held = Tally.Of("meetings held", now.Held), missed = Tally.Of("meetings missed", now.Missed),
            meetings = Tally.Of("meetings", now.Held + now.Missed), came = Tally.Of("sessions came", now.Came),
            absent = Tally.Of("sessions missed", now.Absent), sessions = Tally.Of("sessions", now.Came + now.Absent);
        (string What, Barrier? Why)[] reasons =
        [
            .. input.People.SelectMany(f => f.Missed).Where(m => input.Period.Has(m.On))
                .SelectMany(m => m.Why is { Count: > 0 } why ? why.Select(w => (m.What, (Barrier?)w)) : [(m.What, null)]),
        ];
        JourneyFacts[] ended = [.. input.People.Where(f => input.Period.Has(f.Ended))],
            endedBefore = [.. input.People.Where(f => input.Before.Period.Has(f.Ended))];
        Figure.Count reopened = Tally.Of("reopened", input.People.Count(f => input.Period.Has(f.ReopenedOn)));
        Figure.Count over = Tally.Of("ended", ended.Length);
        Figure.Part away = new(absent, sessions);
        Figure.Part earlier = new(Tally.Of("before: meetings missed", before.Missed),
            Tally.Of("before: meetings", before.Held + before.Missed));
        return new("missed", "Missed meetings, barriers and endings",
        [
            $"{missed} of {meetings} {meetings:meeting was|meetings were} missed ({new Figure.Part(missed, meetings)}); {earlier} before.",
            $"{absent} of {sessions} {sessions:session|sessions} at activities {sessions:was|were} missed ({away}).",
            $"Support ended for {over} {over:person|people}, and was taken up again for {reopened}.",
        ],
        [
            Tally.By("barriers", "What was in the way", "Barrier", "barrier", r => r.Why is { } why ? Codes.Of(why) : null,
            [
                ("barriers: meetings", [.. reasons.Where(r => r.What is FactKinds.Meeting)], new("meetings", "Meetings", "Meetings")),
                ("barriers: sessions", [.. reasons.Where(r => r.What is FactKinds.Session)], new("sessions", "Sessions", "Sessions")),
            ]) with { Chart = ChartKind.Bars, Scale = "Times it was in the way" },
            new("turnout", "Meetings and sessions", "What",
            [new("came", "Came"), new("missed", "Missed"), new("all", "All"), new("share", "Share missed")],
            [
                new(new("turnout", "meetings"), [held, missed, meetings, new Figure.Part(missed, meetings)]),
                new(new("turnout", "sessions"), [came, absent, sessions, new Figure.Part(absent, sessions)]),
            ], [new(meetings.Name, [held.Name, missed.Name]), new(sessions.Name, [came.Name, absent.Name])]),
            Tally.By("endings", "Why support ended", "Reason", "reason", f => f.EndReason is { } reason ? Codes.Of(reason) : null,
            [
                ("ended", ended, new("ended", "People", "This period")),
                ("before: ended", endedBefore, new("before", "In the period before", "The period before")),
            ]),
        ],
        [
            $"These are meetings and sessions, and not people.",
            $"A missed one says that something was in the way; several reasons can be given, and often none is known.",
        ]);
    }

    private sealed record Turnout(int Held, int Missed, int Came, int Absent);

    private static Turnout Count(ReportInput input)
    {
        bool In(DateOnly month) => input.Period.Has(month);
        return new(
            input.People.Sum(f => f.Contacts.Where(c => c.Kind is FactKinds.Meeting && In(c.Month)).Sum(c => c.Count)),
            input.People.Sum(f => f.Missed.Count(m => m.What is FactKinds.Meeting && input.Period.Has(m.On))),
            input.People.Sum(f => f.Sessions.Where(s => In(s.Month)).Sum(s => s.Came)),
            input.People.Sum(f => f.Sessions.Where(s => In(s.Month)).Sum(s => s.Missed)));
    }
}
