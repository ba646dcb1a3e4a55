using System.Net;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Http.Tests.Fuzz;

/// <summary>Reads answers for ids and for forms with their fields, for use in later requests.</summary>
internal sealed partial class Fuzz
{
    private void Learn(string text)
    {
        if (text.Length > 400_000)
            return;
        foreach (Match id in Ids().EnumerateAll(text, 40))
            Knows(id.Value);
        foreach (Match form in Forms().EnumerateAll(text, 40).Where(f => f.Value.Contains("method=\"post\"", StringComparison.Ordinal)))
        {
            string action = WebUtility.HtmlDecode(form.Groups["action"].Value).Split('?')[0];
            if (_forms.Count > MostKnown)
                _forms.Remove(_chance.One([.. _forms.Keys]));
            _forms[action] = new SeenForm(_member, form.Value.Contains("enctype=\"multipart/", StringComparison.Ordinal),
            [
                .. Fields().EnumerateAll(form.Value, 80).Select(f => new Field(
                    WebUtility.HtmlDecode(f.Groups["name"].Value), WebUtility.HtmlDecode(Value().Match(f.Value).Groups["value"].Value),
                    Kind().Match(f.Value).Groups["kind"].Value)),
            ]);
        }
    }

    /// <param name="To">The member of staff who saw it. Null if it was not one.</param>
    private sealed record SeenForm(int? To, bool TakesFiles, IReadOnlyList<Field> Fields);

    /// <param name="Kind">As a browser is told: hidden, radio, file …</param>
    private sealed record Field(string Name, string Value, string Kind);

    private void Knows(params ReadOnlySpan<string?> words)
    {
        foreach (string? word in words)
            if (word is { Length: > 0 and < 200 })
                Keep(_known, word);
    }

    private void Keep(List<string> list, string word)
    {
        if (list.Count < MostKnown)
            list.Add(word);
        else
            list[_chance.Next(list.Count)] = word;
    }

    [GeneratedRegex("[0-9a-f]{32}|[0-9a-f]{12}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|SP-[0-9A-Z]{4}-[0-9A-Z]{4}")]
    private static partial Regex Ids();

    [GeneratedRegex("<form[^>]*action=\"(?<action>[^\"]*)\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<(?:input|select|textarea|button)[^>]*name=\"(?<name>[^\"]*)\"[^>]*>(?:\\s*<option[^>]*value=\"[^\"]*\")?")]
    private static partial Regex Fields();

    [GeneratedRegex("type=\"(?<kind>[^\"]*)\"")]
    private static partial Regex Kind();

    [GeneratedRegex("\"kind\":\"(?<kind>\\w+)\",\"commandId\"")]
    private static partial Regex CommandKind();

    [GeneratedRegex("value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Value();
}

internal static class Chance
{
    public static T One<T>(this Random chance, params IReadOnlyList<T> of) => of[chance.Next(of.Count)];

    /// <summary>At most so many matches.</summary>
    public static IEnumerable<Match> EnumerateAll(this Regex pattern, string text, int most) => pattern.Matches(text).Take(most);
}
