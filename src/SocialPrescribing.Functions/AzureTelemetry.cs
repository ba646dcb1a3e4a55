using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using SocialPrescribing.Web.Telemetry;

namespace SocialPrescribing.Functions;

/// <summary>Sends what the worker measures to Application Insights, to any receiver of OTLP, to both, or to nobody.</summary>
/// <remarks>
/// The Functions host is a process of its own. Once it finds one of the standard settings, it writes the path and the user agent of
/// every request into its spans, and nothing in host.json prevents that. So there is a setting that only the worker reads, and infra/
/// uses that one.
/// </remarks>
internal static class AzureTelemetry
{
    /// <summary>For the worker alone; the Functions host does not know it.</summary>
    public const string OwnSetting = "SocialPrescribing:Telemetry:ConnectionString";
    /// <summary>The Functions host reads it, too.</summary>
    public const string StandardSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    /// <summary>Spans of the Functions worker: one for each function that runs.</summary>
    private const string WorkerSpans = "Microsoft.Azure.Functions.Worker";

    public static IServiceCollection AddAzureTelemetry(
        this IServiceCollection services, IConfiguration configuration, TelemetryExporters? others = null)
    {
        TelemetryExporters? standard = TelemetryExporters.Together(Insights(configuration), TelemetryExporters.Otlp(configuration));
        if (TelemetryExporters.Together(standard, others) is { } exporters)
            services.AddTelemetry(exporters with { Spans = s => exporters.Spans(s.AddSource(WorkerSpans)) }, configuration)
                // The Functions host then leaves the worker's logs to the worker.
                .UseFunctionsWorkerDefaults();
        return services;
    }

    private static TelemetryExporters? Insights(IConfiguration configuration)
    {
        string? connection = configuration[OwnSetting] is { Length: > 0 } own ? own : configuration[StandardSetting];
        return string.IsNullOrWhiteSpace(connection) ? null : new TelemetryExporters(
            spans => spans.AddAzureMonitorTraceExporter(Use),
            metrics => metrics.AddAzureMonitorMetricExporter(Use),
            logs => logs.AddAzureMonitorLogExporter(Use));

        void Use(AzureMonitorExporterOptions options)
        {
            options.ConnectionString = connection;
            // The Application Insights that infra/ makes requires a token; a developer's own works without one.
            if (!string.IsNullOrWhiteSpace(configuration["AZURE_CLIENT_ID"]))
                options.Credential = new DefaultAzureCredential();
            // Live metrics sends samples of requests by a way of its own, where we cannot remove anything from them.
            options.EnableLiveMetrics = false;
            // What cannot be sent is not written to the instance's disk.
            options.DisableOfflineStorage = true;
        }
    }
}
