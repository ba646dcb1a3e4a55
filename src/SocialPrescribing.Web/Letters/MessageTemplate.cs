using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Letters;

/// <summary>Whom to call when it cannot wait, in the words of one nation and language.</summary>
internal sealed record LetterHelp(Nation Nation, CultureInfo Language)
{
    /// <summary>The numbers that an operator's own text must contain, too, however it is worded.</summary>
    public IEnumerable<string> Numbers => [HelpNow.Emergency, .. HelpNow.Numbers(Nation)];

    public IEnumerable<string> Paragraphs(TemplateKind kind) =>
        HelpNow.Paragraphs(Nation, Language, discreet: kind.IsPlain || kind.IsDiscreet, linked: !kind.IsPlain);
}

/// <summary>One template file, read and checked.</summary>
/// <param name="NeutralSubject">The subject for a person who asked for discretion; null if the file has none.</param>
internal sealed partial record MessageTemplate(string Subject, string? NeutralSubject, IReadOnlyList<MessageParagraph> Paragraphs)
{
    private const string SubjectLine = "Subject:";
    private const string NeutralLine = "Neutral subject:";
    private const string HelpMark = "{{" + TemplateKind.CrisisLines + "}}";
    private const string Syntax = "paragraphs, headings, lists, **bold**, *italics* and [links]({{someLink}})";

    /// <summary>Reads one file.</summary>
    /// <param name="help">Whom to call in this nation and language.</param>
    /// <param name="wrong">Hears of each problem: its line, counted from 1, or 0 for the file itself; what was found, and what is allowed.
    /// </param>
    public static MessageTemplate Parse(
        TemplateKind kind, byte[] bytes, LetterHelp help, Action<int, string, string> wrong)
    {
        if (Decode(bytes, wrong) is not { } source)
            return new MessageTemplate("", null, []);

        string[] lines = source.ReplaceLineEndings("\n").Split('\n');
        CheckPlaceholders(kind, lines, wrong);
        for (int i = 0; i < lines.Length; i++)
            lines[i] = Placeholder().Replace(lines[i], match => "{{" + match.Groups["name"].Value.Trim() + "}}");

        int body = 0;
        (string subject, string? neutral) = kind.IsFooter ? ("", null) : Head(kind, lines, wrong, out body);
        List<MessageParagraph> paragraphs = [];
        foreach ((string text, int line) in Split(lines, body, kind, help))
        {
            if (MessageParagraph.Parse(text, line) is { } paragraph)
                paragraphs.Add(paragraph);
            else
                wrong(line, "a text of which no letter can be made", "plain sentences, without lists in lists in lists");
        }
        foreach (MessageParagraph paragraph in paragraphs)
            CheckMarkdown(paragraph, wrong);

        string[] used = [.. PlaceholdersIn(subject), .. paragraphs.SelectMany(paragraph => paragraph.Placeholders)];
        foreach (string missing in kind.Must.Except(used))
            wrong(0, "no {{" + missing + "}}", "a file that holds it: the message is of no use without");
        string plain = string.Join(' ', lines);
        string[] says = [.. kind.Says, .. kind.SaysHelpNow && !plain.Contains(HelpMark, StringComparison.Ordinal) ? help.Numbers : []];
        foreach (string missing in says.Where(words => !plain.Contains(words, StringComparison.Ordinal)))
            wrong(0, $"no \"{missing}\"", "a file that says it: these words may not be lost");
        return new MessageTemplate(subject, neutral, paragraphs);
    }

    /// <summary>The names in a subject line, in order.</summary>
    public static IEnumerable<string> PlaceholdersIn(string text) =>
        Placeholder().Matches(text).Select(match => match.Groups["name"].Value.Trim());

    /// <summary>A subject line with its values.</summary>
    public static string Fill(string text, Func<string, string> value) =>
        Placeholder().Replace(text, match => value(match.Groups["name"].Value));

    private static string? Decode(byte[] bytes, Action<int, string, string> wrong)
    {
        try
        {
            ReadOnlySpan<byte> content = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes;
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException exception)
        {
            int line = 1 + bytes.AsSpan(0, Math.Clamp(exception.Index, 0, bytes.Length)).Count((byte)'\n');
            wrong(line, "bytes that are not UTF-8", "a text file saved as UTF-8");
            return null;
        }
    }

