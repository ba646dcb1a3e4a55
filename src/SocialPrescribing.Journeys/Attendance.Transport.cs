namespace SocialPrescribing.Journeys;

/// <content>How a person gets to a session, and by when that must be arranged.</content>
public static partial class Attendance
{
    /// <summary>Say how the person gets to a session.</summary>
    /// <param name="FromHereOn">To the later sessions of its series, too. By when it is arranged then follows from each day.</param>
    /// <example>
    /// {"commandId": "s-4", "kind": "arrangeTransport", "session": "s-1", "transport": {"kind": "taxi", "with": "Forest Cars",
    /// "arranged": true}}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record ArrangeTransport(string Session, Transport Transport, bool FromHereOn = false) : JourneyCommand
    {
        internal override string? Subject => FromHereOn ? null : Session;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideArrangeTransport(journey, this, pathway, moment);
    }

    public sealed record TransportArranged(string Session, Transport Transport) : JourneyEvent
    {
        internal override string? Subject => Session;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            With(journey, Session, s => s with { Transport = Transport });
    }

    /// <summary>A lift that is called off must be arranged again.</summary>
    private static Decision DecideArrangeTransport(Journey journey, ArrangeTransport command, Pathway pathway, Moment moment)
    {
        if (Open(journey, command.Session) is not { } session)
            return NotPlanned;
        return NoTransport(command.Transport, session.At, moment.Instant)
            ?? Decision.Of([.. FromHere(journey, session, command.FromHereOn).SelectMany(Arrange)]);

        IEnumerable<JourneyEvent> Arrange(Session to)
        {
            Transport transport = WithDate(
                to.Id == session.Id ? command.Transport : command.Transport with { ArrangeBy = null }, to.At, pathway, moment.Instant);
            bool isThis = to.Id == session.Id;
            // For later sessions somebody is asked when they are near. That happens once, so where it has happened they are asked here.
            bool asksNow = isThis || journey.Fired.Contains(new WillAskForTransport(to.VersionId).Key);
            return [new TransportArranged(to.Id, transport), .. journey.CloseTasks([TaskKind.ArrangeTransport], to.Id),
                .. asksNow && to.At > moment.Instant
                    ? ToArrange(journey, $"session/{(isThis ? "" : $"{to.Id}/")}{moment.CommandId}/transport", to.Id, transport) : []];
        }
    }

    private static Decision? NoTransport(Transport transport, DateTimeOffset session, DateTimeOffset now) =>
        transport is { Kind: TransportKind.Lift, Arranged: true } && string.IsNullOrWhiteSpace(transport.With)
            ? Decision.Refuse("lift-with-whom", "Say who gives the lift.")
        : transport is { NeedsArranging: true, Arranged: false, ArrangeBy: { } by } && (by <= now || by > session)
            ? Decision.Refuse("arrange-by", "Choose a time to arrange it by that is still to come, and not after the session.")
        : transport.With?.Length > ReferralRules.MaxName
            ? Decision.Refuse("text-too-long", $"At most {ReferralRules.MaxName} characters say with whom.")
        : null;

    /// <summary>
    /// Sets the day by which a lift must be arranged: the one that was named, or else some days before the session, or else, if the session
    /// is near, early enough for somebody to help.
    /// </summary>
    private static Transport WithDate(Transport transport, DateTimeOffset session, Pathway pathway, DateTimeOffset now) => transport with
    {
        ArrangeBy = transport.NeedsArranging
            // For a session in the year 1 no earlier date exists.
            ? new[]
                {
                    transport.ArrangeBy,
                    session > now ? pathway.Calendar.AtWork(WorkingCalendar.AddDays(session, -pathway.ArrangeTransportDays)) : null,
                }
                .FirstOrDefault(by => by > now && by <= session, pathway.Calendar.DeadlineBefore(now, 1, session))?.ToUniversalTime()
            : null,
    };

    private static IEnumerable<JourneyEvent> ToArrange(Journey journey, string key, string session, Transport transport) =>
        transport is { NeedsArranging: true, Arranged: false, ArrangeBy: { } by }
            ? [journey.Open(key, TaskKind.ArrangeTransport, by, session)] : [];
}
