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
/// Where telemetry goes: what is added here gets what is left after <see cref="SpanRedaction"/> and <see cref="LogRedaction"/>.
/// </summary>
public sealed record TelemetryExporters(
    Action<TracerProviderBuilder> Spans, Action<MeterProviderBuilder> Metrics, Action<LoggerProviderBuilder> Logs)
{
    /// <summary>One after the other.</summary>
    public static TelemetryExporters? Together(TelemetryExporters? one, TelemetryExporters? other) =>
        one is null ? other : other is null ? one : new(one.Spans + other.Spans, one.Metrics + other.Metrics, one.Logs + other.Logs);

    /// <summary>
    /// OTLP for each signal for which the standard variables (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, or that of a signal) say where; null if
    /// they say nothing.
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

/// <summary>OpenTelemetry as both hosts have it. Without exporters nothing of it is loaded.</summary>
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
            // The default leaves it to whoever calls whether there is a span. Callers are other people's programs, and the Functions host,
            // which
            // may itself record nothing. After the exporters, which bring samplers of their own.
            if (string.IsNullOrWhiteSpace(configuration["OTEL_TRACES_SAMPLER"]))
                spans.SetSampler<AlwaysOnSampler>();
        })
        .WithMetrics(metrics =>
        {
            metrics.AddMeter(Tracing.Name)
                .AddInstrumentation(s => s.GetRequiredService<HealthGauges>())
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation();
            exporters.Metrics(metrics);
        })
        .WithLogging(
            logs =>
            {
                logs.AddProcessor<LogRedaction>();
                exporters.Logs(logs);
            },
            // Scopes hold the address of the request.
            options => (options.IncludeScopes, options.IncludeFormattedMessage) = (false, true));

    /// <summary>Monitors ask for health all day long, and every page brings its files.</summary>
    private static bool IsWorthASpan(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
        && !context.Request.Path.StartsWithSegments("/assets", StringComparison.OrdinalIgnoreCase);
}
