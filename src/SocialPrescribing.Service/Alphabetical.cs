using System.Globalization;

namespace SocialPrescribing.Service;

/// <summary>The order in which people look names up: the same on every machine and in every language of a page.</summary>
public static class Alphabetical
{
    private static readonly CultureInfo _english = CultureInfo.GetCultureInfo("en-GB");

    public static StringComparer Order { get; } = StringComparer.Create(_english, ignoreCase: true);

    /// <summary>The same order for names that are sorted again and again: a key is worked out once, and comparing two is quick.</summary>
    public static SortKey Key(string name) => _english.CompareInfo.GetSortKey(name, CompareOptions.IgnoreCase);

    public static Comparer<SortKey> KeyOrder { get; } = Comparer<SortKey>.Create(SortKey.Compare);
}
