using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Something that somebody wants to happen to a journey. Each command says when it may be given and by whom, which free texts it
/// holds, and what it leads to.
/// </summary>
public abstract partial record JourneyCommand
{
    /// <summary>Decides what the command leads to, after the checks whether it may be given.</summary>
    internal abstract Decision Decide(Journey journey, Pathway pathway, Moment moment);

    /// <summary>The state that the journey must be in.</summary>
    internal virtual Gate Gate => Gate.Supported;

    /// <summary>The command's free texts. Their length is limited, whoever sends them.</summary>
    internal virtual IEnumerable<FreeText> Texts => [];

    /// <summary>Texts whose length its decision limits itself, and refuses in words of its own.</summary>
    internal virtual IEnumerable<FreeText> OtherTexts => [];

    /// <summary>
    /// What is wrong with a text that was sent in one of its fields; null if nothing is. A field that is not among its texts holds a name
    /// or an id: one line, because it may be shown in a letter's subject or beside a name.
    /// </summary>
    /// <param name="field">Its name in JSON.</param>
    public (string Code, string Detail)? ProblemIn(string field, string text) =>
        Texts.Concat(OtherTexts).FirstOrDefault(t => t.Field == field) switch
        {
            { Field: null } => TextRules.Line(text),
            { IsLine: true } line => TextRules.Line(text, line.Most),
            var words => TextRules.Lines(text, words.Most),
        };

    /// <summary>The id of the activity, session or task that it is about; null if it may be about any.</summary>
    internal virtual string? Subject => null;

    /// <summary>The id of the colleague to whom it gives something; null if to nobody. Only the service knows who works here.</summary>
    /// <remarks>A method, because a public property would be written into the command's JSON.</remarks>
    public virtual string? Colleague() => null;

    /// <summary>
    /// Whether events that happened while somebody was writing may have changed what they meant. Two people who write about different
    /// things do not disturb each other. If two change the same thing, the second must look again first.
    /// </summary>
    public virtual bool IsOvertakenBy(IEnumerable<JourneyEvent> meanwhile) => meanwhile.Any(e => e.Concept == Concept && IsAboutTheSame(e));

    /// <summary>A concept's commands and events are nested in one class.</summary>
    private Type? Concept => GetType().DeclaringType;

    /// <summary>Two ids are two different things. Without an id, it may be about the same thing.</summary>
    private bool IsAboutTheSame(JourneyEvent happened) => Subject is null || happened.Subject is null || Subject == happened.Subject;

    /// <summary>Why the journey's state does not allow it; null if it does.</summary>
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

/// <summary>A command that agrees times with the person.</summary>
public abstract record TimedCommand : JourneyCommand
{
    /// <summary>The times at which the link worker must be somewhere. There are none if somebody else goes along.</summary>
    public abstract IEnumerable<TakenTime> Takes(Journey journey);
}

/// <summary>A time in the link worker's diary.</summary>
/// <param name="Activity">For a session: its activity.</param>
public sealed record TakenTime(DateTimeOffset At, int Minutes, ActivityDetails? Activity = null)
{
    public DateTimeOffset EndsAt => At.AddMinutes(Minutes);
    /// <summary>Whether sums with it stay within what can be written.</summary>
    public bool IsPossible => Minutes is > 0 and <= 24 * 60 && At.Year is > 1 and < 9999;
    public bool Meets(DateTimeOffset at, DateTimeOffset endsAt) => at < EndsAt && At < endsAt;
}

/// <summary>The state that a journey must be in for a command.</summary>
internal enum Gate
{
    /// <summary>Any state. The command itself checks.</summary>
    Always,
    /// <summary>It was not joined to another journey.</summary>
    Here,
    /// <summary>It was accepted, and support has not ended.</summary>
    Supported,
}

/// <summary>A free text in a command.</summary>
/// <param name="Field">The name in JSON of the field that holds it.</param>
internal readonly record struct FreeText(string? Text, int Most, bool IsLine, string Field)
{
    /// <summary>It may have several lines and, unless it says otherwise, be as long as a note.</summary>
    public static FreeText Words(string? text, int most = Notes.MaxLength, [CallerArgumentExpression(nameof(text))] string of = "") =>
        new(text, most, IsLine: false, NameOf(of));

    /// <summary>One line, unless it says otherwise short enough for a letter.</summary>
    public static FreeText Line(string? text, int most = ReferralRules.MaxName, [CallerArgumentExpression(nameof(text))] string of = "") =>
        new(text, most, IsLine: true, NameOf(of));

    /// <summary><c>Place?.Where</c> is the field <c>where</c>.</summary>
    private static string NameOf(string of) => JsonNamingPolicy.CamelCase.ConvertName(of[(of.LastIndexOf('.') + 1)..]);

    public Decision? WhyNot =>
        Text?.Length > Most ? Decision.Refuse("text-too-long", $"At most {Most} characters; this has {Text.Length}.") : null;
}

/// <summary>Who of the staff may give a command. Every command has to say it.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class GivenByAttribute(Givers givers) : Attribute
{
    public Givers Givers { get; } = givers;
}

public enum Givers
{
    /// <summary>Link workers and leads.</summary>
    Support,
    /// <summary>Also those who look into concerns: they speak with the person, too, and make sure that no mail puts them at risk.</summary>
    Care,
    /// <summary>Those who look into concerns, and leads.</summary>
    Safeguarding,
    /// <summary>Leads and admins.</summary>
    Running,
    /// <summary>Nobody: the service itself gives it, or whoever has a link. It has no name in the API.</summary>
    NotStaff,
}
