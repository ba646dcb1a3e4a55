using System.Globalization;
using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace SocialPrescribing.Web.Letters;

/// <summary>The plain text of a message: the same words as the HTML, links as <c>text: address</c>.</summary>
internal sealed class LetterText(LetterValues values)
{
    public string Write(IEnumerable<MessageParagraph> paragraphs) =>
        string.Join("\n\n", paragraphs.Select(Paragraph)) + "\n";

    private string Paragraph(MessageParagraph paragraph) => paragraph.IsTasks
        ? string.Join('\n',
            values.Tasks.Select(task => $"- {LetterValues.OneLine(task.Text)}{(task.Link is null ? "" : $": {task.Link.AbsoluteUri}")}"))
        : string.Join("\n\n", paragraph.Document.Select(Block));

    private string Block(Block block) => block switch
    {
        ListBlock list => string.Join('\n', list.Cast<ListItemBlock>().Select(item => Item(list, item))),
        LeafBlock leaf => Inlines(leaf.Inline),
        _ => "",
    };

    private string Item(ListBlock list, ListItemBlock item)
    {
        string mark = list.IsOrdered ? string.Create(CultureInfo.InvariantCulture, $"{item.Order}. ") : "- ";
        return mark + string.Join("\n", item.Select(Block)).Replace("\n", "\n" + new string(' ', mark.Length), StringComparison.Ordinal);
    }

    private string Inlines(ContainerInline? container)
    {
        StringBuilder text = new();
        foreach (Inline inline in container ?? [])
            text.Append(Inline(inline));
        return text.ToString();
    }

    private string Inline(Inline inline) => inline switch
    {
        PlaceholderInline placeholder => Value(values[placeholder.Name]),
        LinkInline link => Link(Inlines(link), values.Url(link.Url ?? "")),
        LiteralInline literal => literal.Content.ToString(),
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        LineBreakInline { IsHard: true } => "\n",
        LineBreakInline => " ",
        DelimiterInline delimiter => delimiter.ToLiteral() + Inlines(delimiter),
        ContainerInline container => Inlines(container),
        _ => "",
    };

    // If the text of a link is the phone number itself, it is not repeated.
    private static string Link(string text, string url) =>
        text == url || url.StartsWith("tel:", StringComparison.Ordinal) || url == "mailto:" + text ? text : $"{text}: {url}";

    // The value is enclosed in first strong isolate and pop directional isolate.
    private static string Value(string value) => LetterValues.IsRightToLeft(value) ? $"\u2068{value}\u2069" : value;
}
