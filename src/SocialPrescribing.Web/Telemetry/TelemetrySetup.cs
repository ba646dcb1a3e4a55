using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Web.Telemetry;

/// <summary>
/// Where telemetry goes. <see cref="SpanRedaction"/> and <see cref="LogRedaction"/> run first, so exporters get only what those leave.
/// </summary>
public sealed record TelemetryExporters(
    Action<TracerProviderBuilder> Spans, Action<MeterProviderBuilder> Metrics, Action<LoggerProviderBuilder> Logs)
{
    /// <summary>Sends to both.</summary>
    public static TelemetryExporters? Together(TelemetryExporters? one, TelemetryExporters? other) =>
        one is null ? other : other is null ? one : new(one.Spans + other.Spans, one.Metrics + other.Metrics, one.Logs + other.Logs);

    /// <summary>
    /// OTLP for each signal that has an endpoint in the standard variables: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> or the one for that
    /// signal. Null if none has.
    /// </summary>
    public static TelemetryExporters? Otlp(IConfiguration configuration)
    {
        if (string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase))
            return null;
        bool spans = IsSet("TRACES"), metrics = IsSet("METRICS"), logs = IsSet("LOGS");
        return !(spans || metrics || logs) ? null : new TelemetryExporters(
            s => _ = spans ? s.AddOtlpExporter() : s,
            m => _ = metrics ? m.AddOtlpExporter() : m,
            l => _ = logs ? l.AddOtlpExporter() : l);

        bool IsSet(string signal) =>
            !string.Equals(configuration[$"OTEL_{signal}_EXPORTER"], "none", StringComparison.OrdinalIgnoreCase)
            && (!string.IsNullOrWhiteSpace(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"])
                || !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]));
    }
}

/// <summary>OpenTelemetry for both hosts. Without exporters nothing of it is loaded.</summary>
public static class TelemetrySetup
{
    public static OpenTelemetryBuilder AddTelemetry(
        this IServiceCollection services, TelemetryExporters exporters, IConfiguration configuration) => services
        .AddSingleton<HealthGauges>()
        .AddOpenTelemetry()
        .WithTracing(spans =>
        {
            spans.AddSource(Tracing.Name)
                .AddAspNetCoreInstrumentation(http => http.Filter = IsWorthASpan)
                .AddHttpClientInstrumentation()
                .AddProcessor<SpanRedaction>();
            exporters.Spans(spans);
            // By default the caller decides whether a request is recorded. Here callers are other people's programs, and the Functions
            // host, which may record nothing itself. The sampler is set last because exporters bring their own.
            if (string.IsNullOrWhiteSpace(configuration["OTEL_TRACES_SAMPLER"]))
                spans.SetSampler<AlwaysOnSampler>();
        })
        .WithMetrics(metrics =>
        {
            metrics.AddMeter(Tracing.Name)
                .AddInstrumentation(s => s.GetRequiredService<HealthGauges>())
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                // Of what it measures, how long others take to answer. The rest is about connections and names addresses.
                .AddView(i => i.Meter.Name is "System.Net.Http" or "System.Net.NameResolution"
                    && i.Name is not "http.client.request.duration" ? MetricStreamConfiguration.Drop : null)
                .AddRuntimeInstrumentation();
            exporters.Metrics(metrics);
        })
        .WithLogging(
            logs =>
            {
                logs.AddProcessor<LogRedaction>();
                exporters.Logs(logs);
            },
            // Scopes contain the address of the request.
            options => (options.IncludeScopes, options.IncludeFormattedMessage) = (false, true));

    /// <summary>Leaves out health checks, which monitors ask for all day, and the files that every page brings.</summary>
    private static bool IsWorthASpan(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
        && !context.Request.Path.StartsWithSegments("/assets", StringComparison.OrdinalIgnoreCase);
}
