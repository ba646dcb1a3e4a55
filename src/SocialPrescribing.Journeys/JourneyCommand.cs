namespace SocialPrescribing.Journeys;

/// <summary>
/// Something that somebody wants to happen to a journey. Each command states when it may be given and by whom, which free texts it holds,
/// and what it leads to.
/// </summary>
public abstract partial record JourneyCommand
{
    /// <summary>Decides what the command leads to, once it is known that it may be given.</summary>
    internal abstract Decision Decide(Journey journey, Pathway pathway, Moment moment);

    /// <summary>Which state of the journey it needs.</summary>
    internal virtual Gate Gate => Gate.Supported;

    /// <summary>What somebody writes freely. It is bounded, whoever sends it.</summary>
    internal virtual IEnumerable<FreeText> Texts => [];

    /// <summary>Which activity, session or task it is about, by its id; null where it may be any.</summary>
    internal virtual string? Subject => null;

    /// <summary>
    /// Whether what others did while somebody was writing can have changed what they meant. Two people who write about different things are
    /// not in each other's way; two who change the same thing are, and the second looks before it counts.
    /// </summary>
    public virtual bool IsOvertakenBy(IEnumerable<JourneyEvent> meanwhile) => meanwhile.Any(e => e.Concept == Concept && IsAboutTheSame(e));

    /// <summary>A concept's commands and events stand in one class.</summary>
    private Type? Concept => GetType().DeclaringType;

    /// <summary>
    /// Two activities, two sessions or two concerns are two things; a new one may be the same as somebody else's new one.
    /// </summary>
    private bool IsAboutTheSame(JourneyEvent happened) => Subject is null || happened.Subject is null || Subject == happened.Subject;

    /// <summary>Why it cannot be given to this journey as it is.</summary>
    internal Decision? RefusedIn(Journey journey) =>
        Texts.Select(text => text.WhyNot).FirstOrDefault(refused => refused is not null) ?? Gate switch
        {
            Gate.Always => null,
            _ when journey.Joining is not null =>
                Decision.Refuse("being-joined", "This record is just being joined to another. Please look again in a moment."),
            _ when journey.Joined is not null => Decision.Refuse("journey-joined", "This record was joined to another. Go on there."),
            Gate.Here => null,
            _ when journey.HasEnded => Decision.Refuse("support-ended", "Support has ended for this person. Nothing was changed."),
            _ when journey.AcceptedAt is null => Decision.Refuse("not-accepted", "Accept the referral first."),
            _ => null,
        };
}

/// <summary>A command that begins a journey.</summary>
public abstract record FirstCommand : JourneyCommand
{
    internal abstract Decision Begin(Pathway pathway, Moment moment);

    internal sealed override Gate Gate => Gate.Always;

    internal sealed override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
        Decision.Refuse("journey-exists", "There is a record under this id already.");
}

/// <summary>Which state of a journey a command needs.</summary>
internal enum Gate
{
    /// <summary>Any. The command looks for itself.</summary>
    Always,
    /// <summary>It goes on here, and was not joined to another.</summary>
    Here,
    /// <summary>It was accepted, and support has not ended.</summary>
    Supported,
}

/// <summary>Words that go along with a command.</summary>
internal readonly record struct FreeText(string? Text, int Most)
{
    /// <summary>Bounded like a note.</summary>
    public static FreeText Words(string? text) => new(text, Notes.MaxLength);

    /// <summary>It has to fit into a letter.</summary>
    public static FreeText Line(string? text) => new(text, ReferralRules.MaxName);

    public Decision? WhyNot =>
        Text?.Length > Most ? Decision.Refuse("text-too-long", $"At most {Most} characters; this has {Text.Length}.") : null;
}

/// <summary>Who may give a command. What has none is the system's own.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class GivenByAttribute(Givers givers) : Attribute
{
    public Givers Givers { get; } = givers;
}

public enum Givers
{
    /// <summary>Link workers and leads.</summary>
    Support,
    /// <summary>
    /// The same, and who looks into concerns: they speak to the person as well, and see to it that no mail puts them at risk.
    /// </summary>
    Care,
    /// <summary>Who looks into concerns, and leads.</summary>
    Safeguarding,
    /// <summary>Leads and admins.</summary>
    Running,
}
