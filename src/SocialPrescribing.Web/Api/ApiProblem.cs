using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Web.Api;

/// <summary>
/// An error in the form of every route of the API: RFC 9457, with a stable <c>type</c> and a <c>code</c> for programs and a sentence
/// for people.
/// </summary>
/// <param name="Kind">The last part of the <c>type</c>, which is never changed or reused. docs/api.md lists them.</param>
/// <param name="Detail">Never repeats values that were sent, because the caller may log this text.</param>
internal sealed record ApiProblem(
    [property: JsonIgnore] string Kind,
    [property: JsonPropertyOrder(2)] int Status,
    [property: JsonPropertyOrder(1)] string Title,
    [property: JsonPropertyOrder(3)] string Detail) : IResult
{
    private const string TypePrefix = "urn:social-prescribing:problem:";

    [JsonPropertyOrder(0)] public string Type => TypePrefix + Kind;
    [JsonPropertyOrder(4)] public string Code { get; init; } = Kind;
    [JsonPropertyOrder(5)] public IReadOnlyList<Problem>? Errors { get; init; }
    /// <summary>The line in the body, counted from 1.</summary>
    [JsonPropertyOrder(6)] public int? Line { get; init; }
    [JsonPropertyOrder(7)] public int? Column { get; init; }
    /// <summary>Finds the request in our logs.</summary>
    [JsonPropertyOrder(8)] public string? TraceId { get; init; }
    [JsonIgnore] public TimeSpan? RetryAfter { get; init; }

    public static ApiProblem KeyMissing { get; } = new("api-key-required", 401, "An API key is needed",
        "Send the key of your organisation in the header X-Api-Key. This one is missing, unknown or revoked.");
    public static ApiProblem SignInNeeded { get; } =
        new("sign-in-required", 401, "Sign in first", "Sign in, or send a staff token in the header X-Staff-Token.");
    public static ApiProblem CrossSite { get; } = new("cross-site", 403, "This came from another website",
        "Requests with a session are taken only from the pages of this service. Programs send X-Staff-Token instead.");
    public static ApiProblem NoRoute { get; } =
        new("no-such-route", 404, "There is nothing at this address", "See /openapi.yaml for what there is.");
    public static ApiProblem NotJson { get; } =
        new("unsupported-media-type", 415, "Send JSON", "Send the body as application/json in UTF-8, without a content encoding.");
    public static ApiProblem TooLarge { get; } = new("body-too-large", 413, "The body is too large",
        string.Create(CultureInfo.InvariantCulture, $"Send at most {JsonBody.MaxBytes:N0} bytes."));
    public static ApiProblem Busy { get; } = new("busy", 503, "Please try again",
        "Too many requests about the same thing came at once. Nothing was stored; send it again.")
    { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <param name="status">400, or 408 where it came too slowly.</param>
    public static ApiProblem Incomplete(int status) =>
        new("bad-request", status, "The request cannot be read", "It was not proper HTTP, or it did not come completely.");

    /// <summary>Large files are read one at a time.</summary>
    public static ApiProblem OtherFile { get; } = Busy with
    {
        Detail = "Another file is being taken just now. Nothing of yours was read; send it again in a minute.",
        RetryAfter = TimeSpan.FromSeconds(20),
    };

    public static ApiProblem OtherDocuments { get; } = Busy with
    {
        Detail = "Other documents are being taken just now. Nothing of yours was read; send it again in a minute.",
        RetryAfter = TimeSpan.FromSeconds(20),
    };

    /// <summary>The store is away or overloaded.</summary>
    public static ApiProblem Away { get; } = Busy with
    {
        Detail =
            "What we keep cannot be reached at the moment. Send it again under the same Idempotency-Key or commandId: it is not taken "
                + "twice.",
        RetryAfter = TimeSpan.FromSeconds(10),
    };

    public static ApiProblem Resting { get; } =
        new("service-resting", 503, "Please try again later", Standstill.Sentence) { RetryAfter = TimeSpan.FromMinutes(5) };

    public static ApiProblem NotFound(string what) => new("not-found", 404, "Not found", $"There is no such {what}.");

    public static ApiProblem Malformed(JsonPlace at, string what) =>
        new("malformed-json", 400, "This is not readable JSON",
            string.Create(CultureInfo.InvariantCulture, $"At line {at.Line}, column {at.Column}: {what}"))
        {
            Line = at.Line,
            Column = at.Column
        };

    public static ApiProblem Invalid(string kind, string what, IReadOnlyList<Problem> errors) =>
        new(kind, 400, $"The {what} cannot be taken like this",
            errors.Count is 1
                ? "One thing is wrong; errors says where."
                : string.Create(CultureInfo.InvariantCulture, $"{errors.Count} things are wrong; errors says where."))
        { Errors = errors };

    public static ApiProblem Parameter(string name, string allowed) =>
        new("invalid-parameter", 400, "A parameter cannot be used", $"{name}: {allowed}");

    public static ApiProblem StaffDisabled => Conflict("staff-disabled", "They have been shut out. Let them in again first.");

    public static ApiProblem Conflict(string code, string sentence) =>
        new("conflict", 409, "This cannot be done now", sentence) { Code = code };

    public static ApiProblem Refused(string code, string sentence) =>
        code is LoadedJourney.Unreadable.Code
            ? Unreadable(sentence)
            : new("command-refused", 409, "This cannot be done now", sentence) { Code = code };

    public static ApiProblem Unreadable(string sentence) =>
        new(LoadedJourney.Unreadable.Code, 503, "This record cannot be read now", sentence);

    public static ApiProblem IdReused(CommandResult.Refused reused) =>
        new(reused.Code, 409, "The commandId has been used", reused.Sentence);

    public static ApiProblem TooMany(TimeSpan retryAfter) =>
        new("too-many-requests", 429, "Too many referrals at once",
            "Your organisation has sent more referrals in a minute than it may. Nothing was stored; wait and send it again.")
        {
            RetryAfter =
                retryAfter
        };

    public static ApiProblem TooManyReads { get; } = new("too-many-requests", 429, "Too many requests at once",
        "You have asked for more in a short time than everybody may. Wait, and ask again.")
    { RetryAfter = TimeSpan.FromSeconds(10) };

    public static ApiProblem ManyRead { get; } = Busy with
    {
        Detail = "Many others read the directory just now. Ask again in a few seconds.",
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    public static ApiProblem Unexpected { get; } =
        new("unexpected-error", 500, "Something went wrong here",
            "It has been logged under this traceId. Send a referral again with the same Idempotency-Key: it will not be taken twice.");

    public Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "application/problem+json";
        if (Status is 401)
            response.Headers.WWWAuthenticate =
                Kind == KeyMissing.Kind ? "ApiKey header=\"X-Api-Key\"" : "StaffToken header=\"X-Staff-Token\"";
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return JsonSerializer.SerializeAsync(response.BodyWriter, this with { TraceId = Traces.IdOf(httpContext) },
            ApiJson.Default.ApiProblem, httpContext.RequestAborted);
    }
}
