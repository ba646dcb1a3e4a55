using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;

namespace SocialPrescribing.Web.Letters;

/// <summary>A finished message. With discretion, nothing that a mailbox lists (sender, subject) shows what the service does.</summary>
/// <param name="FromName">The sender's name.</param>
public sealed record RenderedMessage(string FromName, string Subject, string Html, string Text);

/// <summary>One line of a list in a message, with the page that it leads to.</summary>
public sealed record LetterLine(string Text, Uri? Link);

/// <summary>How one message is rendered.</summary>
/// <param name="Discreet">
/// The person asked for discretion: neutral sender, subject, service name and footer. It makes a difference only for
/// messages to the person.
/// </param>
/// <param name="NeutralName">The name that replaces the service's name in that case.</param>
/// <param name="IsFirst">
/// Sent before a human has accepted what a stranger typed: the footer's only link stops messages.
/// </param>
/// <param name="Tasks">
/// The lines of <c>{{tasks}}</c>: reference and kind of each task, without personal details. To a provider: more of their entries.
/// </param>
/// <param name="TakesReplies">Whether somebody reads answers. The end of the letter says so.</param>
/// <param name="AsksAboutMore">Whether a provider has more entries to answer for, which are in <paramref name="Tasks"/>.</param>
/// <param name="OnPaper">To be posted, or read out on the phone. What only works as a link is left out.</param>
public sealed record RenderOptions(
    bool Discreet = false, string NeutralName = "Your local team", IReadOnlyList<LetterLine>? Tasks = null, bool IsFirst = false,
    bool TakesReplies = false, bool OnPaper = false, bool AsksAboutMore = false);

/// <summary>Template files that prevent the service from starting, each with what was found and what is allowed.</summary>
public sealed class MessageTemplateException(IReadOnlyList<LetterProblem> problems)
    : Exception("The message texts cannot be used:" + string.Concat(problems.Select(problem => $"\n  {problem}")))
{
    public IReadOnlyList<LetterProblem> Problems { get; } = problems;
}

/// <summary>A text that applies if nobody has set another on a page.</summary>
/// <param name="Source">The content of the file.</param>
/// <param name="FixedBy">The operator's own file; null for the program's text.</param>
internal sealed record GivenText(string Source, string? FixedBy);

/// <summary>
/// The texts of all messages: Markdown files, built in, each of which can be replaced by a file of the same name or on a page. They are
/// read and checked before they are used, so that no message fails because of its text when it is due. Safe to use from many threads.
/// </summary>
/// <remarks>Whom to call in a crisis is written into them when they are read, so they are read once for each nation in use.</remarks>
public sealed class MessageTemplates
{
    internal const string English = BuiltInLetters.English, Welsh = BuiltInLetters.Welsh;

    private readonly Dictionary<(string Language, string Name), GivenText> _given;
    private readonly ConcurrentDictionary<Nation, InNation> _givenIn = new();
    private Func<Nation> _nation;
    private volatile Counting _counting = new(_ => ImmutableDictionary<(string, string), MessageTemplate>.Empty);

    /// <param name="Templates">All texts that apply if nobody has set others on a page.</param>
    /// <param name="Unusable">Files without something that letters of this nation must say. The program's own text is sent instead.</param>
    private sealed record InNation(
        IReadOnlyDictionary<(string Language, string Name), MessageTemplate> Templates,
        IReadOnlyList<(string Letter, LetterProblem Problem)> Unusable);

    /// <param name="Set">Texts that were set on pages and can be used in a nation.</param>
    private sealed record Counting(Func<Nation, IReadOnlyDictionary<(string Language, string Name), MessageTemplate>> Set)
    {
        public ConcurrentDictionary<Nation, Dictionary<(string Language, string Name), MessageTemplate>> All { get; } = new();
    }

    private MessageTemplates(Dictionary<(string Language, string Name), GivenText> given, Nation nation)
    {
        _given = given;
        _nation = () => nation;
    }

    /// <summary>From now on, <paramref name="nation"/> is asked for the nation each time a letter is written.</summary>
    internal MessageTemplates Following(Func<Nation> nation)
    {
        _nation = nation;
        return this;
    }

    /// <summary>The nation whose crisis lines letters name now.</summary>
    internal Nation Nation => _nation();

