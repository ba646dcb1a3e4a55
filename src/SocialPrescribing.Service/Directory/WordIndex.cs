using System.Collections;

namespace SocialPrescribing.Service.Directory;

/// <summary>
/// In which entries a word stands. It keeps each different word of a directory once, with the entries that have it: far fewer than there
/// are texts, so that a search need not go through all that was ever written about 20,000 activities. What is sought has no space in it, so
/// it stands in a text exactly where it stands in one of its words; <c>sing</c> finds <c>singing</c>.
/// </summary>
public sealed class WordIndex
{
    private readonly IReadOnlyList<StoredActivity> _entries;
    private readonly (string Word, int[] Entries)[] _words;

    public WordIndex(IReadOnlyList<StoredActivity> entries)
    {
        _entries = entries;
        Dictionary<string, List<int>> words = new(StringComparer.Ordinal);
        for (int i = 0; i < entries.Count; i++)
            foreach (string word in WordsOf(entries[i].Activity.Details))
            {
                if (!words.TryGetValue(word, out List<int>? there))
                    words.Add(word, there = []);
                if (there is not [.., var last] || last != i)
                    there.Add(i);
            }
        _words = [.. words.Select(w => (w.Key, w.Value.ToArray()))];
    }

    /// <summary>The first words of a search.</summary>
    public static IReadOnlyList<string> WordsOf(string text, int most) =>
        [.. text.ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(most)];

    /// <summary>The entries in whose name, description, provider or place each of these stands, as <see cref="WordsOf(string, int)"/> gives
    /// them.</summary>
    public IReadOnlySet<Guid> Saying(IReadOnlyList<string> sought)
    {
        BitArray all = new(_entries.Count, defaultValue: true), one = new(_entries.Count);
        foreach (string word in sought)
        {
            one.SetAll(false);
            foreach ((string known, int[] entries) in _words)
                if (known.Contains(word, StringComparison.Ordinal))
                    foreach (int entry in entries)
                        one[entry] = true;
            all.And(one);
            if (!all.HasAnySet())
                break;
        }
        HashSet<Guid> found = [];
        for (int i = 0; i < all.Length; i++)
            if (all[i])
                found.Add(_entries[i].Activity.Id);
        return found;
    }

    private static IEnumerable<string> WordsOf(ListingDetails details) =>
        new[] { details.Name, details.Description, details.Provider.Name, details.Place?.Name }
            .SelectMany(text => text is null ? [] : WordsOf(text, int.MaxValue));
}
