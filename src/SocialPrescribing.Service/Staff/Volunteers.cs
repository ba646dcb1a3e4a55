using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Staff;

/// <summary>A volunteer and the sessions they go along to from today on, the earliest first.</summary>
public sealed record GoingAlong(StaffMember Volunteer, IReadOnlyList<(Journey Journey, Session Session)> Sessions);

/// <param name="WhyNot">Null if they can.</param>
/// <param name="IsUsuallyFree">Whether they usually have time then. If not, they can still be asked.</param>
public sealed record VolunteerChoice(StaffMember Volunteer, VolunteerObstacle? WhyNot, bool IsUsuallyFree);

/// <param name="Code">The code of the refusal.</param>
public sealed record VolunteerObstacle(string Code, string Sentence);

/// <summary>
/// Which sessions a volunteer goes along to is stored in the journeys. This class remembers only which journeys to look in, so that nobody
/// has to read all of them.
/// </summary>
public sealed class Volunteers(StaffDirectory staff, IRegister register, IJourneyStore store, Clocks clocks)
{
    /// <summary>How many days before a DBS check runs out somebody is warned.</summary>
    public const int WarnDays = 30;
    private const int MostJourneys = 500;
    private const int AtOnce = 50;
    /// <summary>How many days ahead somebody else is looked for.</summary>
    private const int SeekDays = 14;

    private readonly Records<Guid> _lines = RecordKinds.VolunteerLine.Of(PortsJson.Default.Guid).In(register, clocks);

    public async Task<IReadOnlyList<StaffMember>> All(CancellationToken cancellation) =>
        [.. (await staff.WithRole(StaffRole.Volunteer, cancellation)).OrderBy(s => s.Name, Alphabetical.Order)];

    /// <summary>Writes the note before the journey names the volunteer. After a crash in between, it leads to a journey without
    /// such a session.</summary>
    public async Task Note(string volunteer, Guid journey, CancellationToken cancellation)
    {
        string key = $"{volunteer}/{journey:N}";
        await _lines.Put(key, journey, (await _lines.Get(key, cancellation))?.Version ?? 0, cancellation);
    }

    public async Task<GoingAlong> Of(StaffMember volunteer, CancellationToken cancellation) =>
        await In((await _lines.List($"{volunteer.Id}/", MostJourneys, null, cancellation)).Items.Select(l => l.Value), volunteer,
            cancellation);

    /// <summary>A page waits for this, so what can be read together is.</summary>
    public async Task<IReadOnlyList<GoingAlong>> Everybody(CancellationToken cancellation)
    {
        Task<IReadOnlyList<StaffMember>> all = All(cancellation);
        Task<IReadOnlyList<Record<Guid>>> lines = _lines.All(cancellation);
        await Task.WhenAll(all, lines);
        ILookup<string, Guid> journeysOf = (await lines).ToLookup(l => l.Key.Split('/')[0], l => l.Value);
        return await Task.WhenAll((await all).Select(v => In(journeysOf[v.Id], v, cancellation)));
    }

    private async Task<GoingAlong> In(IEnumerable<Guid> journeys, StaffMember volunteer, CancellationToken cancellation)
    {
        DateOnly today = WorkingCalendar.LondonDate(clocks.Now);
        List<LoadedJourney> loaded = [];
        foreach (Guid[] some in journeys.Chunk(AtOnce))
            loaded.AddRange(await Task.WhenAll(some.Select(j => store.Load(j, cancellation))));
        return new(volunteer, [.. loaded.OfType<LoadedJourney.Found>().Select(f => f.Stored.State).Where(j => !j.HasEnded)
            .SelectMany(j => j.Sessions
                .Where(s => s.Volunteer == volunteer.Id && s.IsPlanned && WorkingCalendar.LondonDate(s.At) >= today)
                .Select(s => (Journey: j, Session: s)))
            .OrderBy(s => s.Session.At)]);
    }

    /// <summary>How many volunteers have a DBS check that has run out or soon will, or have none on record.</summary>
    public async Task<int> RunningOut(CancellationToken cancellation)
    {
        DateOnly soon = WorkingCalendar.LondonDate(clocks.Now).AddDays(WarnDays);
        return (await All(cancellation)).Count(v => v.Helps.DbsUntil is not { } until || until <= soon);
    }

