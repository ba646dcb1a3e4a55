using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Parts;

/// <summary>
/// What a volunteer reads about one session: a first name, when, where, and what staff wrote for them. If the person must not be found, or
/// a concern or a risk is known, the volunteer sees only the name and the time and calls us for the rest.
/// </summary>
public sealed record GoingView(
    Guid Journey, string Session, DateTimeOffset At, int Minutes, string Name, string? Activity, string? Where, string? ToKnow,
    string? LinkWorker)
{
    public bool IsTold => Activity is not null;
    /// <summary>The directory says something else of the activity by now, and nobody has moved the session or called it off yet.</summary>
    public bool MayBeOff { get; init; }

    public static GoingView Of(Journey journey, Session session, string? linkWorker)
    {
        ActivityDetails? activity = journey.IsGuarded ? null : Activities.Find(journey, session.Introduction)?.Activity;
        return new(journey.Id, session.Id, session.At, session.Minutes, NameOf(journey.Person), activity?.Name, activity?.Where,
            activity is null ? null : session.ToKnow, linkWorker);
    }

    /// <summary>Some people's preferred name is "Mrs O'Neill". Volunteers do not see their family name.</summary>
    public static string NameOf(Person person) =>
        person.FamilyName.Length > 0 && person.KnownAs.Contains(person.FamilyName, StringComparison.OrdinalIgnoreCase)
            ? person.FirstName : person.KnownAs;
}
