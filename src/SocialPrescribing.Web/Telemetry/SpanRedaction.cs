using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace SocialPrescribing.Web.Telemetry;

/// <summary>
/// Takes out of a span, before anybody exports it, what says something about somebody. A person's link is an address, and whoever reads it
/// can open it;
/// what is asked of a store or of a mail system names keys and addresses of people.
/// </summary>
/// <remarks>
/// It names what may stay, and not what must go: what the next version of a library adds stays out until somebody has looked at it.
/// </remarks>
public sealed class SpanRedaction : BaseProcessor<Activity>
{
    /// <summary>Where nothing was found under an address, somebody may have mistyped a link.</summary>
    public const string NoRoute = "(none)";
    private const string Path = "url.path", Full = "url.full", Route = "http.route";

    private static readonly FrozenSet<string> _stays = FrozenSet.ToFrozenSet(
    [
        "http.request.method", "http.response.status_code", Route, "url.scheme", "server.address", "server.port",
        "network.protocol.name", "network.protocol.version", "error.type", "otel.status_code",
        // The Functions worker and Durable say which function and which run of it.
        "faas.name", "faas.trigger", "faas.invocation_id", "faas.instance", "faas.execution", "faas.coldstart",
        "az.schema_url", "schema.url", "az.cloud.resource_id",
        Service.Tracing.JourneyTag, Service.Tracing.TypeTag, Service.Tracing.OutcomeTag,
    ], StringComparer.Ordinal);

    public override void OnEnd(Activity data)
    {
        string? path = data.GetTagItem(Path) is null ? null : data.GetTagItem(Route) as string ?? NoRoute;
        string? full = data.GetTagItem(Full) is string address ? Host(address) : null;
        foreach (KeyValuePair<string, object?> tag in data.TagObjects.ToArray())
            if (!_stays.Contains(tag.Key))
                data.SetTag(tag.Key, null);
        data.SetTag(Path, path).SetTag(Full, full);
        // These come with a request, or quote what failed.
        data.TraceStateString = null;
        if (data.StatusDescription is not null)
            data.SetStatus(data.Status);
        // What happened within a span cannot be taken out of it. The service itself notes nothing there; should a library, the span is
        // lost.
        if (data.Events.Any())
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }

    /// <summary>Whom we ask, and not what for.</summary>
    private static string Host(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) ? uri.GetLeftPart(UriPartial.Authority) + "/" : NoRoute;
}
