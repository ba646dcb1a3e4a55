using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
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

    /// <summary>
    /// What nobody may do, done here: a name in a log, in the tag of a span and of a metric. Each is found by whoever looks for names.
    /// </summary>
    /// <param name="found">How many names are found so far.</param>
    public static void LeaksAreFound(ILoggerFactory logs, string name, Func<int> found)
    {
        // Other tags are taken out of spans anyway.
        KeyValuePair<string, object?> who = new(Tracing.OutcomeTag, name);
        ILogger log = logs.CreateLogger($"{Tracing.Name}.Leak");
        foreach ((string where, Action leak) in ((string, Action)[])[
            ("the text of a log", () => log.Log(LogLevel.Warning, 0, "Whom it is about", null, (_, _) => name)),
            ("a value of a log", () => log.Log(LogLevel.Warning, 0, new[] { who }, null, (_, _) => "About somebody")),
            ("the tag of a span", () => _source.StartActivity("leak")?.SetTag(who.Key, who.Value).Dispose()),
            ("the tag of a metric", () => _leaks.Add(1, who))])
        {
            int before = found();
            leak();
            Assert.True(found() > before, $"A name in {where} would not be found.");
        }
    }

    private static readonly ActivitySource _source = new(Tracing.Name);
    private static readonly Meter _meter = new(Tracing.Name);
    private static readonly Counter<long> _leaks = _meter.CreateCounter<long>("leak");

    private static string Pairs(IEnumerable<KeyValuePair<string, object?>> pairs) =>
        string.Join(';', pairs.Select(p => $"{p.Key}={p.Value}"));
}
