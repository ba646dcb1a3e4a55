using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace SocialPrescribing.Web.Telemetry;

/// <summary>
/// Removes from a span what says something about a person, before it is exported. A person's link is an address, and whoever reads it can
/// open it. Requests to a store or a mail system contain keys and addresses of people.
/// </summary>
/// <remarks>
/// It lists what may stay, not what must go. So whatever the next version of a library adds is removed until somebody has looked at it.
/// </remarks>
public sealed class SpanRedaction : BaseProcessor<Activity>
{
    /// <summary>An address without a route is not exported, because it may be a mistyped link.</summary>
    public const string NoRoute = "(none)";
    private const string Path = "url.path", Full = "url.full", Route = "http.route";

    private static readonly FrozenSet<string> _stays = FrozenSet.ToFrozenSet(
    [
        "http.request.method", "http.response.status_code", Route, "url.scheme", "server.address", "server.port",
        "network.protocol.name", "network.protocol.version", "error.type", "otel.status_code",
        // The Functions worker and Durable say here which function ran, and which run it was.
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
        // These come with a request, or quote a failure.
        data.TraceStateString = null;
        if (data.StatusDescription is not null)
            data.SetStatus(data.Status);
        // Events cannot be removed from a span. The service itself adds none. If a library does, the whole span is dropped.
        if (data.Events.Any())
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }

    /// <summary>The host that we call, without the rest of the address.</summary>
    private static string Host(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) ? uri.GetLeftPart(UriPartial.Authority) + "/" : NoRoute;
}
