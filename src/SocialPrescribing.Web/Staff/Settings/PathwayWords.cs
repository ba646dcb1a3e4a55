using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Staff.Settings;

/// <param name="Name">Its path in the pathway file.</param>
/// <param name="Value">The value with its unit.</param>
/// <param name="Effect">What it does, in a sentence.</param>
/// <param name="Allowed">What may be typed.</param>
/// <param name="IsList">Whether it has several entries with commas between them.</param>
public sealed record PathwaySetting(string Name, string Value, string Effect, string Allowed, bool IsList = false);

/// <summary>The pathway in words. What a setting does comes from docs/pathway.md, which is part of the program.</summary>
public static partial class PathwayWords
{
    private sealed record Said(string Heading, string Effect, string Allowed, string Unit);

    private static readonly Lazy<Dictionary<string, Said>> _said = new(Read);

    public static IReadOnlyList<(string Heading, IReadOnlyList<PathwaySetting> Settings)> Of(Pathway pathway) =>
    [
        .. PathwayFile.Values(pathway)
            .Select(v => (Said: _said.Value[v.Setting], v.Setting, v.Value))
            .GroupBy(v => v.Said.Heading)
            .Select(
                g => (g.Key,
                    (IReadOnlyList<PathwaySetting>)[
                        .. g.Select(v => new PathwaySetting(
                            v.Setting, Shown(v.Value, v.Said.Unit), v.Said.Effect, v.Said.Allowed, PathwaySource.IsList(v.Value)))])),
    ];

    /// <summary>What a setting does, for a list of changes.</summary>
    public static string Effect(string setting) =>
        _said.Value.TryGetValue(setting, out Said? said) ? said.Effect.TrimEnd('.') : setting;

    public static string Of(Nation nation) => nation is Nation.NorthernIreland ? "Northern Ireland" : Words.Sentence(nation);

    /// <summary>A value that was set on a page, in words. Lists and choices are stored in a form for programs.</summary>
    public static string Told(string setting, string value)
    {
        if (PathwayFile.Values(new Pathway()).FirstOrDefault(v => v.Setting == setting).Value is null or int or TimeOnly)
            return value;
        (Pathway pathway, IReadOnlyList<PathwayFile.Problem> wrong) =
            PathwaySource.None.With(new Dictionary<string, string> { [setting] = value });
        return wrong is not [] ? value : Shown(PathwayFile.Values(pathway).First(v => v.Setting == setting).Value, "");
    }

    private static string Shown(object value, string unit) => value switch
    {
        int number => string.Create(CultureInfo.InvariantCulture, $"{number} {(number is 1 ? unit.TrimEnd('s') : unit)}").TrimEnd(),
        TimeOnly time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
        Nation nation => Of(nation),
        ContactFirstBy by => Words.Sentence(by),
        Registration registration => Words.Sentence(registration),
        IReadOnlyList<LicensedMeasure> licensed => List(licensed.Select(l => l.Title), ", "),
        IReadOnlyList<SurveyPlan> surveys => Surveys(surveys),
        IReadOnlyList<Reminder> reminders =>
            List(reminders.Select(r => r.IsSameDay ? $"on the day at {r.ToString()[^5..]}" : $"{r.ToString()[..^1]} hours before"), "; "),
        IReadOnlyList<NoteTemplate> templates => List(templates.Select(t => t.Name), ", "),
        IReadOnlyList<DateOnly> dates => List(dates.Select(Words.Date), ", "),
        IReadOnlyList<DaySpan> spans => List(spans.Select(s => s.From == s.Until ? Words.Date(s.From)
            : $"{Words.Date(s.From)} to {Words.Date(s.Until)}"), "; "),
        IReadOnlyList<int> numbers => List(numbers.Select(n => $"{n}"), ", "),
        IReadOnlyList<string> words => List(words, ", "),
        _ => throw new NotSupportedException($"No words say how a setting of type {value.GetType().Name} is shown."),
    };

    public static string Surveys(IReadOnlyList<SurveyPlan> surveys) => List(surveys.Select(s =>
        $"{Words.Survey(s.Id)}: {(s.After.InMonths > 0 ? Count(s.After.InMonths, "month") : Count(s.After.InDays, "day"))} after "
            + $"{Anchor(s.Anchor)}, with {string.Join(", ", s.Measures)}"), "; ");

    private static string List(IEnumerable<string> items, string between) =>
        string.Join(between, items) is { Length: > 0 } list ? list : "None";

    private static string Count(int number, string unit) => number is 1 ? $"1 {unit}" : $"{number} {unit}s";

    private static string Anchor(SurveyAnchor anchor) => anchor switch
    {
        SurveyAnchor.FirstMeeting => "the first meeting",
        SurveyAnchor.PlanAgreed => "the plan",
        SurveyAnchor.SupportEnded => "the end of support",
    };

    private static Dictionary<string, Said> Read()
    {
        using StreamReader file = new(Assembly.GetExecutingAssembly().GetManifestResourceStream("pathway.md")!);
        Dictionary<string, Said> said = [];
        string heading = "";
        while (file.ReadLine() is { } line)
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                heading = line[3..];
            else if (line.StartsWith("| `", StringComparison.Ordinal)
                && line.Split('|', StringSplitOptions.TrimEntries) is [_, var name, var effect, var allowed, ..])
                said.Add(name.Trim('`'), new Said(
                    heading, Sentence(effect), Sentence(allowed), Units().Match(allowed).Groups[1].Value));
        }
        return said;
    }

    private static string Sentence(string effect) =>
        Words.Sentence(effect.Replace("`", "", StringComparison.Ordinal).Replace(": see below", "", StringComparison.Ordinal)) + ".";

    /// <summary>The unit in <c>1 to 60 working days</c>.</summary>
    [GeneratedRegex(@"^-?\d+ to \d+ ((?:calendar |working )?(?:days|hours|months))$", RegexOptions.CultureInvariant)]
    private static partial Regex Units();
}
