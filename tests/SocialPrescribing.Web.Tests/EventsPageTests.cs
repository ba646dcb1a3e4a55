using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Web.Tests;

/// <summary>
/// <c>docs/events.md</c> lists every event of the log, by its number. <c>WRITE_DOCS=1 dotnet test tests/SocialPrescribing.Web.Tests
/// --filter EventsPageTests</c> writes it.
/// </summary>
public sealed partial class EventsPageTests
{
    private sealed record Event(int Id, string Level, string Host, string Message);

    [Fact]
    public async Task The_page_lists_every_event_with_its_level_and_its_words()
    {
        string[] files = [.. Directory.EnumerateFiles(Of("src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(Of("src"), f).Split(Path.DirectorySeparatorChar).Any(p => p is "bin" or "obj"))];
        List<Event> events = [];
        int declared = 0;
        foreach (string file in files)
        {
            string source = await File.ReadAllTextAsync(file), project = Path.GetRelativePath(Of("src"), file).Split('.', '/', '\\')[1];
            declared += Declared().Count(source);
            events.AddRange(Messages().Matches(source).Select(m => new Event(
                int.Parse(m.Groups["id"].Value, CultureInfo.InvariantCulture), m.Groups["level"].Value,
                project is "Functions" ? "Azure" : project is "Local" ? "one machine" : "both",
                Text().Replace(m.Groups["text"].Value, "").Replace("|", "\\|", StringComparison.Ordinal))));
        }
        // Otherwise one is written in a way that is not read here.
        Assert.Equal(declared, events.Count);
        Assert.InRange(events.Count, 50, int.MaxValue);
        string page = Page(events);
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") is "1")
            await File.WriteAllTextAsync(Of("docs/events.md"), page);
        Assert.Equal(page, await File.ReadAllTextAsync(Of("docs/events.md")));
    }

    private static string Page(IEnumerable<Event> events) => string.Concat(new[]
    {
        "# What the log says", "",
        "Every event by its number, for whoever searches the log or is woken by it. A number stands for one thing for good.",
        "What stands in braces is an id, a kind, a count or a reason, never a name or what somebody typed",
        "([why so](decisions/0019-telemetry-knows-nobody.md)). What to do about some of them: [operations.md](operations.md#health).",
        "Libraries log in words of their own, on one machine at *Warning* and above. A test writes this page.", "",
        "| event | level | host | says |", "|--:|---|---|---|",
    }.Concat(events.OrderBy(e => e.Id).Select(e => string.Create(CultureInfo.InvariantCulture,
        $"| {e.Id} | {e.Level} | {e.Host} | {e.Message} |"))).Select(line => line + "\n"));

    private static string Of(string path, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", path));

    [GeneratedRegex(@"\[LoggerMessage\(")]
    private static partial Regex Declared();

    [GeneratedRegex(@"\[LoggerMessage\(\s*EventId = (?<id>\d+),\s*Level = LogLevel\.(?<level>\w+),"
        + @"\s*Message\s*=\s*""(?<text>[^""]*(""\s*\+\s*""[^""]*)*)""\)\]")]
    private static partial Regex Messages();

    /// <summary>Where a text goes on in the next line.</summary>
    [GeneratedRegex(@"""\s*\+\s*""")]
    private static partial Regex Text();
}