    private static (string Subject, string? Neutral) Head(
        TemplateKind kind, string[] lines, Action<int, string, string> wrong, out int body)
    {
        body = 0;
        string subject = "";
        if (lines[0].StartsWith(SubjectLine, StringComparison.OrdinalIgnoreCase)
            && lines[0].Length > SubjectLine.Length
            && lines[0][SubjectLine.Length..].Trim() is { Length: > 0 } found)
            (subject, body) = (found, 1);
        else
            wrong(1, Quote(lines[0]), "a first line that reads \"Subject: …\"");

        string? neutral = null;
        if (body < lines.Length && lines[body].StartsWith(NeutralLine, StringComparison.OrdinalIgnoreCase))
        {
            neutral = lines[body][NeutralLine.Length..].Trim();
            if (kind.Audience != Recipient.Person || neutral.Length == 0 || PlaceholdersIn(neutral).Any())
                wrong(body + 1, Quote(lines[body]),
                    "a neutral subject only in messages to the person, and in it plain words without placeholders");
            body++;
        }
        while (body > 0 && body < lines.Length && BuiltInLetters.ShortLine().IsMatch(lines[body]))
            body++;
        if (body > 0 && body < lines.Length && lines[body].Trim().Length > 0)
            wrong(body + 1, Quote(lines[body]), "an empty line between the subject and the text");

        // A subject with an empty value would have a gap, because no paragraph can be left out there.
        foreach (string name in PlaceholdersIn(subject).Where(name => kind.Allowed.Contains(name))
            .Where(name => !kind.Needed.Contains(name) || TemplateKind.IsLink(name) || name == TemplateKind.Tasks))
            wrong(1, "{{" + name + "}} in the subject",
                Names(kind.Needed.Where(needed => !TemplateKind.IsLink(needed) && needed != TemplateKind.Tasks)));
        return (subject, neutral);
    }

    private static void CheckPlaceholders(TemplateKind kind, string[] lines, Action<int, string, string> wrong)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            foreach (string name in PlaceholdersIn(lines[i]).Where(name => !kind.Allowed.Contains(name)))
                wrong(i + 1, "{{" + name + "}}", Names(kind.Allowed));
            string rest = Placeholder().Replace(lines[i], "");
            if (rest.Contains("{{", StringComparison.Ordinal) || rest.Contains("}}", StringComparison.Ordinal))
                wrong(i + 1, "braces that are not a pair in " + Quote(lines[i]), "{{name}}, opened and closed on one line");
        }
    }

    private static IEnumerable<(string Text, int Line)> Split(string[] lines, int from, TemplateKind kind, LetterHelp help)
    {
        for (int start = from; start < lines.Length; start++)
        {
            if (lines[start].Trim().Length == 0)
                continue;
            int end = start;
            while (end < lines.Length && lines[end].Trim().Length > 0)
                end++;
            string text = string.Join('\n', lines[start..end]);
            foreach (string part in text.Trim() is HelpMark ? help.Paragraphs(kind) : [text])
                yield return (part, start + 1);
            start = end;
        }
    }

    private static void CheckMarkdown(MessageParagraph paragraph, Action<int, string, string> wrong)
    {
        foreach (MarkdownObject part in paragraph.Document.Descendants())
        {
            int line = paragraph.Line + part.Line;
            if (part is LinkInline link && !link.IsImage && link.Title is null or "" && !IsAddress(link.Url))
                wrong(line, "a link to " + Quote(link.Url ?? ""),
                    "{{…Link}} alone, or an address that begins with https://, http://, tel: or mailto:");
            else if (part is LiteralInline literal && Placeholder().IsMatch(literal.Content.ToString()))
                wrong(line, "a placeholder that would be shown as it stands", "{{name}} without a backslash before it");
            else if (part is PlaceholderInline { Name: TemplateKind.Tasks } && !paragraph.IsTasks)
                wrong(line, "{{tasks}} inside other text", "{{tasks}} in a paragraph of its own");
            else if (part is PlaceholderInline { Name: TemplateKind.CrisisLines })
                wrong(line, HelpMark + " inside other text", HelpMark + " in a paragraph of its own");
            else if (!IsKnown(part))
                wrong(line, Describe(part), Syntax);
        }
    }

    private static bool IsKnown(MarkdownObject part) => part is
        ParagraphBlock or HeadingBlock or ListBlock or ListItemBlock
        or LinkInline { IsImage: false, Title: null or "" } or EmphasisInline
        or LiteralInline or LineBreakInline or HtmlEntityInline or PlaceholderInline or DelimiterInline
        || part.GetType() == typeof(ContainerInline);

    private static string Describe(MarkdownObject part) => part switch
    {
        CodeBlock or CodeInline => "code",
        QuoteBlock => "a quotation",
        ThematicBreakBlock => "a rule across the page",
        LinkInline { IsImage: true } => "a picture",
        LinkInline => "a link with a title",
        _ => "an element that letters do not have",
    };

    private static bool IsAddress(string? url) =>
        url is not null
        && (Placeholder().Match(url) is { Success: true } match && match.Length == url.Length
            ? TemplateKind.IsLink(match.Groups["name"].Value)
            : !url.Contains("{{", StringComparison.Ordinal) && LetterValues.Address(url) is not null);

    private static string Names(IEnumerable<string> names) =>
        string.Join(", ", names.Order(StringComparer.Ordinal).Select(name => "{{" + name + "}}"));

    private static string Quote(string text) => text.Length <= 60 ? $"\"{text}\"" : $"\"{text[..60]}…\"";

    [GeneratedRegex(@"\{\{(?<name>[^{}]*)\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
