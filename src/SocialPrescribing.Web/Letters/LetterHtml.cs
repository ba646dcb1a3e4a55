using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace SocialPrescribing.Web.Letters;

/// <summary>
/// The HTML of a message: one small document. Every style is written where it is used, because mail programs drop style sheets. Nothing is
/// fetched from anywhere, because that would tell us when and where somebody reads it.
/// </summary>
internal sealed class LetterHtml(LetterValues values)
{
    // White on #00468c and #1a1a1a on white: contrast 9.5 and 17 to 1 (WCAG 2.2 AA asks 4.5).
    private const string Page =
        "margin:0 auto;padding:24px "
            + "16px;max-width:600px;font-family:Arial,Helvetica,sans-serif;font-size:18px;line-height:1.5;color:#1a1a1a;"
            + "background-color:#ffffff;text-align:left";
    private const string Foot = "margin:32px 0 0;padding:20px 0 0;border-top:2px solid #767676";
    private const string Button =
        "display:inline-block;padding:14px "
            + "22px;font-size:18px;font-weight:bold;color:#ffffff;background-color:#00468c;border-radius:6px;text-decoration:none";
    private const string FootLink = "display:inline-block;padding:12px 0;color:#00468c;text-decoration:underline";
    private const string TaskLink = FootLink;
    private const string TextLink = "color:#00468c;text-decoration:underline";
    private const string Space = "margin:0 0 18px";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public string Write(string language, string title, IEnumerable<MessageParagraph> body, IEnumerable<MessageParagraph> footer) =>
        $"""
        <!DOCTYPE html>
        <html lang="{Encode(language)}" dir="ltr">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Encode(title)}</title>
        </head>
        <body style="margin:0;padding:0;background-color:#ffffff">
        <div style="{Page}">
        {Paragraphs(body, Button)}
        <div style="{Foot}">
        {Paragraphs(footer, FootLink)}
        </div>
        </div>
        </body>
        </html>

        """.ReplaceLineEndings("\n");

    private string Paragraphs(IEnumerable<MessageParagraph> paragraphs, string linkAlone) =>
        string.Join('\n', paragraphs.Select(paragraph =>
        paragraph.IsTasks ? TaskList() : string.Join('\n', paragraph.Document.Select(block => Block(block, linkAlone)))));

    private string Block(Block block, string linkAlone) => block switch
    {
        ParagraphBlock { Inline: { FirstChild: LinkInline link } inline } when inline.LastChild == link =>
            $"<p style=\"{Space}\">{Link(link, linkAlone)}</p>",
        ParagraphBlock paragraph => $"<p style=\"{Space}\">{Inlines(paragraph.Inline)}</p>",
        HeadingBlock { Level: 1 } heading => $"<h1 style=\"margin:0 0 18px;font-size:26px;line-height:1.3\">{Inlines(heading.Inline)}</h1>",
        HeadingBlock heading => $"<h2 style=\"margin:0 0 12px;font-size:21px;line-height:1.3\">{Inlines(heading.Inline)}</h2>",
        ListBlock { IsOrdered: true } list =>
            $"<ol start=\"{Encode(list.OrderedStart ?? "1")}\" style=\"{Space};padding-left:28px\">{Items(list)}</ol>",
        ListBlock list => $"<ul style=\"{Space};padding-left:28px\">{Items(list)}</ul>",
        _ => "",
    };

    private string Items(ListBlock list) =>
        string.Concat(list.Cast<ListItemBlock>().Select(item => $"<li style=\"margin:0 0 8px\">{Item(item)}</li>"));

    private string Item(ListItemBlock item) =>
        string.Concat(item.Select(block => block is ParagraphBlock paragraph ? Inlines(paragraph.Inline) : Block(block, TextLink)));

    private string TaskList()
    {
        IEnumerable<string> items = values.Tasks.Select(task => task.Link is null
            ? $"<li style=\"margin:0 0 8px\">{Encode(LetterValues.OneLine(task.Text))}</li>"
            : $"<li style=\"margin:0 0 8px\"><a href=\"{Encode(task.Link.AbsoluteUri)}\" style=\"{TaskLink}\">"
                + $"{Encode(LetterValues.OneLine(task.Text))}</a></li>");
        return $"<ul style=\"{Space};padding-left:28px\">\n{string.Join('\n', items)}\n</ul>";
    }

    private string Inlines(ContainerInline? container)
    {
        StringBuilder html = new();
        foreach (Inline inline in container ?? [])
            html.Append(Inline(inline));
        return html.ToString();
    }

    private string Inline(Inline inline) => inline switch
    {
        PlaceholderInline placeholder when TemplateKind.IsLink(placeholder.Name) =>
            Anchor(values[placeholder.Name], Encode(values[placeholder.Name]), TextLink),
        PlaceholderInline placeholder => Value(values[placeholder.Name]),
        LinkInline link => Link(link, TextLink),
        LiteralInline literal => Encode(literal.Content.ToString()),
        HtmlEntityInline entity => Encode(entity.Transcoded.ToString()),
        LineBreakInline { IsHard: true } => "<br>",
        LineBreakInline => "\n",
        EmphasisInline { DelimiterCount: > 1 } strong => $"<strong>{Inlines(strong)}</strong>",
        EmphasisInline emphasis => $"<em>{Inlines(emphasis)}</em>",
        DelimiterInline delimiter => Encode(delimiter.ToLiteral()) + Inlines(delimiter),
        ContainerInline container => Inlines(container),
        _ => "",
    };

    private string Link(LinkInline link, string style) => Anchor(values.Url(link.Url ?? ""), Inlines(link), style);

    private static string Anchor(string url, string html, string style) => $"<a href=\"{Encode(url)}\" style=\"{style}\">{html}</a>";

    private static string Value(string value)
    {
        string html = Encode(value).Replace("&#xA;", "<br>", StringComparison.Ordinal);
        return LetterValues.IsRightToLeft(value) ? $"<bdi>{html}</bdi>" : html;
    }

    private static string Encode(string text) => Encoder.Encode(text);
}
