using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// The links in a person's letters have a generation. Letters stay in mailboxes, and others may read those. When we hear that the person is
/// not safe, or is reached elsewhere, the generation rises, and earlier links open nothing but <em>stop these messages</em>.
/// </summary>
public static class PersonLinks
{
    /// <summary>End the links in earlier letters to the person.</summary>
    /// <example>{"commandId": "c-41", "kind": "renewLinks"}</example>
    [GivenBy(Givers.Care)]
    public sealed record Renew : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideRenew(journey, this);
    }

    public sealed record Renewed(RenewalReason Reason) : JourneyEvent
    {
        public override bool FollowsByItself() => Reason is not RenewalReason.Staff;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { LinkGeneration = journey.LinkGeneration + 1 };
    }

    private static Decision DecideRenew(Journey journey, Renew _) =>
        journey.HasDied ? Decision.Refuse("support-ended", "Support has ended for this person. Nothing was changed.")
        : Decision.Of(new Renewed(RenewalReason.Staff));

    /// <summary>Ends the links if a decision requires it. This is done in one place for all commands, so that none can forget it.</summary>
    internal static Decision Follow(Journey? journey, Decision decision, Moment moment)
    {
        if (journey is null || decision is not Decision.Accepted { Events: { Count: > 0 } events } || events.Any(e => e is Renewed))
            return decision;
        return events.Select(e => WhyAfter(journey, e, moment)).FirstOrDefault(why => why is not null) is { } reason
            ? Decision.Of([.. events, new Renewed(reason)]) : decision;
    }

    private static RenewalReason? WhyAfter(Journey journey, JourneyEvent happened, Moment moment) => happened switch
    {
        Intake.Joined or Joining.Taken => RenewalReason.Joined,
        Plan.NeedRaised { Need: Needs.DomesticAbuse } => Once(journey),
        Plan.Agreed { Plan: { } plan } when plan.Needs.Contains(Needs.DomesticAbuse) => Once(journey),
        AddressProtection.ProtectionChanged { Withheld: true } => RenewalReason.Risk,
        // If the person themselves asks for discretion by a link, the links stay. Otherwise anybody with a link could lock
        // them out of that page.
        Preferences.Changed { Discretion: true } when moment.Actor.Kind is not ActorKind.Person && !journey.Preferences.Discretion =>
            RenewalReason.Discretion,
        Preferences.Changed e
            when moment.Actor.Kind is ActorKind.Staff
                && (e.Address is not null || journey.After(e, moment.Instant).Preferences.Email != journey.Preferences.Email) =>
                RenewalReason.NewAddress,
        _ => null,
    };

    /// <summary>If this was known before, the links were ended then.</summary>
    private static RenewalReason? Once(Journey journey) => journey.KnowsDomesticAbuse ? null : RenewalReason.Risk;
}

/// <summary>Why older links opened nothing any more.</summary>
[JsonConverter(typeof(CamelCaseEnum<RenewalReason>))]
public enum RenewalReason { Staff, Risk, Discretion, NewAddress, Joined }
