using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace SocialPrescribing.Web.Letters;

/// <summary>
/// A block between two blank lines. The whole block is left out if one of its placeholders is empty. It is parsed before any value is
/// known, so a value never becomes Markdown, whatever it holds.
/// </summary>
internal sealed record MessageParagraph(int Line, MarkdownDocument Document, IReadOnlyList<string> Placeholders)
{
    private static readonly MarkdownPipeline Pipeline = CreatePipeline();

    /// <summary>Whether the paragraph consists only of the list of tasks.</summary>
    public bool IsTasks =>
        Document is [ParagraphBlock { Inline: { FirstChild: PlaceholderInline { Name: TemplateKind.Tasks } only } inline }]
            && inline.LastChild == only;

    /// <summary>Null if the Markdown parser gives up because something is nested too deeply.</summary>
    public static MessageParagraph? Parse(string source, int line)
    {
        MarkdownDocument document;
        try
        {
            document = Markdown.Parse(source, Pipeline);
        }
        catch (ArgumentException)
        {
            return null;
        }
        IEnumerable<string> inText = document.Descendants<PlaceholderInline>().Select(placeholder => placeholder.Name);
        IEnumerable<string> inLinks = document.Descendants<LinkInline>().SelectMany(link => MessageTemplate.PlaceholdersIn(link.Url ?? ""));
        return new MessageParagraph(line, document, [.. inText.Concat(inLinks).Distinct()]);
    }

    private static MarkdownPipeline CreatePipeline()
    {
        MarkdownPipelineBuilder builder = new MarkdownPipelineBuilder().DisableHtml().UsePreciseSourceLocation();
        builder.InlineParsers.Insert(0, new PlaceholderParser());
        return builder.Build();
    }

    private sealed class PlaceholderParser : InlineParser
    {
        public PlaceholderParser() => OpeningCharacters = ['{'];

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            string rest = slice.ToString();
            int end = rest.IndexOf("}}", StringComparison.Ordinal);
            if (!rest.StartsWith("{{", StringComparison.Ordinal) || end < 0)
                return false;
            int start = processor.GetSourcePosition(slice.Start, out int line, out int column);
            processor.Inline =
                new PlaceholderInline(rest[2..end].Trim()) { Span = new SourceSpan(start, start + end + 1), Line = line, Column = column };
            slice.Start += end + 2;
            return true;
        }
    }
}

/// <summary>The place in a text where a value goes.</summary>
internal sealed class PlaceholderInline(string name) : LeafInline
{
    public string Name { get; } = name;
}
