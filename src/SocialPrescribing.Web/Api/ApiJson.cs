using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>An answer with a JSON body.</summary>
internal sealed class Reply<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(httpContext.Response.BodyWriter, value, type, httpContext.RequestAborted);
    }
}

/// <summary>Writes every moment in UTC with <c>Z</c>, whatever its offset.</summary>
internal sealed class UtcInstant : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime);
}

/// <summary>How the API's answers are written. openapi.yaml describes it, and a test compares the two.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UtcInstant)])]
[JsonSerializable(typeof(ApiProblem))]
[JsonSerializable(typeof(ReferralIntake.Receipt))]
[JsonSerializable(typeof(ReferralView))]
[JsonSerializable(typeof(JourneySummary))]
[JsonSerializable(typeof(Listing<TaskItem>), TypeInfoPropertyName = "Tasks")]
[JsonSerializable(typeof(Listing<JourneyItem>), TypeInfoPropertyName = "Journeys")]
[JsonSerializable(typeof(JourneyView))]
[JsonSerializable(typeof(Listing<StaffView>), TypeInfoPropertyName = "StaffList")]
[JsonSerializable(typeof(NewStaff))]
[JsonSerializable(typeof(StaffChange))]
[JsonSerializable(typeof(SetUpLinkView))]
[JsonSerializable(typeof(StaffTokenView))]
[JsonSerializable(typeof(Listing<StaffToken>), TypeInfoPropertyName = "StaffTokens")]
[JsonSerializable(typeof(NewStaffToken))]
[JsonSerializable(typeof(NewStaffTokenView))]
[JsonSerializable(typeof(HandOverWanted))]
[JsonSerializable(typeof(HandOverView))]
[JsonSerializable(typeof(Listing<UnmetNeed>), TypeInfoPropertyName = "UnmetNeeds")]
[JsonSerializable(typeof(Listing<ReportName>), TypeInfoPropertyName = "ReportNames")]
[JsonSerializable(typeof(ReportAnswer))]
[JsonSerializable(typeof(Service.Evidence.FactsRebuild.Part), TypeInfoPropertyName = "FactsRebuilt")]
[JsonSerializable(typeof(Listing<Organisation>), TypeInfoPropertyName = "Organisations")]
[JsonSerializable(typeof(NewOrganisation))]
[JsonSerializable(typeof(Listing<KeyView>), TypeInfoPropertyName = "Keys")]
[JsonSerializable(typeof(NewKeyView))]
[JsonSerializable(typeof(Listing<ActivityView>), TypeInfoPropertyName = "Activities")]
[JsonSerializable(typeof(ActivityToPut))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(PlacesView))]
[JsonSerializable(typeof(PracticesView))]
[JsonSerializable(typeof(HandshakeView))]
[JsonSerializable(typeof(RestView))]
[JsonSerializable(typeof(LiveView))]
[JsonSerializable(typeof(AttentionView))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <param name="Continue">Send it as <c>continue</c> to get the next page. Missing on the last page.</param>
internal sealed record Listing<T>(IReadOnlyList<T> Items, string? Continue = null)
{
    /// <summary>Journeys that belong on this page and cannot be read.</summary>
    public IReadOnlyList<Guid>? Unreadable { get; init; }

    public static Listing<T> Of<TStored>(Page<TStored> page, Func<TStored, T> view) =>
        new([.. page.Items.Select(view)], page.Continue) { Unreadable = page.Unreadable.Count > 0 ? page.Unreadable : null };
}
