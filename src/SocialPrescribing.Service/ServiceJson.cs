using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service;

/// <summary>The written form of what the service itself keeps.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JourneySummary))]
[JsonSerializable(typeof(Actor))]
[JsonSerializable(typeof(UnmetNeed))]
[JsonSerializable(typeof(Look))]
[JsonSerializable(typeof(Week))]
[JsonSerializable(typeof(ReferralIntake.Admission))]
[JsonSerializable(typeof(ReferrerLists.Link))]
internal sealed partial class ServiceJson : JsonSerializerContext;
