using System.Text.Json;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Ports;

/// <summary>A journey's facts as they are stored: beside the journey, so that they can stay when it goes.</summary>
/// <param name="Key">A keyed hash of the journey's id.</param>
/// <param name="Month">The first of the month in which the referral came; it never changes.</param>
/// <param name="LinkWorker">A staff id: reports are filtered by it, and it is in no export.</param>
/// <param name="Json"><see cref="JourneyFacts"/>.</param>
public sealed record FactsRow(string Key, DateOnly Month, string? LinkWorker, string Json)
{
    /// <summary>False where the same is stored already, so that nothing has to be written.</summary>
    public bool IsNew { get; init; } = true;

    /// <summary>Null where they cannot be read: they can be made again from the journal.</summary>
    public JourneyFacts? Facts => Read(Json);

    public static FactsRow Of(JourneyFacts facts, string? linkWorker) =>
        new(facts.Key, facts.Month, linkWorker, JsonSerializer.Serialize(facts, FactsJson.Default.JourneyFacts));

    public static JourneyFacts? Read(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, FactsJson.Default.JourneyFacts);
        }
        catch (Exception e) when (StoredTexts.IsOfTheText(e))
        {
            return null;
        }
    }
}
