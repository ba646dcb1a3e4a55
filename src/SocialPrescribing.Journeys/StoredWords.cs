using System.Reflection;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// The words that this version knows: kinds of events and the words of every choice. They only ever grow. Somebody who goes back to an older version may
/// have journeys with words that it does not know: nothing may be written over those.
/// </summary>
public static class StoredWords
{
    private static readonly HashSet<string> _eventKinds =
        [.. typeof(JourneyEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => (string)a.TypeDiscriminator!)];

    /// <summary>How many there are. A version that knows more is a newer one, as far as what is stored is concerned.</summary>
    public static int Count { get; } = EventKinds.Count + Choices.Sum(c => Enum.GetNames(c).Length);

    /// <summary>The names of events in journals.</summary>
    public static IReadOnlyCollection<string> EventKinds => _eventKinds;

    /// <summary>Every choice that may stand in a journey or its journal.</summary>
    public static IEnumerable<Type> Choices => typeof(StoredWords).Assembly.GetTypes()
        .Where(t => t.IsEnum && t.GetCustomAttribute<JsonConverterAttribute>() is not null).OrderBy(t => t.FullName, StringComparer.Ordinal);

    [ThreadStatic]
    private static List<string>? _collected;

    /// <summary>Reads something and names the words in it that this version does not know, instead of giving up at the first.</summary>
    /// <param name="read">What it gives is for nobody: where a word was unknown, something else stands there.</param>
    public static IReadOnlyList<string> UnknownIn(Action read)
    {
        List<string>? outer = _collected;
        List<string> collected = _collected = [];
        try
        {
            read();
        }
        finally
        {
            _collected = outer;
        }
        return [.. collected.Distinct()];
    }

    /// <summary>Whether unknown words are only being collected here, and this one is noted.</summary>
    internal static bool Collects(Type choice, string? word)
    {
        _collected?.Add($"{choice.Name} \"{word}\"");
        return _collected is not null;
    }
}
