using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Web.Parts;

/// <summary>The rules for every page: it loads nothing from elsewhere, nobody caches it, and it accepts only our own forms.</summary>
public static partial class PageRules
{
    public const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
            + "'none'";

    /// <summary>No form here comes near this; a note has at most 4,000 characters.</summary>
    private const int MostBytes = 64 * 1024;

    private sealed record AnyOrigin;

    private sealed record AtWork;

    private sealed record ReadsItself;

    private sealed record EvenWhileResting;

    /// <summary>Maps routes under these rules.</summary>
    public static RouteGroupBuilder MapPages(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder pages = routes.MapGroup("");
        pages.DisableAntiforgery();
        pages.AddEndpointFilter(Keep);
        ILogger log = routes.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(PageRules));
        ITransientFailures? failures = routes.ServiceProvider.GetService<ITransientFailures>();
        Health health = routes.ServiceProvider.GetRequiredService<Health>();
        // A page is written after its handler has ended, so the guard encloses both.
        ((IEndpointConventionBuilder)pages)
            .Finally(endpoint => endpoint.RequestDelegate = Guarded(endpoint.RequestDelegate!, health, failures, log));
        return pages;
    }

    /// <summary>
    /// Tells whoever meets a bug of ours in words, and logs it without anything that somebody wrote. If only the store is away, they can
    /// send again what they typed.
    /// </summary>
    private static RequestDelegate Guarded(
        RequestDelegate answer, Health health, ITransientFailures? failures, ILogger log) => async context =>
    {
        try
        {
            await answer(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has closed the connection.
        }
        catch (Exception e)
        {
            bool passes = failures?.IsTransient(e) is true;
            string? route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            if (passes)
                LogAway(log, Traces.IdOf(context), context.Request.Method, route, health.Doubt(e) ?? Failure.Of(e));
            else
                LogUnexpected(log, Traces.IdOf(context), context.Request.Method, route, Failure.Of(e));
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }
            Texts.Begin(PageLanguage.Of(context));
            await (passes ? NotNow(context, "Away", TimeSpan.FromSeconds(10)) : Notices.WentWrong()).ExecuteAsync(context);
        }
    };

    /// <summary>
    /// For the one-click unsubscribe of mail programs, which send no <c>Origin</c> (RFC 8058). The link itself is the permission.
    /// </summary>
    public static RouteHandlerBuilder FromAnywhere(this RouteHandlerBuilder route) => route.WithMetadata(new AnyOrigin());

    /// <summary>For staff pages: even a request that is refused before we know its sender gives signed-in staff a link to go on.</summary>
    public static RouteGroupBuilder ForStaff(this RouteGroupBuilder pages) => pages.WithMetadata(new AtWork());

    private static async Task<PageResult> Refused(HttpContext context, int status)
    {
        context.Features.Set(new RefusalReason(RefusedFor.Origin));
        if (context.GetEndpoint()?.Metadata.GetMetadata<AtWork>() is not null
            && await context.RequestServices.GetRequiredService<Access>().Staff(context) is { } reader)
            context.Features.Set(reader);
        return Notices.FormRefused(status);
    }

    /// <summary>For signing in and out, and for pages that check themselves whether the service rests.</summary>
    public static RouteHandlerBuilder EvenAtRest(this RouteHandlerBuilder route) => route.WithMetadata(new EvenWhileResting());

    /// <summary>Nothing was accepted. The answer shows what was typed, so that it can be sent again.</summary>
    private static PageResult NotNow(HttpContext context, string why, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        bool isForm = HttpMethods.IsPost(context.Request.Method) && IsForForms(context) && context.Request.HasFormContentType;
        return Pages.Of<NotNow>(StatusCodes.Status503ServiceUnavailable, (nameof(Parts.NotNow.Why), why),
            (nameof(Parts.NotNow.Address), isForm ? context.Request.Path + context.Request.QueryString : null),
            // A secret must be typed again, because others could find it in the page.
            (nameof(Parts.NotNow.Typed),
                isForm
                    ? context.Request.Form.Where(f => !_secrets.Contains(f.Key)).ToDictionary(f => f.Key, f => f.Value.ToString())
                    : null));
    }

    private static readonly string[] _secrets = ["password", "again", "present", "code"];

    /// <summary>
    /// For files, which are larger than any form. The page reads the body with <see cref="ReadForm"/>, once it knows who sent it.
    /// </summary>
    public static RouteHandlerBuilder ReadsItsForm(this RouteHandlerBuilder route) => route.WithMetadata(new ReadsItself());

    /// <summary>Whether this address accepts forms without files.</summary>
    public static bool IsForForms(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<ReadsItself>() is null;

    private static async ValueTask<object?> Keep(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        HttpContext context = call.HttpContext;
        Texts.Begin(PageLanguage.Of(context));
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["X-Robots-Tag"] = "noindex";
        if (!HttpMethods.IsPost(context.Request.Method))
            return await next(call);

        if (context.GetEndpoint()?.Metadata.GetMetadata<AnyOrigin>() is null && !IsFromHere(context))
            return await Refused(context, StatusCodes.Status403Forbidden);
        if (!IsReadable(context.Request))
            return await Refused(context, StatusCodes.Status415UnsupportedMediaType);
        if (IsForForms(context) && !await ReadForm(context, MostBytes))
            return await Refused(context, StatusCodes.Status400BadRequest);
        if (context.GetEndpoint()?.Metadata.GetMetadata<EvenWhileResting>() is null
            && await context.RequestServices.GetRequiredService<Access>().Rests(context))
            return NotNow(context, "Rests", TimeSpan.FromMinutes(5));
        return await next(call);
    }

    /// <summary>
    /// Another website's page must not send our forms with a signed-in browser. A request that does not say where it comes from is not
    /// from a browser that we know.
    /// </summary>
    private static bool IsFromHere(HttpContext context)
    {
        HostSettings settings = context.RequestServices.GetRequiredService<HostSettings>();
        if (Access.ComesFromUs(context.Request, settings))
            return true;
        if (context.Request.Headers["Sec-Fetch-Site"] is ["same-origin"])
            LogElsewhere(
                context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(PageRules)),
                settings.Profile.PublicUrl.Authority);
        return false;
    }

    /// <summary>Browsers send our forms in the encoding of the page. In another encoding the same bytes would mean
    /// something else.</summary>
    private static bool IsReadable(HttpRequest request) =>
        !request.HasFormContentType
        || !MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
        || HeaderUtilities.RemoveQuotes(type.Charset).Value is not { Length: > 0 } charset
        || string.Equals(charset, "utf-8", StringComparison.OrdinalIgnoreCase)
        || string.Equals(charset, "us-ascii", StringComparison.OrdinalIgnoreCase);

    /// <summary>False if it is too large or not a form.</summary>
    public static async Task<bool> ReadForm(HttpContext context, long most)
    {
        if (context.Request.ContentLength > most)
            return false;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = most;
        if (!context.Request.HasFormContentType)
            return context.Request.ContentLength is null or 0;
        try
        {
            await context.Request.ReadFormAsync(context.RequestAborted);
            return true;
        }
        // The body is too large, incomplete or malformed. That is the sender's mistake, and they are told so.
        catch (Exception problem) when (problem is BadHttpRequestException or InvalidDataException or IOException)
        {
            return false;
        }
    }

    /// <remarks>The other name is not logged: whoever sends the request chooses it.</remarks>
    [LoggerMessage(EventId = 5509, Level = LogLevel.Warning,
        Message = "A form was refused that was opened under another name than {Published}. If people reach the service under that name, or "
            + "did before, name it in earlierUrls")]
    private static partial void LogElsewhere(ILogger log, string published);

    [LoggerMessage(EventId = 5506, Level = LogLevel.Warning,
        Message = "The store did not answer, trace {TraceId}, {Method} {Route}; told to come back: {Failure}")]
    private static partial void LogAway(ILogger log, string traceId, string method, string? route, string failure);

    [LoggerMessage(EventId = 5505, Level = LogLevel.Error, Message = "Unexpected in {Method} {Route}, trace {TraceId}: {Failure}")]
    private static partial void LogUnexpected(ILogger log, string traceId, string method, string? route, string failure);
}
