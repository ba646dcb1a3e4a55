using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web;

/// <summary>The texts of letters as they come with this program, in <c>messages/</c>.</summary>
public static class BuiltInLetters
{
    public const string English = "en", Welsh = "cy";

    /// <summary>Begins the line of a letter's text that says in a few words what it is, for a list of letters.</summary>
    public const string ShortLine = "In short:";

    /// <summary>Read once: a person's own record names every letter that they had.</summary>
    private static readonly ConcurrentDictionary<(string Language, string Name), string> _short = new();

    /// <summary>The words of the kind with hyphens.</summary>
    public static string NameOf(MessageKind kind) => Words.Of(kind).Replace(' ', '-');

    public static string FileOf(string language, string name) => $"messages/{language}/{name}.md";

    /// <summary>The text of a letter, without the line that is meant for lists.</summary>
    /// <exception cref="InvalidOperationException">There is no such text.</exception>
    public static byte[] Read(string language, string name) => Encoding.UTF8.GetBytes(string.Join('\n',
        Text(language, name).Split('\n').Where(line => !line.StartsWith(ShortLine, StringComparison.Ordinal))));

    private static string Text(string language, string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(FileOf(language, name))
            ?? throw new InvalidOperationException($"The text {language}/{name} is not part of this build.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>What the person's own record calls a letter to them, in their language.</summary>
    /// <exception cref="InvalidOperationException">The text does not say it.</exception>
    public static string InShort(MessageKind kind) =>
        _short.GetOrAdd((Texts.Language == Texts.Welsh ? Welsh : English, NameOf(kind)), text =>
            Text(text.Language, text.Name).Split('\n')
                .TakeWhile(line => line.Trim().Length > 0).FirstOrDefault(line => line.StartsWith(ShortLine, StringComparison.Ordinal))
                ?[ShortLine.Length..].Trim()
                    ?? throw new InvalidOperationException($"{FileOf(text.Language, text.Name)} has no line \"{ShortLine} …\"."));
}
