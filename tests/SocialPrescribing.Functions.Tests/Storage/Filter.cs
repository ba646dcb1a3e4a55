using System.Text.RegularExpressions;
using Azure.Data.Tables;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>
/// The part of OData that the store's queries use: comparisons of properties with texts, numbers and booleans, joined by and, or
/// and brackets.
/// </summary>
internal sealed partial class Filter
{
    private readonly string[] _words;
    private int _next;

    private Filter(string text) => _words = [.. Words().Matches(text).Select(m => m.Value)];

    public static Func<TableEntity, bool> Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return _ => true;
        Filter filter = new(text);
        Func<TableEntity, bool> all = filter.Either();
        return filter._next == filter._words.Length ? all : throw new FormatException($"The filter does not end where it should: {text}");
    }

    /// <summary>The one partition that the filter names, to which the service goes directly. Null if it has to look through all.</summary>
    public static string? PartitionOf(string? text) =>
        text is not null && OnePartition().Match(text) is { Success: true } match
            ? match.Groups["key"].Value.Replace("''", "'", StringComparison.Ordinal) : null;

    private Func<TableEntity, bool> Either()
    {
        Func<TableEntity, bool> left = Both();
        while (Take("or"))
        {
            Func<TableEntity, bool> first = left, second = Both();
            left = row => first(row) || second(row);
        }
        return left;
    }

    private Func<TableEntity, bool> Both()
    {
        Func<TableEntity, bool> left = One();
        while (Take("and"))
        {
            Func<TableEntity, bool> first = left, second = One();
            left = row => first(row) && second(row);
        }
        return left;
    }

    private Func<TableEntity, bool> One()
    {
        if (Take("("))
        {
            Func<TableEntity, bool> inner = Either();
            return Take(")") ? inner : throw new FormatException("A bracket is not closed.");
        }
        string property = _words[_next++], comparison = _words[_next++], literal = _words[_next++];
        object value = literal switch
        {
            "true" => true,
            "false" => false,
            ['\'', .. var text, '\''] => text.Replace("''", "'", StringComparison.Ordinal),
            _ => int.Parse(literal, System.Globalization.CultureInfo.InvariantCulture),
        };
        // A row without the property, or with a value of another type, does not match.
        return row => row.TryGetValue(property, out object? found) && found?.GetType() == value.GetType()
            && (found is string held ? string.CompareOrdinal(held, (string)value) : ((IComparable)found).CompareTo(value)) is var order
            && comparison switch
            {
                "eq" => order is 0,
                "ne" => order is not 0,
                "lt" => order < 0,
                "le" => order <= 0,
                "gt" => order > 0,
                "ge" => order >= 0,
                _ => throw new FormatException($"{comparison} is no comparison."),
            };
    }

    private bool Take(string word)
    {
        bool taken = _next < _words.Length && _words[_next] == word;
        _next += taken ? 1 : 0;
        return taken;
    }

    [GeneratedRegex(@"^PartitionKey eq '(?<key>(?:[^']|'')*)'(?: and (?:'(?:[^']|'')*'|\([^)]*\)|(?! or )[^'()])*)?$")]
    private static partial Regex OnePartition();

    [GeneratedRegex(@"'(?:[^']|'')*'|[()]|[^\s()]+")]
    private static partial Regex Words();
}
