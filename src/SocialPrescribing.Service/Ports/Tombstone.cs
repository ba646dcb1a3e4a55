using System.Text.Json;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Ports;

/// <summary>Why a record was erased. A list and no free text: what somebody writes may say who it was.</summary>
[JsonConverter(typeof(CamelCaseEnum<ErasureReason>))]
public enum ErasureReason
{
    /// <summary>The time was over for which such records are kept.</summary>
    RetentionOver,
    /// <summary>The person asked for it.</summary>
    PersonAsked,
    /// <summary>The person no longer agrees that their details are kept.</summary>
    ConsentWithdrawn,
    /// <summary>It should never have been kept.</summary>
    ShouldNotBeHere,
    /// <summary>A court or a regulator said so.</summary>
    Ordered,
}

/// <summary>What stays of a journey that was erased. Nothing in it says who it was about.</summary>
/// <param name="AskedBy">A staff id, as is <paramref name="AgreedBy"/>; null for what the service does by itself.</param>
/// <param name="Hash">Keyed, of what was there: whoever has a copy and the key can tell whether it is the same.</param>
public sealed record Tombstone(
    Guid Journey, DateOnly Began, DateOnly? Ended, DateTimeOffset ErasedAt, ErasureReason Reason, string? AskedBy, string? AgreedBy,
    string Hash)
{
    /// <summary>Stands where lists have the stage. No stage is called so, so no list shows it.</summary>
    public const string Stage = "Erased";

    /// <summary>In place of the state.</summary>
    public string Write() => JsonSerializer.Serialize(new InPlaceOfState(this), TombstoneJson.Default.InPlaceOfState);

    /// <summary>Null for anything else.</summary>
    public static Tombstone? Read(ReadOnlySpan<byte> state)
    {
        if (!state.StartsWith("""{"erased":"""u8))
            return null;
        try
        {
            return JsonSerializer.Deserialize(state, TombstoneJson.Default.InPlaceOfState)?.Erased;
        }
        catch (Exception e) when (StoredTexts.IsOfTheText(e))
        {
            return null;
        }
    }

    /// <summary>A name of its own, so that nobody takes it for a journey.</summary>
    internal sealed record InPlaceOfState(Tombstone Erased);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Tombstone.InPlaceOfState))]
internal sealed partial class TombstoneJson : JsonSerializerContext;
