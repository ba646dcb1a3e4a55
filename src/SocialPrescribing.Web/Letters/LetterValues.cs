using System.Text;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Letters;

/// <summary>The values of one message, made safe: without control characters, and with valid links.</summary>
internal sealed class LetterValues
{
    private const int LongestSubject = 200;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">
    /// A needed value is missing, a name is unknown, or a link is not valid. The message holds no values.
    /// </exception>
    /// <param name="replies">A sentence that says whether somebody reads answers.</param>
    public LetterValues(TemplateKind kind, IReadOnlyDictionary<string, string?> values, RenderOptions options, string replies)
    {
        _texts[TemplateKind.Replies] = replies;
        Tasks = options.Tasks ?? [];
        foreach ((string name, string? value) in values)
        {
            if (!Known.Contains(name))
                throw new ArgumentException($"No message has a placeholder {name}.", nameof(values));
            if (CleanText.Of(value) is not { Length: > 0 } text || !kind.Needed.Concat(kind.May).Contains(name))
                continue;
            _texts[name] = !TemplateKind.IsLink(name) ? text
                : Address(text)?.AbsoluteUri
                    ?? throw new ArgumentException($"{name} is not an absolute http, https, tel or mailto address.", nameof(values));
        }
        if (FirstLacking(kind, values, Tasks) is { } lacking)
            throw new ArgumentException($"The message {kind.Name} needs a value for {lacking}.", nameof(values));
        if (options.Discreet && kind.Audience == Recipient.Person)
            _texts["serviceName"] = CleanText.Of(options.NeutralName) is { Length: > 0 } neutral
                ? neutral
                : throw new ArgumentException("A discreet message needs a neutral name.", nameof(options));
    }

    /// <summary>A placeholder that needs a value and has none; null where there is none such.</summary>
    public static string? FirstLacking(
        TemplateKind kind, IReadOnlyDictionary<string, string?> values, IReadOnlyList<LetterLine>? tasks) =>
        kind.Needed.FirstOrDefault(name => name == TemplateKind.Tasks ? tasks is not [_, ..]
            : CleanText.Of(values.GetValueOrDefault(name)) is not { Length: > 0 });

    private static HashSet<string> Known { get; } = [.. TemplateKind.All.Values.SelectMany(kind => kind.Allowed)];

    public IReadOnlyList<LetterLine> Tasks { get; }

    public bool IsEmpty(string name) => name == TemplateKind.Tasks ? Tasks.Count == 0 : !_texts.ContainsKey(name);

    public string this[string name] => _texts.GetValueOrDefault(name, "");

    /// <summary>The address behind a link of a template: its own, or the value of its placeholder.</summary>
    public string Url(string url) => MessageTemplate.Fill(url, name => this[name]);

    /// <summary>The address of a link, or null if it is not allowed. Nothing that could run (javascript:, data:) is.</summary>
    public static Uri? Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" or "http" or "tel" or "mailto" ? uri : null;

    /// <summary>Text for a header: one line, at most 200 characters.</summary>
    public static string OneLine(string text)
    {
        string line = string.Join(' ', CleanText.Of(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestSubject ? line : line[..PlainText.Length(line, LongestSubject - 1)].TrimEnd() + "…";
    }

    /// <summary>Whether it contains Hebrew, Arabic or another script written from right to left, which must not turn the
    /// words around it.</summary>
    public static bool IsRightToLeft(string text) => text.EnumerateRunes().Any(rune => rune.Value
        is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) or (>= 0x10800 and <= 0x10FFF)
            or (>= 0x1E800 and <= 0x1EFFF));
}
