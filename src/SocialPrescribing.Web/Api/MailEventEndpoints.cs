using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;

namespace SocialPrescribing.Web.Api;

/// <summary>
/// Delivery reports of Azure Communication Services, which Event Grid sends in its own schema. The route does not exist on a host whose
/// mail system reports nothing.
/// </summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
internal sealed partial class MailEventEndpoints
{
    /// <summary>In a header and not in the address, because others log addresses.</summary>
    public const string SecretHeader = "X-Event-Secret";
    private const string Handshake = "Microsoft.EventGrid.SubscriptionValidationEvent";
    private const string Report = "Microsoft.Communication.EmailDeliveryReportReceived";

    public static void Map(IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<HostSettings>().MailEventSecret is null)
            return;
        RouteGroupBuilder api = routes.MapApi();
        api.TakesOnly("/api/events/mail", api.MapPost("/api/events/mail", Take));
    }

    private static async Task<Results<Ok, Reply<HandshakeView>, ApiProblem>> Take(
        HttpContext context, DeliveryReports reports, HostSettings settings, ILogger<MailEventEndpoints> log)
    {
        (JsonBody? body, ApiProblem? unreadable) = await JsonBody.Read(context.Request);
        if (body is null)
            return unreadable!;
        using (body)
        {
            // Event Grid does not promise its secret headers for the handshake. If somebody else makes us answer one, they only get
            // deliveries sent that we refuse.
            if (CodeOfHandshake(body.Root) is { } code)
                return new Reply<HandshakeView>(new(code), ApiJson.Default.HandshakeView);
            if (!ShowsSecret(context, settings))
                return new ApiProblem("event-secret-required", 403, "This is not from our mail system",
                    $"Reports carry a secret in the header {SecretHeader}. This one is missing or wrong.");
            (List<(Guid Operation, bool IsDelivered)> told, List<Problem> problems) = Read(body.Root, log);
            if (problems.Count > 0)
                return ApiProblem.Invalid("invalid-request", "request", problems);
            bool all = true;
            foreach ((Guid operation, bool isDelivered) in told)
                all &= await reports.Take(operation, isDelivered, context.RequestAborted);
            // If Event Grid repeats the reports, those that were recorded change nothing.
            return all ? TypedResults.Ok() : ApiProblem.Busy;
        }
    }

    private static bool ShowsSecret(HttpContext context, HostSettings settings) => context.Request.Headers[SecretHeader] is [{ } shown]
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)),
            SHA256.HashData(Encoding.UTF8.GetBytes(settings.MailEventSecret!)));

    /// <summary>
    /// When the subscription is made, Event Grid asks once whether it may send. The code is a GUID. Nothing else that was sent is ever
    /// repeated in an answer.
    /// </summary>
    private static string? CodeOfHandshake(JsonElement sent) =>
        sent.ValueKind is JsonValueKind.Array && sent.GetArrayLength() is 1 && Text(sent[0], "eventType") is Handshake
            && sent[0].TryGetProperty("data", out JsonElement data)
            && Text(data, "validationCode") is { } code
            && Guid.TryParseExact(code, "D", out _) ? code : null;

    private static (List<(Guid Operation, bool IsDelivered)> Told, List<Problem> Problems) Read(JsonElement sent, ILogger log)
    {
        List<(Guid, bool)> told = [];
        List<Problem> problems = [];
        if (sent.ValueKind is not JsonValueKind.Array)
            return (told, [new Problem("", "wrong-type", "Send a JSON array of events.")]);
        foreach ((int index, JsonElement one) in sent.EnumerateArray().Index())
        {
            if (Text(one, "eventType") is not { } type)
                problems.Add(
                    new Problem($"/{index}/eventType", "required", "Say what kind of event this is, in the schema of Event Grid."));
            else if (type is not Report)
                continue;
            else if (!one.TryGetProperty("data", out JsonElement data) || !Guid.TryParse(Text(data, "messageId"), out Guid operation))
                problems.Add(new Problem($"/{index}/data/messageId", "required", "Say which message this is about: a GUID."));
            else if (IsDelivered(Text(data, "status"), log) is { } isDelivered)
                told.Add((operation, isDelivered));
        }
        return (told, problems);
    }

    /// <summary>
    /// Null where the letter may still arrive: a list of recipients was expanded, or the word is newer than this program.
    /// </summary>
    private static bool? IsDelivered(string? status, ILogger log)
    {
        switch (status)
        {
            case "Delivered":
                return true;
            // Among spam or in quarantine nobody reads it, so it counts as not delivered.
            case "Bounced" or "Suppressed" or "Failed" or "Quarantined" or "FilteredSpam":
                return false;
            case "Expanded":
                return null;
            default:
                LogUnknown(log);
                return null;
        }
    }

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind is JsonValueKind.Object && of.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String
            ? value.GetString() : null;

    [LoggerMessage(EventId = 5510, Level = LogLevel.Warning,
        Message = "A delivery report has a status that is not known here; it was left aside")]
    private static partial void LogUnknown(ILogger log);
}

/// <summary>The answer that Event Grid expects to its handshake.</summary>
internal sealed record HandshakeView(string ValidationResponse);
