using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>How journeys, journals and commands are written. Everything that was ever written must stay readable.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(Journey))]
[JsonSerializable(typeof(IReadOnlyList<JourneyEvent>))]
[JsonSerializable(typeof(JourneyCommand))]
[JsonSerializable(typeof(UrgentWords.Noticed), TypeInfoPropertyName = "UrgentWordsNoticed")]
[JsonSerializable(typeof(Tasks.Opened), TypeInfoPropertyName = "TaskOpened")]
[JsonSerializable(typeof(Tasks.Closed), TypeInfoPropertyName = "TaskClosed")]
[JsonSerializable(typeof(Identity.Confirmed), TypeInfoPropertyName = "IdentityConfirmed")]
[JsonSerializable(typeof(Documents.Added), TypeInfoPropertyName = "DocumentAdded")]
[JsonSerializable(typeof(Joining.Promise), TypeInfoPropertyName = "JoinPromise")]
[JsonSerializable(typeof(Parting.Promise), TypeInfoPropertyName = "PartPromise")]
public sealed partial class JourneyJson : JsonSerializerContext
{
    /// <summary>For texts that a newer version wrote: a member that this version would lose on writing is an error.</summary>
    public static JourneyJson Whole => field ??= new(new JsonSerializerOptions(Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    });

    /// <summary>
    /// For what people send: a missing or unknown field is a slip that they should hear of. What the service itself wrote is read
    /// leniently, whichever version wrote it.
    /// </summary>
    public static JourneyJson Strict => field ??= new(new JsonSerializerOptions(Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });
}