    private Dictionary<(string Language, string Name), MessageTemplate> Now
    {
        get
        {
            Counting counting = _counting;
            return counting.All.GetOrAdd(Nation, nation =>
            {
                IReadOnlyDictionary<(string, string), MessageTemplate> set = counting.Set(nation);
                return GivenIn(nation).Templates.ToDictionary(g => g.Key, g => set.GetValueOrDefault(g.Key) ?? g.Value);
            });
        }
    }

    /// <summary>Files that cannot be used in a nation, and why.</summary>
    internal IReadOnlyList<(string Letter, LetterProblem Problem)> UnusableIn(Nation nation) =>
        GivenIn(nation).Unusable;

    private InNation GivenIn(Nation nation) => _givenIn.GetOrAdd(nation, _ =>
    {
        Dictionary<(string, string), MessageTemplate> templates = [];
        List<(string, LetterProblem)> unusable = [];
        foreach (((string language, string name), GivenText given) in _given)
        {
            List<LetterProblem> problems = [];
            templates[(language, name)] = Read(language, name, given.FixedBy, Encoding.UTF8.GetBytes(given.Source), nation, problems);
            if (problems is not [var first, ..])
                continue;
            unusable.Add((name, first));
            templates[(language, name)] = Read(language, name, null, BuiltInLetters.Read(language, name), nation, []);
        }
        return new InNation(templates, unusable);
    });

    private static MessageTemplate Read(
        string language, string name, string? path, byte[] bytes, Nation nation, ICollection<LetterProblem> problems) =>
        MessageTemplate.Parse(TemplateKind.All[name], bytes, new LetterHelp(nation, Texts.LanguageOf(language)),
            (line, found, allowed) =>
                problems.Add(new(language, line, found, allowed, path ?? BuiltInLetters.FileOf(language, name))));

    /// <summary>Every text there is: all in English, and those for people in Welsh as well.</summary>
    private static IEnumerable<(string Language, TemplateKind Kind)> All =>
        TemplateKind.All.Values.Select(kind => (English, kind))
            .Concat(TemplateKind.All.Values.Where(kind => kind.Audience is Recipient.Person).Select(kind => (Welsh, kind)));

