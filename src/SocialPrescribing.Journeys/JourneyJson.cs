using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>The written form of journeys, journals and commands. What it once wrote, it reads for ever.</summary>
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
    /// <summary>For what a newer version wrote: what this one would lose, if it wrote it again, is an error.</summary>
    public static JourneyJson Whole => field ??= new(new JsonSerializerOptions(Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    });

    /// <summary>
    /// For what people send: a field that is missing or that nobody knows is a slip that they should hear of. What the service wrote itself
    /// is read leniently, whichever version wrote it.
    /// </summary>
    public static JourneyJson Strict => field ??= new(new JsonSerializerOptions(Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });
}
