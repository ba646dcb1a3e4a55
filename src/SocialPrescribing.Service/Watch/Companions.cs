using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Watch;

/// <summary>
/// Has somebody look for another companion where a volunteer is no volunteer any more, is away, or may not go for another reason. Whoever
/// writes that down does not have the sessions before them, and the person would wait at home.
/// </summary>
public sealed class Companions(Volunteers volunteers, JourneyService journeys, Clocks clocks)
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private DateTimeOffset? _lookedAt;

    public async Task Look(CancellationToken cancellation)
    {
        if (_lookedAt is { } last && (clocks.Now - last).Duration() < Every)
            return;
        foreach ((Guid journey, Session session) in await volunteers.Lost(cancellation))
            await journeys.Do(journey, new Attendance.SayCannotGo(session.Id, session.Volunteer!), Actor.System, IdOf("lost", session, ""),
                version: null, cancellation);
        foreach ((Guid journey, Session session, VolunteerObstacle why) in await volunteers.Hindered(cancellation))
            await journeys.Do(journey, new Attendance.SeekCompanion(session.Id, session.Volunteer!), Actor.System,
                IdOf("seek", session, why.Sentence), version: null, cancellation);
        _lookedAt = clocks.Now;
    }

    /// <summary>A human is asked once about each reason.</summary>
    private static string IdOf(string what, Session session, string why) =>
        $"{what}-{HexDigest.Of($"{session.VersionId}/{session.Volunteer}{why}")[..24]}";
}
