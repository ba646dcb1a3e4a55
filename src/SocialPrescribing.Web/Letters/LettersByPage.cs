using System.Collections.Concurrent;
using System.Collections.Immutable;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;

namespace SocialPrescribing.Web.Letters;

/// <summary>The templates as admins see them: the text that applies, what is wrong with it, and how it looks to an
/// invented person.</summary>
public sealed class LettersByPage(MessageTemplates templates) : ILetterTemplates
{
    private volatile Held _held = new(ImmutableDictionary<(string, string), string>.Empty);

    /// <param name="Texts">All texts that were set on pages, by letter and language.</param>
    private sealed record Held(IReadOnlyDictionary<(string Letter, string Language), string> Texts)
    {
        /// <summary>The texts that can be used, by nation.</summary>
        public ConcurrentDictionary<Nation, State> In { get; } = new();
    }

    /// <param name="Texts">The texts that were set on pages and apply.</param>
    private sealed record State(
        IReadOnlyDictionary<(string Letter, string Language), string> Texts,
        IReadOnlyDictionary<(string Language, string Name), MessageTemplate> Templates,
        IReadOnlyList<(string Letter, LetterProblem Problem)> Unusable);

    private State Set => In(_held, templates.Nation);

    public IReadOnlyList<LetterTemplate> All { get; } =
        [.. TemplateKind.All.Values.Select(kind => new LetterTemplate(kind.Name, kind.Message, kind.Audience,
            kind.Audience is Recipient.Person ? [MessageTemplates.English, MessageTemplates.Welsh] : [MessageTemplates.English],
            kind.Must, [.. kind.Allowed.Except(kind.Must)]))];

    public IReadOnlyList<(string Letter, LetterProblem Problem)> Unusable => Set.Unusable;

    public IReadOnlyList<(string Letter, LetterProblem Problem)> UnusableFiles => templates.UnusableIn(templates.Nation);

    public IReadOnlyList<(string Letter, LetterProblem Problem)> UnusableIn(Nation nation) =>
        [.. In(_held, nation).Unusable, .. templates.UnusableIn(nation)];

    public LetterWording Now(string letter, string language)
    {
        GivenText given = Find(letter, language);
        return new(Set.Texts.GetValueOrDefault((letter, language)) ?? given.Source, given.FixedBy);
    }

    public string Given(string letter, string language) => Find(letter, language).Source;

    public IReadOnlyList<LetterProblem> Check(string letter, string language, string source) =>
        Read(letter, language, source, templates.Nation).Problems;

    public LetterPreview Preview(string letter, string language, string source, ServiceProfile profile)
    {
        TemplateKind kind = TemplateKind.All[letter];
        if (Read(letter, language, source, templates.Nation) is not { Template: { } template, Problems: [] })
            throw new ArgumentException($"The text of {letter} was not checked.", nameof(source));
        RenderedMessage shown = Render(kind, language, template, profile, TemplateKind.ExampleFor(kind), kind.IsDiscreet);
        return new(shown.FromName, shown.Subject, shown.Html, shown.Text, kind is { IsFooter: false, Audience: Recipient.Person }
            ? Render(kind, language, template, profile, kind, discreet: true).Subject : null);
    }

    public void Become(IReadOnlyDictionary<(string Letter, string Language), string> texts)
    {
        Held held = new(texts);
        _held = held;
        templates.Become(nation => In(held, nation).Templates);
    }

    private State In(Held held, Nation nation) => held.In.GetOrAdd(nation, _ =>
    {
        Dictionary<(string Letter, string Language), string> counts = [];
        Dictionary<(string Language, string Name), MessageTemplate> usable = [];
        List<(string, LetterProblem)> unusable = [];
        // A letter that this version does not know, or does not have in this language, is left alone.
        foreach (((string letter, string language), string source) in held.Texts
            .Where(t => templates.Given(t.Key.Language, t.Key.Letter) is { FixedBy: null }))
        {
            (MessageTemplate? template, IReadOnlyList<LetterProblem> problems) = Read(letter, language, source, nation);
            if (problems is [var first, ..])
                unusable.Add((letter, first));
            else
                (counts[(letter, language)], usable[(language, letter)]) = (source, template!);
        }
        return new State(counts, usable, unusable);
    });

    /// <summary>Reads a text and writes sample letters with it, so that no letter fails when it is due.</summary>
    private (MessageTemplate? Template, IReadOnlyList<LetterProblem> Problems) Read(
        string letter, string language, string source, Nation nation)
    {
        List<LetterProblem> problems = [];
        MessageTemplate? template = null;
        if (LetterSource.Of(source) is var parts && parts.Text.Length > LetterTexts.LongestText)
            problems.Add(new(language, 0, $"{parts.Text.Length:N0} characters", $"at most {LetterTexts.LongestText:N0}"));
        else if (parts.Subject.Length > LetterTexts.LongestSubject || parts.Neutral.Length > LetterTexts.LongestSubject)
            problems.Add(
                new(language, 1, "a subject that no list of mails could show", $"at most {LetterTexts.LongestSubject} characters"));
        else
        {
            TemplateKind kind = TemplateKind.All[letter];
            template = MessageTemplates.Parse(language, letter, source, nation, problems);
            if (problems is [] && template.Paragraphs is [])
                problems.Add(new(language, 0, "nothing to read", "at least one sentence"));
            if (problems is [])
                foreach (bool discreet in (bool[])[false, true])
                    Render(kind, language, template, _example, TemplateKind.ExampleFor(kind), discreet || kind.IsDiscreet, nation);
        }
        return (template, problems);
    }

    private static readonly ServiceProfile _example = new("Example", "Example", "01420 555 000", new Uri("https://links.example"));

    /// <param name="letter">The letter to write. If <paramref name="kind"/> is an ending, the letter ends with it.</param>
    private RenderedMessage Render(
        TemplateKind kind, string language, MessageTemplate template, ServiceProfile profile, TemplateKind letter, bool discreet,
        Nation? tried = null) =>
        templates.RenderWith((language, kind.Name), template, letter.Name, InventedLetter.Values(letter, language, profile),
            new RenderOptions(discreet, profile.DiscreetName, InventedLetter.Tasks(profile), TemplateKind.IsOfFirst(kind),
                TakesReplies: !discreet && profile.ReplyTo.Length > 0), tried);

    private GivenText Find(string letter, string language) =>
        templates.Given(language, letter) ?? throw new ArgumentException($"There is no letter {letter} in {language}.", nameof(letter));
}
