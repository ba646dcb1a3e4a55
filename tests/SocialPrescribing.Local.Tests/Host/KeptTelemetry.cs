using System.Diagnostics;
using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using SocialPrescribing.Service;
using SocialPrescribing.Web.Telemetry;

namespace SocialPrescribing.Local.Tests.Host;

/// <summary>Keeps what a host exports as an exporter gets it, after redaction.</summary>
internal sealed class KeptTelemetry
{
    private readonly List<Activity> _spans = [];
    private readonly List<MetricSnapshot> _metrics = [];
    private readonly List<LogRecord> _logs = [];

    public TelemetryExporters Exporters => new(
        spans => spans.AddInMemoryExporter(_spans),
        metrics => metrics.AddInMemoryExporter(
            _metrics, reader => reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = Timeout.Infinite),
        logs => logs.AddInMemoryExporter(_logs));

    /// <summary>
    /// To be read once the host has ended or nothing happens any more. Includes spans of other hosts in this process.
    /// </summary>
    public IReadOnlyList<Activity> Spans => [.. _spans];
    public IReadOnlyList<LogRecord> Logs => [.. _logs];
    public IReadOnlyList<MetricSnapshot> Metrics => [.. _metrics];

    public IReadOnlyList<Activity> SpansOf(Guid journey, string name) =>
        [.. Spans.Where(s => s.OperationName == name && s.GetTagItem(Tracing.JourneyTag) as string == journey.ToString("N"))];

    /// <summary>All telemetry as text.</summary>
    public string All()
    {
        StringBuilder all = new();
        foreach (Activity span in Spans)
            all.Append(CultureInfo.InvariantCulture,
                $"SPAN {span.Source.Name} {span.OperationName} {span.DisplayName} {span.StatusDescription} ")
                .Append(CultureInfo.InvariantCulture, $"{span.TraceStateString} {Pairs(span.TagObjects)} ")
                .AppendJoin(' ', span.Events.Select(e => e.Name + Pairs(e.Tags)))
                .AppendJoin(' ', span.Links.Select(l => Pairs(l.Tags ?? [])))
                .AppendLine();
        foreach (LogRecord log in Logs)
            all.Append(CultureInfo.InvariantCulture, $"LOG {log.CategoryName} {log.Body} {log.FormattedMessage} ")
                .AppendLine(CultureInfo.InvariantCulture, $"{Pairs(log.Attributes ?? [])} {log.Exception}");
        foreach (MetricSnapshot metric in Metrics)
            foreach (MetricPoint point in metric.MetricPoints)
            {
                all.Append(CultureInfo.InvariantCulture, $"METRIC {metric.MeterName} {metric.Name} {metric.Description} ");
                foreach (KeyValuePair<string, object?> tag in point.Tags)
                    all.Append(CultureInfo.InvariantCulture, $"{tag.Key}={tag.Value};");
                all.AppendLine();
            }
        return all.ToString();
    }

    private static string Pairs(IEnumerable<KeyValuePair<string, object?>> pairs) =>
        string.Join(';', pairs.Select(p => $"{p.Key}={p.Value}"));
}
