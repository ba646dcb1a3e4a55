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
        Separately each = new(cancellation);
        foreach ((Guid journey, Session session) in await volunteers.Lost(cancellation))
            await Do(journey, session, new Attendance.SayCannotGo(session.Id, session.Volunteer!));
        foreach ((Guid journey, Session session, _) in await volunteers.Hindered(cancellation))
            await Do(journey, session, new Attendance.SeekCompanion(session.Id, session.Volunteer!));
        _lookedAt = clocks.Now;
        each.ThrowIfAnyFailed();

        Task Do(Guid journey, Session session, JourneyCommand command) =>
            each.Do(() => journeys.Do(journey, command, Actor.System, IdOf(session, command), version: null, cancellation));
    }

    /// <summary>
    /// Asked anew each hour: what was over may have come back, such as a leave that was taken out and entered again. While somebody looks
    /// already, nobody is asked.
    /// </summary>
    private string IdOf(Session session, JourneyCommand command) =>
        $"go-{HexDigest.Of($"{command.GetType().Name}/{session.VersionId}/{session.Volunteer}/{clocks.Now:yyyyMMddHH}")[..24]}";
}
