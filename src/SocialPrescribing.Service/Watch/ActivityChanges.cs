using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Watch;

/// <summary>
/// Finds the people who are about to go where an activity has closed, moved or has a break, and has somebody ring them. A reminder that has
/// gone out already told them to come, and drivers and volunteers have no other letter. It looks after each change of the directory, and
/// once a day because of what is near by then.
/// </summary>
/// <remarks>
/// What it has looked at is not stored. After a restart it looks once more, and a command that was given is not given again.
/// </remarks>
public sealed class ActivityChanges(
    IJourneyStore store, JourneyService journeys, ActivityDirectory directory, InForce<Pathway> pathways, Clocks clocks)
{
    /// <summary>Far enough ahead that a human has a whole working day for the call, also before a session on a Monday.</summary>
    private const int WorkingDaysAhead = 2;

    private (int Stamp, DateOnly On)? _lookedAt;
    private IReadOnlyDictionary<Guid, ListingDetails> _seen = new Dictionary<Guid, ListingDetails>();

    /// <returns>How many journeys have heard of a change.</returns>
    public async Task<int> Look(CancellationToken cancellation)
    {
        DateTimeOffset now = clocks.Now;
        // What changes while this looks is looked at the next time.
        (int, DateOnly) state = (await directory.Stamp(cancellation), WorkingCalendar.LondonDate(now));
        if (_lookedAt == state)
            return 0;
        Dictionary<Guid, ListedActivity> entries =
            (await directory.All(cancellation)).Select(s => s.Activity).ToDictionary(a => a.Id);
        // Most changes, such as that a provider has confirmed an entry, send nobody elsewhere. Reading everybody is not for them.
        if (_lookedAt?.On == state.Item2 && entries.Values.All(e => StandsStill.IsTheSame(_seen.GetValueOrDefault(e.Id), e.Details)))
        {
            _lookedAt = state;
            return 0;
        }
        Pathway pathway = pathways.Now;
        DateTimeOffset until = pathway.Calendar.Deadline(now, WorkingDaysAhead);
        int told = 0;
        bool isDone = true;
        Separately each = new(cancellation);
        await foreach (Journey journey in Caseloads.In(Caseloads.Supported, store, null, null, cancellation))
            foreach ((Session session, ListedActivity entry, string why)
                in StandsStill.Changed(journey, entries.GetValueOrDefault, pathway.SchoolHolidays))
                if (session.At > now && session.At <= until)
                {
                    // The next round tries again what failed.
                    CommandResult? result = await each.Do(() => journeys.Do(journey.Id,
                        new Attendance.HearOfChange(session.Id, session.Version), Actor.System, IdOf(session, why, entry), version: null,
                        cancellation));
                    told += result is CommandResult.Done { Repeated: false } ? 1 : 0;
                    isDone &= result is not CommandResult.Refused { IsForNow: true };
                }
        each.ThrowIfAnyFailed();
        if (isDone)
            (_lookedAt, _seen) = (state, entries.ToDictionary(e => e.Key, e => e.Value.Details));
        return told;
    }

    /// <summary>
    /// The same news is told once on the day of a change, whatever else of the entry changes that day. Another place is news, and so is
    /// what comes back on a later day.
    /// </summary>
    private static string IdOf(Session session, string why, ListedActivity entry)
    {
        string place = StandsStill.Where(entry.Details.Place) ?? "";
        return "door-" + HexDigest.Of(
            $"{session.VersionId}/{why}/{place}/{WorkingCalendar.LondonDate(entry.LastModified):yyyyMMdd}")[..32];
    }
}
