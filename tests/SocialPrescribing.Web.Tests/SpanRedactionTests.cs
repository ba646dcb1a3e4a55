using System.Diagnostics;
using SocialPrescribing.Web.Telemetry;

namespace SocialPrescribing.Web.Tests;

public sealed class SpanRedactionTests
{
    /// <summary>A span of an unknown library must not go out before somebody has looked at what it contains.</summary>
    [Fact]
    public void What_is_not_known_to_be_harmless_is_taken_out_of_a_span()
    {
        using ActivityListener everything = new()
        {
            ShouldListenTo = s => s.Name is "tomorrow",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(everything);
        using ActivitySource source = new("tomorrow");
        using SpanRedaction redaction = new();

        Activity asked = source.StartActivity("GET")!;
        asked.SetTag("url.full", "https://sp.table.core.windows.net/Register(RowKey='tom@service.example')?$filter=x")
            .SetTag("url.query", "?q=1").SetTag("http.request.method", "GET").SetTag("enduser.id", "tom")
            .SetStatus(ActivityStatusCode.Error, "'tom' is unknown");
        redaction.OnEnd(asked);
        Assert.Equal(
            [new("http.request.method", "GET"), new("url.full", "https://sp.table.core.windows.net/")],
            asked.TagObjects.OrderBy(t => t.Key, StringComparer.Ordinal));
        Assert.Equal((ActivityStatusCode.Error, null), (asked.Status, asked.StatusDescription));
        Assert.True(asked.Recorded);

        Activity failed = source.StartActivity("work")!;
        failed.AddException(new FormatException("'tom' is no number."));
        redaction.OnEnd(failed);
        Assert.False(failed.Recorded);
    }
}
