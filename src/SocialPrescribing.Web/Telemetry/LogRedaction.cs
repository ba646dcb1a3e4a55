using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using SocialPrescribing.Service;

namespace SocialPrescribing.Web.Telemetry;

/// <summary>
/// Logs leave the machine with what the service has to say, which holds ids, kinds and counts. Of what libraries say, only the fixed text
/// and the kind of the
/// failure go along: its values may be an address that somebody asked for, and the message of an exception may quote what somebody wrote.
/// </summary>
public sealed class LogRedaction : BaseProcessor<LogRecord>
{
    /// <summary>The text of a message with its places, as it stands in the code.</summary>
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
