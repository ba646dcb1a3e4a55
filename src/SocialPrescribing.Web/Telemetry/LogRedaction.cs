using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using SocialPrescribing.Service;

namespace SocialPrescribing.Web.Telemetry;

/// <summary>
/// Decides what logs may leave the machine. The service's own messages hold ids, kinds and counts, so they go out as they are. From
/// libraries only the fixed text and the kind of failure go out: values may be an address that somebody asked for, and an exception's
/// message may quote what somebody wrote.
/// </summary>
public sealed class LogRedaction : BaseProcessor<LogRecord>
{
    /// <summary>The text of a message with placeholders, as it is in the code.</summary>
    private const string Template = "{OriginalFormat}";

    public override void OnEnd(LogRecord data)
    {
        string? failure = data.Exception is { } e ? Failure.Of(e) : null;
        bool isOurs = data.CategoryName?.StartsWith(Tracing.Name, StringComparison.Ordinal) is true;
        List<KeyValuePair<string, object?>> attributes = [.. (data.Attributes ?? []).Where(a => isOurs || a.Key is Template)];
        if (failure is not null)
            attributes.Add(new("social_prescribing.failure", failure));
        data.Exception = null;
        data.Attributes = attributes;
        if (!isOurs)
            data.Body = data.FormattedMessage =
                attributes.FirstOrDefault(a => a.Key is Template).Value as string ?? data.EventId.Name ?? data.CategoryName;
    }
}
