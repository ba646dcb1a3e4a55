using System.Reflection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;

namespace SocialPrescribing.Web.Phrases;

/// <param name="What">What it is, within a sentence: <c>a reminder of a meeting</c>.</param>
/// <param name="When">When it goes out, within a sentence.</param>
public sealed record LetterSaid(string Group, string What, string When)
{
    /// <summary>What it is, as a heading.</summary>
    public string Title => Words.Sentence(What);
}

/// <summary>Descriptions of letters and placeholders. They come from docs/letters.md, which is part of the program.</summary>
public static class LetterWords
{
    private static readonly Lazy<(Dictionary<string, LetterSaid> Letters, Dictionary<string, string> Placeholders)> _said = new(Read);

    public static LetterSaid Of(string letter) => _said.Value.Letters[letter];

    /// <summary>What a message is, for staff: <c>to the person: a reminder of a meeting</c>.</summary>
    public static string Of(MessageKind kind) => $"{StaffTexts.Of(Messages.RecipientOf(kind))}: {What(kind)}";

    /// <summary>The same where everybody knows to whom it goes.</summary>
    public static string What(MessageKind kind) => Of(BuiltInLetters.NameOf(kind)).What;

    public static string Placeholder(string name) => _said.Value.Placeholders[name];

    public static string Language(string language) => language is "cy" ? "Welsh" : "English";

    /// <summary>All letters in the order of the page.</summary>
    public static IEnumerable<IGrouping<string, LetterTemplate>> Groups(IEnumerable<LetterTemplate> all)
    {
        Dictionary<string, LetterTemplate> byName = all.ToDictionary(t => t.Name);
        return _said.Value.Letters.Select(l => byName[l.Key]).GroupBy(t => Of(t.Name).Group);
    }

    private static (Dictionary<string, LetterSaid>, Dictionary<string, string>) Read()
    {
        using StreamReader file = new(Assembly.GetExecutingAssembly().GetManifestResourceStream("letters.md")!);
        Dictionary<string, LetterSaid> letters = [];
        Dictionary<string, string> placeholders = [];
        string heading = "";
        while (file.ReadLine() is { } line)
            if (line.StartsWith("## ", StringComparison.Ordinal))
                heading = line[3..];
            else if (line.StartsWith("| `", StringComparison.Ordinal))
                switch (line.Split('|', StringSplitOptions.TrimEntries))
                {
                    case [_, var name, var what, var when, _]:
                        letters.Add(name.Trim('`'),
                            new LetterSaid(heading, what, when.Replace("`", "", StringComparison.Ordinal)));
                        break;
                    case [_, var name, var means, _]:
                        placeholders.Add(name.Trim('`', '{', '}'), means);
                        break;
                }
        return (letters, placeholders);
    }
}
