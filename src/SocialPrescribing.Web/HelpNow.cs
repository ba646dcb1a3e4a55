using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web;

/// <summary>Whom to call when it cannot wait, by nation. Pages and letters use the same words.</summary>
public static class HelpNow
{
    public const string Emergency = "999", Danger = "Crisis.Danger";

    private const string Samaritans = "116 123", Nhs = "111", Lifeline = "0808 808 8000";

    /// <summary>Numbers for somebody to talk to. In Northern Ireland 111 is not one of them.</summary>
    public static IReadOnlyList<string> Numbers(Nation nation) => [nation is Nation.NorthernIreland ? Lifeline : Nhs, Samaritans];

    /// <summary>The key of the text about them. In Scotland 111 is described in other words.</summary>
    public static string Talk(Nation nation, bool discreet) => nation switch
    {
        Nation.NorthernIreland => discreet ? "Crisis.TalkNorthernIrelandDiscreet" : "Crisis.TalkNorthernIreland",
        Nation.Scotland => discreet ? "Crisis.TalkScotlandDiscreet" : "Crisis.TalkScotland",
        Nation.England or Nation.Wales => discreet ? "Crisis.TalkDiscreet" : "Crisis.Talk",
    };

    /// <summary>Both in one line, for the top of a page with more content.</summary>
    public static string Line(Nation nation) => nation switch
    {
        Nation.NorthernIreland => "Crisis.LineNorthernIreland",
        Nation.Scotland => "Crisis.LineScotland",
        Nation.England or Nation.Wales => "Crisis.Line",
    };

    /// <summary>The same for a letter, each as a Markdown paragraph.</summary>
    /// <param name="linked">Whether tapping a number dials it. A letter that is sent before anybody has looked has no links.</param>
    public static IEnumerable<string> Paragraphs(Nation nation, CultureInfo language, bool discreet, bool linked)
    {
        string Call(string number) => linked ? $"[{number}](tel:{number.Replace(" ", "", StringComparison.Ordinal)})" : number;
        string Say(string key, params IEnumerable<string> numbers) =>
            string.Format(language, Texts.In(language, key), [.. numbers.Select(Call)])
                .Replace("<strong>", "**", StringComparison.Ordinal).Replace("</strong>", "**", StringComparison.Ordinal);
        yield return Say(Danger, Emergency);
        yield return Say(Talk(nation, discreet), Numbers(nation));
    }
}
