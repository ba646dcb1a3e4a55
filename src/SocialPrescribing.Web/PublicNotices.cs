using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using SocialPrescribing.Service;

namespace SocialPrescribing.Web;

/// <summary>
/// What every public service must say about itself: privacy, accessibility, cookies. The texts are Markdown files in English and Welsh,
/// built in, and each can be replaced by a file of the same name. They are read once at start, and show the service's present name. Parts
/// that only the operator can write are in double square brackets until they do.
/// </summary>
public sealed partial class PublicNotices
{
    public static IReadOnlyList<string> Names { get; } = ["privacy", "accessibility", "cookies"];

    /// <summary>More than anybody reads, and less than slows a page down.</summary>
    private const int MostBytes = 200_000;

    // Raw HTML is shown as text, so that a notice cannot break the rules of its page.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoLinks().Build();

    private readonly Dictionary<(CultureInfo Language, string Name), string> _texts;
    private readonly ServiceProfile _profile;
    private volatile Filled _filled;

    private PublicNotices(Dictionary<(CultureInfo Language, string Name), string> texts, ServiceProfile profile)
    {
        (_texts, _profile) = (texts, profile);
        _filled = Fill(profile.Now);
    }

    private sealed record Filled(ServiceProfile.Words With, Dictionary<(CultureInfo Language, string Name), PublicNotice> Notices);

    /// <summary>With the service's present name and number.</summary>
    private Dictionary<(CultureInfo Language, string Name), PublicNotice> Now
    {
        get
        {
            if (_filled.With != _profile.Now)
                _filled = Fill(_profile.Now);
            return _filled.Notices;
        }
    }

    private Filled Fill(ServiceProfile.Words words) => new(words, _texts.ToDictionary(t => t.Key, t => Of(t.Value, words, t.Key.Language)));

    /// <param name="folder">Its <c>en/privacy.md</c>, <c>cy/privacy.md</c> and so on replace the built-in ones; null for none.</param>
    /// <exception cref="SettingsException">A file replaces nothing, or cannot be used. It lists every problem with its file.</exception>
    public static PublicNotices Load(string? folder, ServiceProfile profile)
    {
        List<string> problems = folder is null ? [] : [.. Misplaced(folder)];
        Dictionary<(CultureInfo, string), string> texts = [];
        foreach (CultureInfo language in (CultureInfo[])[Texts.English, Texts.Welsh])
            foreach (string name in Names)
            {
                string file = $"{language.TwoLetterISOLanguageName}/{name}.md";
                string? own = folder is null ? null : Path.Combine(folder, file);
                if (Read(own is not null && File.Exists(own) ? File.ReadAllBytes(own) : BuiltIn(file)) is not { } text)
                    problems.Add(
                        $"{own}: allowed is a text in UTF-8 that begins with a heading, such as \"# Your privacy\", and has at most "
                            + $"{MostBytes:N0} bytes");
                else
                    texts.Add((language, name), text);
            }
        return problems.Count is 0 ? new PublicNotices(texts, profile) : throw new SettingsException(problems);
    }

    public PublicNotice In(CultureInfo language, string name) => Now[(language, name)];

    /// <summary>Notices that the operator must still complete, such as <c>en/privacy.md</c>.</summary>
    public IReadOnlyList<string> Unfinished => [.. Now.Where(n => !n.Value.IsFinished)
        .Select(n => $"{n.Key.Language.TwoLetterISOLanguageName}/{n.Key.Name}.md").Order(StringComparer.Ordinal)];

    private static PublicNotice Of(string text, ServiceProfile.Words profile, CultureInfo language)
    {
        string phone = profile.Phone == Words.NoPhone ? Texts.In(language, "Frame.NoNumber") : profile.Phone;
        string filled = text.Replace("{{serviceName}}", Escaped(profile.Name), StringComparison.Ordinal)
            .Replace("{{servicePhone}}", Escaped(phone), StringComparison.Ordinal);
        string html = ToSay().Replace(Markdown.ToHtml(filled, Pipeline), "<mark>$1</mark>");
        return new PublicNotice(filled.Split('\n', 2)[0].TrimStart('#', ' ').Trim(), html, !ToSay().IsMatch(filled));
    }

    private static IEnumerable<string> Misplaced(string folder)
    {
        string[] allowed = [.. Names.SelectMany(name => new[] { Path.Combine("en", $"{name}.md"), Path.Combine("cy", $"{name}.md") })];
        return !Directory.Exists(folder) ? [$"{folder}: there is no such folder"]
            : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Where(path => !Path.GetFileName(path).StartsWith('.') && !allowed.Contains(Path.GetRelativePath(folder, path)))
                .Select(path => $"{path}: replaces nothing; allowed are {string.Join(", ", allowed)}");
    }

    private static string? Read(byte[] bytes)
    {
        try
        {
            string text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes)
                .TrimStart('\uFEFF').ReplaceLineEndings("\n").TrimStart();
            return bytes.Length <= MostBytes && text.StartsWith("# ", StringComparison.Ordinal) ? text : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static byte[] BuiltIn(string file)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"notices/{file}")!;
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>Escapes characters in a name that Markdown would interpret.</summary>
    private static string Escaped(string text) => Signs().Replace(text, @"\$0");

    [GeneratedRegex(@"\[\[(.+?)\]\]", RegexOptions.Singleline)]
    private static partial Regex ToSay();

    [GeneratedRegex(@"[\\`*_{}\[\]<>()#+\-.!|~&]")]
    private static partial Regex Signs();
}

/// <param name="Title">The first heading.</param>
/// <param name="Html">Made from Markdown without raw HTML.</param>
/// <param name="IsFinished">Whether the operator has completed it.</param>
public sealed record PublicNotice(string Title, string Html, bool IsFinished);
