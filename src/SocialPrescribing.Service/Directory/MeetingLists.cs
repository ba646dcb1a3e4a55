using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Directory;

/// <param name="Stored">The entry as it is now.</param>
/// <param name="Expected">Each with the session that is meant; in the order in which they joined the list.</param>
public sealed record MeetingList(
    MeetingDay Meeting, ListedActivity Stored, string Address, DateTimeOffset ClosesAt,
    IReadOnlyList<(Journey Journey, Session Session)> Expected);

/// <summary>
/// Who is on the list of one meeting of an activity: journeys by their ids and nothing else. What is known of each stands in the journey,
/// and is read when somebody looks.
/// </summary>
public sealed class MeetingLists(
    IRegister register, IJourneyStore store, ActivityDirectory directory, InForce<Pathway> pathways, Clocks clocks)
{
    /// <summary>
    /// How many a list holds. A provider of a larger activity would not know people by their first names, which is all that the list shows.
    /// </summary>
    private const int Most = 100;

    private readonly Records<Guid> _lines = RecordKinds.MeetingLine.Of(PortsJson.Default.Guid).In(register, clocks);

    public Task<bool> Add(MeetingDay meeting, Guid journey, CancellationToken cancellation) =>
        _lines.Add($"{meeting.Name}/{journey:N}", journey, cancellation);

    /// <summary>
    /// The list, while its provider may see it: they agree, on the day of the meeting and until its register closes. Null otherwise.
    /// </summary>
    public async Task<MeetingList?> Open(MeetingDay meeting, CancellationToken cancellation)
    {
        if (await directory.Get(meeting.Activity, cancellation) is not { Activity: { KeepsRegister: true } activity }
            || activity.Details.Provider.Email is not { } address
            || WorkingCalendar.LondonDate(clocks.Now) < WorkingCalendar.LondonDate(meeting.At))
            return null;
        List<(Journey, Session)> expected = [];
        DateTimeOffset ends = meeting.At;
        foreach (Record<Guid> line in (await _lines.List($"{meeting.Name}/", Most, null, cancellation)).Items)
            if (await store.Load(line.Value, cancellation) is LoadedJourney.Found { Stored.State: var journey }
                && journey.Sessions.FirstOrDefault(s => s.At == meeting.At && s.RegisterAskedAt is not null
                    && Attendance.IsOnRegister(journey, s)
                    && Activities.Find(journey, s.Introduction)!.Activity.Id == meeting.Activity) is { } session)
            {
                expected.Add((journey, session));
                ends = session.EndsAt > ends ? session.EndsAt : ends;
            }
        DateTimeOffset closes = Attendance.RegisterClosesAt(ends, pathways.Now);
        return expected.Count is 0 || clocks.Now >= closes ? null : new(meeting, activity, address, closes, expected);
    }
}
