using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Web.Tests;

/// <summary>
/// The papers that operators are asked for name, for each statement, the test that shows it. If such a test were removed, the paper would
/// claim what nobody checks any more.
/// </summary>
public sealed partial class PapersTests
{
    private static readonly string[] _papers =
        ["docs/threat-model.md", "docs/asvs.md", "docs/clinical-safety/hazard-log.md", "docs/data-protection.md"];

    [Fact]
    public void Every_test_that_a_paper_names_is_there()
    {
        HashSet<string> there = [.. Files("tests", ".cs").SelectMany(path => Declared().Matches(File.ReadAllText(path)))
            .SelectMany(m => m.Groups.Values.Skip(1)).Select(g => g.Value)];
        (string Paper, string Test)[] named = [.. _papers.SelectMany(p => NamedIn(p, File.ReadAllText(Of(p))))];

        Assert.NotEmpty(named);
        Assert.Equal([], named.Where(n => !there.Contains(n.Test)).Select(n => $"{n.Paper}: {n.Test}"));
    }

    [Fact]
    public void Every_line_of_a_paper_names_its_test_or_says_why_there_is_none()
    {
        string[] silent =
        [
            .. from paper in _papers
               from row in RowsWithTests(File.ReadAllLines(Of(paper)))
               where !NamedIn(paper, row.Shown).Any() && !row.Shown.Contains("no test: ", StringComparison.Ordinal)
                   && !IsYours().IsMatch(row.Shown)
               select $"{paper}: {row.Line}",
        ];
        Assert.Equal([], silent);
    }

    /// <summary>What nothing of ours could show is the operator's to do, and a page says how.</summary>
    [Fact]
    public void Every_line_of_the_threat_model_names_its_test_or_the_page_that_says_how_it_is_done()
    {
        (string Line, string Shown)[] lines = [.. RowsWithTests(File.ReadAllLines(Of("docs/threat-model.md")))];
        Assert.InRange(lines.Length, 100, int.MaxValue);
        Assert.Equal([], lines.Where(r => !NamedIn("", r.Shown).Any() && !IsYours().IsMatch(r.Shown)).Select(r => r.Line));
        // What could not be shown is rare, and is not said of what could.
        Assert.InRange(lines.Count(r => !NamedIn("", r.Shown).Any()), 0, 1);
    }

    [Fact]
    public void Every_line_of_the_standard_that_is_met_names_its_test_or_says_how_it_is_known()
    {
        (string Line, string Shown)[] met = [.. RowsWithTests(File.ReadAllLines(Of("docs/asvs.md")), "test")
            .Where(r => r.Line.Split('|')[4].Trim() is "met")];
        Assert.InRange(met.Length, 100, int.MaxValue);
        Assert.Equal([], met.Where(r => !NamedIn("", r.Shown).Any() && !r.Shown.StartsWith("by ", StringComparison.Ordinal))
            .Select(r => r.Line));
    }

    [Theory]
    [InlineData("| a | `What_is_gone_is_found` and `GoneTests` |", 2)]
    [InlineData("| a | no test: nothing of ours runs there |", 0)]
    [InlineData("`SOCIAL_PRESCRIBING_SMTP_PASSWORD`, `settings.json`, `X-Event-Secret`", 0)]
    public void A_test_is_named_by_its_class_or_by_its_sentence(string text, int tests) =>
        Assert.Equal(tests, NamedIn("", text).Count());

    [Fact]
    public void Every_link_between_pages_leads_somewhere()
    {
        string[] pages = [.. Files("docs", ".md"), .. Files("bench", ".md"), .. Directory.EnumerateFiles(Of("."), "*.md")];
        Assert.Equal([], pages.SelectMany(Dead));
    }

    /// <summary>The table cells below a heading.</summary>
    private static IEnumerable<(string Line, string Shown)> RowsWithTests(string[] lines, string heading = "shown by")
    {
        int? column = null;
        foreach ((int i, string line) in lines.Index())
        {
            string[] cells = [.. line.Split('|').Select(c => c.Trim())];
            if (!line.StartsWith('|'))
                column = null;
            else if (i is 0 || !lines[i - 1].StartsWith('|'))
                column = Array.IndexOf(cells, heading) is > 0 and var found ? found : null;
            else if (column is { } shown && !cells[1].StartsWith("--", StringComparison.Ordinal))
                yield return (line, cells.ElementAtOrDefault(shown) ?? "");
        }
    }

    private static IEnumerable<(string Paper, string Test)> NamedIn(string paper, string text) =>
        Named().Matches(text).Select(m => (paper, m.Groups[1].Value));

    private static IEnumerable<string> Dead(string path)
    {
        string name = Path.GetRelativePath(Of("."), path).Replace('\\', '/');
        foreach (Match link in Link().Matches(WithoutCode(File.ReadAllText(path))))
        {
            string[] parts = link.Groups[1].Value.Split('#');
            string target = parts[0] is "" ? path : Path.Combine(Path.GetDirectoryName(path)!, parts[0]);
            if (!Path.Exists(target))
                yield return $"{name}: {link.Groups[1].Value} is not there";
            else if (parts is [_, var heading] && target.EndsWith(".md", StringComparison.Ordinal)
                && !Headings(target).Contains(heading))
                yield return $"{name}: {link.Groups[1].Value} has no such heading";
        }
    }

    /// <summary>The anchors that GitHub makes from headings, and those that a page sets itself.</summary>
    private static IEnumerable<string> Headings(string path)
    {
        string text = Fenced().Replace(File.ReadAllText(path), "");
        return Heading().Matches(text)
            .Select(m => Unaddressed().Replace(m.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))
            .Concat(Anchor().Matches(text).Select(m => m.Groups[1].Value));
    }

    private static string WithoutCode(string text) => Quoted().Replace(Fenced().Replace(text, ""), "");

    private static IEnumerable<string> Files(string folder, string ending) =>
        Directory.EnumerateFiles(Of(folder), "*" + ending, SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(Of("."), path).Split(Path.DirectorySeparatorChar)
                .Any(part => part is "bin" or "obj" or "node_modules"));

    private static string Of(string path, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", path));

    /// <summary>The name of a test class, or of a test method, which is a sentence.</summary>
    [GeneratedRegex(@"`([A-Z][A-Za-z0-9]*(?:Tests|Contract|Properties)|(?=\w*[a-z])[A-Z]\w*_\w+_\w+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"\bclass (\w+)|\b(?:void|Task|ValueTask) (\w+)\(")]
    private static partial Regex Declared();

    [GeneratedRegex(@"^yours: \[[^\]]+\]\([^)]+\.md#[^)]+\)")]
    private static partial Regex IsYours();

    /// <summary>A link to a file or a heading in this repository.</summary>
    [GeneratedRegex(@"\]\((?![a-z]+:|\{)([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Unaddressed();

    [GeneratedRegex("<a id=\"([^\"]+)\"")]
    private static partial Regex Anchor();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"`[^`\n]*`")]
    private static partial Regex Quoted();
}