    /// <summary>Sessions with somebody who is no longer a volunteer.</summary>
    public async Task<IReadOnlyList<(Guid Journey, Session Session)>> Lost(CancellationToken cancellation)
    {
        HashSet<string> here = [.. (await All(cancellation)).Select(v => v.Id)];
        List<(Guid, Session)> lost = [];
        foreach (Record<Guid> line in await _lines.All(cancellation))
            if (line.Key.Split('/')[0] is var volunteer && !here.Contains(volunteer)
                && await store.Load(line.Value, cancellation) is LoadedJourney.Found { Stored.State: { HasEnded: false } journey })
                lost.AddRange(journey.Sessions.Where(s => s.Volunteer == volunteer && s.IsPlanned && s.At > clocks.Now)
                    .Select(s => (journey.Id, s)));
        return lost;
    }

    /// <summary>Sessions of the next days to which a volunteer was to go along and now cannot, each with the reason.</summary>
    public async Task<IReadOnlyList<(Guid Journey, Session Session, VolunteerObstacle Why)>> Hindered(CancellationToken cancellation)
    {
        DateTimeOffset now = clocks.Now;
        return [.. from goes in await Everybody(cancellation)
            from planned in goes.Sessions
            where planned.Session.At > now && planned.Session.At <= now.AddDays(SeekDays)
            let why = WhyNot(goes, [planned.Session], Activities.Find(planned.Journey, planned.Session.Introduction)?.Activity)
            where why is not null
                && !planned.Journey.Tasks.Any(t => t.Kind is TaskKind.FindCompanion && t.About == planned.Session.Id)
            select (planned.Journey.Id, planned.Session, why)];
    }

    /// <summary>Who could go along to these sessions. Those who can come first.</summary>
    /// <param name="sessions">Whoever goes along to them now counts as free for them, because they may be chosen again.</param>
    public static IReadOnlyList<VolunteerChoice> WhoCould(
        IReadOnlyList<GoingAlong> everybody, IReadOnlyList<Session> sessions, ActivityDetails? activity = null) =>
        [.. everybody.Select(v => new VolunteerChoice(v.Volunteer, WhyNot(v, sessions, activity), IsUsuallyFree(v.Volunteer, sessions)))
            .OrderBy(c => c.WhyNot is not null).ThenBy(c => !c.IsUsuallyFree)];

    /// <summary>Why somebody cannot go along to one of these; null if they can.</summary>
    public static VolunteerObstacle? WhyNot(GoingAlong goes, IReadOnlyList<Session> sessions, ActivityDetails? activity)
    {
        StaffMember who = goes.Volunteer;
        if (who is not { Enabled: true, Role: StaffRole.Volunteer })
            return new("volunteer-unknown", "Choose a volunteer who is here.");
        if (who.Helps.DbsUntil is not { } until)
            return new("volunteer-dbs", $"No DBS check of {who.Name} is on record.");
        foreach (Session session in sessions)
        {
            DateOnly on = WorkingCalendar.LondonDate(session.At);
            if (until < on)
                return new("volunteer-dbs", $"The DBS check of {who.Name} runs out on {InWords(until)}, before {InWords(on)}.");
            if (who.Leave.Any(l => l.Holds(on)))
                return new("volunteer-away", $"{who.Name} is away on {InWords(on)}.");
            if (goes.Sessions.Any(s => !IsSame(s.Session, session) && s.Session.At < session.EndsAt && session.At < s.Session.EndsAt
                && !IsThere(s.Journey, s.Session, session, activity)))
                return new("volunteer-elsewhere", $"{who.Name} goes along elsewhere on {InWords(on)} at that time.");
        }
        return null;
    }

    private static bool IsSame(Session one, Session other) => one.Id == other.Id && one.Introduction == other.Introduction;

    /// <summary>Somebody who takes two people to the choir is in one place.</summary>
    private static bool IsThere(Journey journey, Session theirs, Session session, ActivityDetails? activity) =>
        activity is not null && theirs.At == session.At
        && Activities.Find(journey, theirs.Introduction)?.Activity.IsSame(activity) is true;

    private static bool IsUsuallyFree(StaffMember volunteer, IReadOnlyList<Session> sessions) =>
        sessions.All(s => volunteer.Helps.Free.Contains(UsualTime.At(s.At)));

    private static string InWords(DateOnly day) => day.ToString("d MMMM yyyy", System.Globalization.CultureInfo.GetCultureInfo("en-GB"));
}
