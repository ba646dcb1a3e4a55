using System.Text.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.People;

/// <summary>
/// Which parts of a journey go into the file that a person gets of what is held about them. Every part is listed by name, so a part that is
/// added to a journey later is left out until somebody has thought about it.
/// </summary>
public static class HeldFile
{
    /// <summary>The parts for everybody. A path goes through lists, and ends at a value or a list of values.</summary>
    private static readonly HashSet<string> ForAnybody =
    [
        "receivedAt", "acceptedAt", "closedAt", "ended.at", "nextReviewOn",
        .. In("person", "firstName", "familyName", "dateOfBirth", "nhsNumber", "language"),
        .. In("preferences", "language", "optOut"),
        .. In("referrals", "reference", "receivedAt", "acceptedAt", "declinedAt", "details.needs", "details.consent.toShare",
            "details.consent.on"),
        .. In("surveys", "id", "openedAt", "closesAt", "answeredAt", "answers.*", "how", "filledInOn"),
    ];

    /// <summary>
    /// More parts, if nothing is guarded: where the person is and goes, how they are reached, who referred them, and everybody's own words.
    /// </summary>
    private static readonly HashSet<string> WhereNothingIsGuarded =
    [
        .. ForAnybody, "earlierEmail", "contactedAt",
        .. Person("person"),
        .. In("preferences.contacts", "kind", "value", "allowed", "text", "voicemail", "preferred", "note"),
        .. In("attempts", "channel", "outcome", "at"),
        .. In("referrals", "declineReason", "details.source", "details.reason", "details.whatMattersMost", "details.gpPractice.odsCode",
            "details.gpPractice.name", "details.consent.givenBy"),
        .. In("referrals.details.referrer", "name", "role", "service", "organisation", "odsCode", "email", "phone"),
        .. Person("referrals.details.person"),
        .. In("meetings", "at", "minutes", "place.kind", "place.where", "confirmedAt", "isCancelled", "outcome"),
        .. In("plans", "on", "needs", "whatMatters", "strengths", "reviewOn", "goals.text", "goals.importance", "goals.nextStep"),
        .. In("goalScorings", "at", "occasion", "goals.goal", "goals.score", "goals.mark"),
        .. In("raisedNeeds", "need", "at"),
        .. In("wishes", "days", "parts", "walksMiles", "furthestMiles", "travel", "stepFree", "atHome", "smallGroups", "company",
            "mostPounds", "likes", "note"),
        .. In("reviews", "at", "outcome"),
        .. In("lists", "at", "by", "activities.when", "activities.cost", "activities.gettingThere", "activities.along", "answers.number",
            "answers.says", "answers.at", "answers.note"),
        .. In("lists.activities.activity", "name", "provider", "where", "phone"),
        .. In("dismissed", "name", "reason", "at"),
        // A provider writes to us and not to the person, so their reason for a no is left out.
        .. In("introductions", "id", "as", "at", "need", "share", "answer", "answeredAt", "support", "independentAt", "endedAt",
            "endReason"),
        .. In("introductions.activity", "name", "provider", "where", "phone", "email"),
        .. In("sessions", "introduction", "at", "minutes", "support", "isCancelled", "came", "whyNot", "wentAlong", "confidence",
            "transport.kind", "transport.with", "transport.arranged"),
        .. In("pause", "reason", "until", "since"),
        "ended.reason",
    ];

    /// <summary>The journey as it is stored, with only these parts.</summary>
    public static JsonObject Of(Journey journey)
    {
        JsonObject file = JsonSerializer.SerializeToNode(journey, JourneyJson.Default.Journey)!.AsObject();
        Keep(file, "", journey.IsGuarded ? ForAnybody : WhereNothingIsGuarded);
        return file;
    }

    /// <returns>Whether anything is left.</returns>
    private static bool Keep(JsonNode? node, string path, HashSet<string> told)
    {
        switch (node)
        {
            case JsonObject parts:
                foreach (string name in parts.Select(p => p.Key).ToArray())
                    if (!Keep(parts[name], told.Contains($"{path}.*") ? $"{path}.*" : path.Length is 0 ? name : $"{path}.{name}", told))
                        parts.Remove(name);
                return parts.Count > 0;
            case JsonArray items:
                for (int i = items.Count - 1; i >= 0; i--)
                    if (!Keep(items[i], path, told))
                        items.RemoveAt(i);
                return items.Count > 0;
            default:
                return told.Contains(path);
        }
    }

    private static IEnumerable<string> Person(string path) =>
        In(path, "firstName", "familyName", "preferredName", "pronouns", "dateOfBirth", "nhsNumber", "sex", "ethnicity", "disability",
            "language",
            "address.lines", "address.postcode", "noFixedAbode",
            "contacts.kind", "contacts.value", "contacts.allowed", "contacts.text", "contacts.voicemail", "contacts.preferred",
            "contacts.note",
            "whenToCall", "communicationNeeds", "adjustments", "mobility", "household", "carer",
            "carerRatherNotSay", "residency");

    private static IEnumerable<string> In(string path, params string[] names) => names.Select(name => $"{path}.{name}");
}
