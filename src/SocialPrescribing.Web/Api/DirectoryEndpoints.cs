using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Web.Bodies;

namespace SocialPrescribing.Web.Api;

/// <summary>The activity directory for staff: searched, read, written, imported.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
internal sealed partial class DirectoryEndpoints
{
    private const int LongestWord = 200;

    /// <summary>A field that is not known is refused: it is a slip, and the sender should hear of it.</summary>
    private static readonly ApiJson _strict = new(new JsonSerializerOptions(ApiJson.Default.Options)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });

    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapApi();
        api.TakesOnly("/api/directory", api.MapGet("/api/directory", List).ForStaff());
        api.TakesOnly("/api/directory/import", api.MapPost("/api/directory/import", Import).ForStaff(StaffRole.Lead, StaffRole.Admin));
        api.TakesOnly("/api/directory/{id}",
            api.MapGet("/api/directory/{id}", Read).ForStaff(),
            api.MapPut("/api/directory/{id}", Put).ForStaff(StaffRole.Lead, StaffRole.Admin));
    }

    private static async Task<Results<Reply<Listing<ActivityView>>, ApiProblem>> List(
        HttpContext context, ActivityDirectory directory, Pathway pathway)
    {
        IQueryCollection sent = context.Request.Query;
        string? One(string name) => StaffEndpoints.One(sent, name);
        DirectoryQuery query = new(Need: One("need"), Area: One("area"), Text: One("text"));
        if (query.Need is { } need && !pathway.KnowsNeed(need))
            return ApiProblem.Parameter("need", "Give the code of a need, such as loneliness.");
        foreach ((string name, string? word) in (ReadOnlySpan<(string, string?)>)[("area", query.Area), ("text", query.Text)])
            if (word?.Length > LongestWord)
                return ApiProblem.Parameter(name, $"Give at most {LongestWord} characters.");
        if (!TryChoice(One("weekday"), out DayOfWeek? weekday))
            return ApiProblem.Parameter("weekday", "Give monday, tuesday, wednesday, thursday, friday, saturday or sunday.");
        if (!TryChoice(One("stepFree"), out StepFree? stepFree))
            return ApiProblem.Parameter("stepFree", "Give yes, no or unknown.");
        if (!TryChoice(One("status"), out ListingStatus? status))
            return ApiProblem.Parameter("status", "Give active, inactive, defunct or temporarilyClosed.");
        if (One("includeUnconfirmed") is not (null or "true" or "false"))
            return ApiProblem.Parameter("includeUnconfirmed", "Give true or false.");
        if (One("notes") is not (null or "true" or "false"))
            return ApiProblem.Parameter("notes", "Give true or false.");
        if (StaffEndpoints.Most(sent) is not { } most)
            return StaffEndpoints.BadPageLength;
        query = query with
        {
            Weekday = weekday,
            StepFree = stepFree,
            Status = status,
            IncludeUnconfirmed = One("includeUnconfirmed") is not "false",
            WithNotes = One("notes") is "true",
            Most = most
        };
        return await StaffEndpoints.Paged(sent, async after =>
        {
            Page<StoredActivity> page = await directory.Find(query with { Continue = after }, context.RequestAborted);
            return new Reply<Listing<ActivityView>>(new([.. page.Items.Select(ActivityView.Of)], page.Continue),
                ApiJson.Default.Activities);
        });
    }

    private static async Task<Results<Reply<ActivityView>, ApiProblem>> Read(
        string id, ActivityDirectory directory, CancellationToken cancellation) =>
        Guid.TryParse(id, out Guid activity) && await directory.Get(activity, cancellation) is { } stored
            ? new Reply<ActivityView>(ActivityView.Of(stored), ApiJson.Default.ActivityView) : ApiProblem.NotFound("activity");

    private static async Task<Results<Reply<ActivityView>, ApiProblem>> Put(
        string id, HttpContext context, ActivityDirectory directory, ILogger<DirectoryEndpoints> log)
    {
        string by = context.Member().Id;
        if (!Guid.TryParse(id, out Guid activity))
            return ApiProblem.NotFound("activity");
        (ActivityToPut? sent, ApiProblem? problem) = await ReadEntry(context.Request);
        if (sent is null)
            return problem!;
        switch (await directory.Put(
            activity, sent.Activity, sent.Version, context.RequestAborted, sent.IsOurs, sent.KeepsRegister))
        {
            case PutOutcome.Done done:
                LogPut(log, by, activity);
                return new Reply<ActivityView>(ActivityView.Of(done.Stored), ApiJson.Default.ActivityView,
                    done.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
            case PutOutcome.Invalid invalid:
                return ApiProblem.Invalid("invalid-activity", "activity",
                    [.. invalid.Problems.Select(p => p with
                    {
                        Pointer = p.Pointer is "/keepsRegister" ? p.Pointer : "/activity" + p.Pointer,
                    })]);
            default:
                return ApiProblem.Conflict("activity-changed",
                    "Somebody has changed this activity since you read it, or it is not there. Read it again.");
        }
    }

    private static async Task<(ActivityToPut? Sent, ApiProblem? Problem)> ReadEntry(HttpRequest request)
    {
        (JsonBody? body, ApiProblem? unreadable) = await JsonBody.Read(request);
        if (body is null)
            return (null, unreadable);
        using (body)
        {
            IReadOnlyList<Problem> problems = body.Root.ValueKind is JsonValueKind.Object
                ? SentFields.Check(body.Root, _strict.ActivityToPut) : [new("", "wrong-type", "Send a JSON object.")];
            return problems.Count > 0
                ? (null, ApiProblem.Invalid("invalid-request", "request", problems))
                : (body.Root.Deserialize(_strict.ActivityToPut), null);
        }
    }

    private static async Task<Results<Reply<ImportReport>, ApiProblem>> Import(
        HttpContext context, ActivityDirectory directory, Pathway pathway, Clocks clocks, FileTurn files, ILogger<DirectoryEndpoints> log)
    {
        string by = context.Member().Id;
        if (StaffEndpoints.One(context.Request.Query, "dryRun") is not (null or "true" or "false"))
            return ApiProblem.Parameter("dryRun", "Give true or false.");
        string? type = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out MediaTypeHeaderValue? parsed)
            ? parsed.MediaType.ToString().ToLowerInvariant() : null;
        bool isCsv = type is "text/csv";
        if (type is not ("text/csv" or "application/json") || context.Request.Headers.ContentEncoding.Count > 0)
            return new ApiProblem("unsupported-media-type", 415, "Send CSV or JSON",
                "Send the body as text/csv or as application/json (Open Referral UK), in UTF-8, without a content encoding.");
        using IDisposable? turn = files.Take(context);
        if (turn is null)
            return ApiProblem.OtherFile;
        if (await WholeBody.Read(context, ActivityDirectory.MostBytes) is not { } body)
            return new ApiProblem("body-too-large", 413, "The body is too large",
                $"Send at most {ActivityDirectory.MostBytes / 1024 / 1024} MB.");
        IEnumerable<ImportRow> rows = isCsv ? ActivityCsv.Read(body, pathway)
            : OpenReferralReader.Read(body, new ListingReading(pathway, WorkingCalendar.LondonDate(clocks.Now)));
        bool dryRun = StaffEndpoints.One(context.Request.Query, "dryRun") is "true";
        ImportReport report = await directory.Import(rows, dryRun, context.RequestAborted, ActivityWords.Understood);
        LogImported(log, by, report.Taken, report.Changed, report.Refused, dryRun);
        return new Reply<ImportReport>(report, ApiJson.Default.ImportReport);
    }

    /// <summary>Also true if the word is left out.</summary>
    private static bool TryChoice<T>(string? word, out T? choice) where T : struct, Enum
    {
        choice = Enum.GetValues<T>().Where(v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()) == word).Select(v => (T?)v)
            .FirstOrDefault();
        return word is null || choice is not null;
    }

    [LoggerMessage(EventId = 5520, Level = LogLevel.Information, Message = "Staff {By} changed activity {Activity}")]
    private static partial void LogPut(ILogger log, string by, Guid activity);

    [LoggerMessage(EventId = 5502, Level = LogLevel.Information,
        Message = "Staff {By} imported activities: {Taken} taken, {Changed} changed, {Refused} refused (dry run: {DryRun})")]
    private static partial void LogImported(ILogger log, string by, int taken, int changed, int refused, bool dryRun);
}

/// <param name="Version">Send it back with a change.</param>
internal sealed record ActivityView(
    Guid Id, int Version, bool Unconfirmed, DateTimeOffset LastModified, ListingSource Source, ListingDetails Activity,
    bool IsOurs, bool KeepsRegister, ProviderNote? ProviderNote)
{
    public static ActivityView Of(StoredActivity stored) =>
        new(stored.Activity.Id, stored.Version, stored.Unconfirmed, stored.Activity.LastModified, stored.Activity.Source,
            stored.Activity.Details, stored.Activity.IsOurs, stored.Activity.KeepsRegister, stored.Activity.ProviderNote);
}

/// <param name="Version">The version of the entry that was read; 0, or left out, for a new one.</param>
/// <param name="IsOurs">Whether it is a group of the service itself. Left out, it stays as it is.</param>
/// <param name="KeepsRegister">Whether its provider agreed to say who came. Left out, it stays as it is.</param>
internal sealed record ActivityToPut(ListingDetails Activity, int Version = 0, bool? IsOurs = null, bool? KeepsRegister = null);