    /// <summary>
    /// Reads the built-in texts and, if <paramref name="folder"/> is given, the files in <c>folder/en/</c> and
    /// <c>folder/cy/</c> that replace them.
    /// </summary>
    /// <param name="nation">The nation whose crisis lines the letters name.</param>
    /// <exception cref="MessageTemplateException">All problems of all files.</exception>
    public static MessageTemplates Load(string? folder, Nation nation)
    {
        List<LetterProblem> problems = [];
        Dictionary<(string, string), string> replaced = folder is null ? [] : Replacements(folder, problems);
        Dictionary<(string, string), MessageTemplate> templates = [];
        Dictionary<(string, string), GivenText> given = All.ToDictionary(text => (text.Language, text.Kind.Name), text =>
        {
            string? path = replaced.GetValueOrDefault((text.Language, text.Kind.Name));
            byte[] bytes = path is null ? BuiltInLetters.Read(text.Language, text.Kind.Name) : File.ReadAllBytes(path);
            templates[(text.Language, text.Kind.Name)] = Read(text.Language, text.Kind.Name, path, bytes, nation, problems);
            return new GivenText(Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'), path);
        });
        if (problems.Count > 0)
            throw new MessageTemplateException(problems);
        MessageTemplates all = new(given, nation);
        all._givenIn[nation] = new InNation(templates, []);
        return all;
    }

    /// <summary>The text that applies if nobody has set another on a page; null if there is none in this language.</summary>
    internal GivenText? Given(string language, string name) => _given.GetValueOrDefault((language, name));

    /// <summary>Reads a text by the rules for a file with this name.</summary>
    internal static MessageTemplate Parse(
        string language, string name, string source, Nation nation, ICollection<LetterProblem> problems) =>
        Read(language, name, "", Encoding.UTF8.GetBytes(source), nation, problems);

    /// <summary>From now on these texts replace the given ones.</summary>
    internal void Become(Func<Nation, IReadOnlyDictionary<(string Language, string Name), MessageTemplate>> set) =>
        _counting = new Counting(set);

    /// <summary>Renders a message.</summary>
    /// <param name="name">The template's name, such as <c>meeting-booked</c>; never a footer's.</param>
    /// <param name="language">The person's language. A text without Welsh, or for another language, is in English and marked
    /// as English.</param>
    /// <param name="values">
    /// Values by placeholder. Those that this message does not have are ignored. Those that no message has are an error.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The name or a placeholder is unknown, a needed value is missing, or a link is not valid.
    /// </exception>
    public RenderedMessage Render(string name, string language, IReadOnlyDictionary<string, string?> values, RenderOptions options) =>
        Render(name, language, values, options, Now);

    /// <summary>The same with one text that does not apply yet.</summary>
    /// <param name="tried">The nation in which it is tried, with the given texts; null to try it with the texts that apply.</param>
    internal RenderedMessage RenderWith(
        (string Language, string Name) which, MessageTemplate template, string name, IReadOnlyDictionary<string, string?> values,
        RenderOptions options, Nation? tried = null) =>
        Render(name, which.Language, values, options,
            new(tried is { } nation ? GivenIn(nation).Templates : Now) { [which] = template });

    private static RenderedMessage Render(
        string name, string language, IReadOnlyDictionary<string, string?> values, RenderOptions options,
        Dictionary<(string Language, string Name), MessageTemplate> templates)
    {
        if (!TemplateKind.All.TryGetValue(name, out TemplateKind? kind) || kind.IsFooter)
            throw new ArgumentException($"There is no message {name}.", nameof(name));

        bool discreet = options.Discreet && kind.Audience == Recipient.Person;
        string written = Texts.LanguageOf(language) == Texts.Welsh && kind.Audience is Recipient.Person ? Welsh : English;
        LetterValues filled = new(kind, values, options,
            Texts.In(Texts.LanguageOf(written),
                options.OnPaper ? "Letter.OnPaper" : options.TakesReplies ? "Letter.Replies" : "Letter.NoReplies"));
        MessageTemplate template = templates[(written, name)];
        string subject = LetterValues.OneLine(discreet
            ? template.NeutralSubject ?? Texts.In(Texts.LanguageOf(written), "Letter.NeutralSubject")
            : MessageTemplate.Fill(template.Subject, placeholder => filled[placeholder]));
        List<MessageParagraph> body = Shown(template, filled, options);
        if (options.AsksAboutMore)
            body.AddRange(_more);
        List<MessageParagraph> footer = Shown(templates[(written, kind.FooterFor(discreet, options.IsFirst))], filled, options);
        return new RenderedMessage(
            LetterValues.OneLine(filled["serviceName"]),
            subject,
            new LetterHtml(filled).Write(written, subject, body, footer),
            new LetterText(filled).Write([.. body, .. footer]));
    }

    /// <summary>Added to a letter that asks a provider about more than one entry, whoever worded the letter.</summary>
    private static readonly MessageParagraph[] _more =
    [
        MessageParagraph.Parse("**And these of yours, please.** Each has a link of its own:", 0)!,
        MessageParagraph.Parse("{{tasks}}", 0)!,
    ];

    private static List<MessageParagraph> Shown(MessageTemplate template, LetterValues values, RenderOptions options) =>
        [.. template.Paragraphs.Where(paragraph => !paragraph.Placeholders.Any(values.IsEmpty)
            && !(options.OnPaper && paragraph.Placeholders.Any(TemplateKind.IsLink)))];

    private static Dictionary<(string, string), string> Replacements(string folder, List<LetterProblem> problems)
    {
        Dictionary<(string, string), string> found = [];
        if (!Directory.Exists(Path.Combine(folder, English)) && !Directory.Exists(Path.Combine(folder, Welsh)))
        {
            problems.Add(
                new("", 0, $"no folder {English} or {Welsh}",
                    $"a folder that holds a folder {English}, {Welsh} or both with the texts to replace", folder));
            return found;
        }
        Dictionary<string, (string, string)> allowed =
            All.ToDictionary(text => Path.Combine(text.Language, text.Kind.Name + ".md"), text => (text.Language, text.Kind.Name));
        string names = string.Join(", ", allowed.Values.Select(text => $"{text.Item1}/{text.Item2}.md").Order(StringComparer.Ordinal));
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (allowed.TryGetValue(Path.GetRelativePath(folder, path), out (string, string) text))
                found[text] = path;
            else if (!Path.GetFileName(path).StartsWith('.'))
                problems.Add(new("", 0, "a file that replaces nothing", names, path));
        }
        return found;
    }
}
