using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web;

/// <summary>The time of an earlier version of a meeting. Only the journal still knows it.</summary>
public static class MeetingTimes
{
    /// <returns>Null if there was no such version.</returns>
    public static async Task<DateTimeOffset?> Of(
        IJourneyStore store, Guid journey, string meeting, int version, CancellationToken cancellation) =>
        (await store.Journal(journey, cancellation)).SelectMany(c => c.Events).Select(happened => happened switch
        {
            Meetings.Booked e when e.Meeting == meeting && version is 1 => e.At,
            Meetings.Moved e when e.Meeting == meeting && version == e.Version => e.At,
            _ => (DateTimeOffset?)null,
        }).FirstOrDefault(at => at is not null);
}
