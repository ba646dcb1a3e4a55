using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Phrases;

/// <summary>The texts of letters that come with this program, in <c>messages/</c>.</summary>
public static partial class BuiltInLetters
{
    public const string English = "en", Welsh = "cy";

    /// <summary>Each is read once, because a person's own record names every letter that they had.</summary>
    private static readonly ConcurrentDictionary<(string Language, string Name), string> _short = new();

    /// <summary>The words of the kind with hyphens.</summary>
    public static string NameOf(MessageKind kind) => Words.Of(kind).Replace(' ', '-');

    public static string FileOf(string language, string name) => $"messages/{language}/{name}.md";

    /// <summary>The text of a letter without its line for lists.</summary>
    /// <exception cref="InvalidOperationException">There is no such text.</exception>
    public static byte[] Read(string language, string name) => Encoding.UTF8.GetBytes(string.Join('\n',
        Text(language, name).Split('\n').Where(line => !ShortLine().IsMatch(line))));

    private static string Text(string language, string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(FileOf(language, name))
            ?? throw new InvalidOperationException($"The text {language}/{name} is not part of this build.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The name of a letter in the person's own record, in their language.</summary>
    /// <exception cref="InvalidOperationException">The text does not say it.</exception>
    public static string InShort(MessageKind kind) =>
        _short.GetOrAdd((Texts.Language == Texts.Welsh ? Welsh : English, NameOf(kind)), text => ShortIn(text.Language, text.Name));

    private static string ShortIn(string language, string name)
    {
        string written = IsThere(language, name) ? language : English;
        return Text(written, name).Split('\n').TakeWhile(line => line.Trim().Length > 0).Select(line => ShortLine().Match(line))
            .FirstOrDefault(m => m.Success && (m.Groups["language"] is { Success: true, Value: var other } ? other : written) == language)
            ?.Groups["what"].Value.Trim()
            ?? throw new InvalidOperationException($"{FileOf(written, name)} does not say what the letter is in short ({language}).");
    }

    private static bool IsThere(string language, string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceInfo(FileOf(language, name)) is not null;

    /// <summary>
    /// The line that names a letter in lists: <c>In short: your meeting</c>. A letter that exists only in English also has a line for the
    /// Welsh list: <c>In short (cy): eich cyfarfod</c>.
    /// </summary>
    [GeneratedRegex(@"^In short( \((?<language>[a-z]+)\))?:(?<what>.*)$", RegexOptions.IgnoreCase)]
    internal static partial Regex ShortLine();
}
