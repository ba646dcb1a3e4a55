using System.Collections;
using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web;

/// <summary>
/// What staff read of commands and events, in <c>StaffTexts.resx</c>, under the names in <c>Vocabulary.cs</c>. A command has a
/// <c>title</c>, a <c>button</c> where that says something else, the words of its fields (<c>FormWords</c>), and what is said once it is
/// <c>done</c>. An event has a sentence with the event's own fields in it. A choice has words under its own name, or under the field of
/// the form in which it is chosen.
/// </summary>
/// <remarks>
/// <c>{Place}</c> is a field, <c>{Plan.On}</c> a field of a field, <c>{At:time}</c> says how it is written, and <c>{A, B}</c> lists those
/// that are there. What stands in <c>[…]</c> is left out if a field in it is empty. <c>meetingCancelled/ByPerson=True</c> is the sentence
/// where the field has this value, <c>….note</c> somebody's own words (where nothing is said: the field <c>Note</c>), <c>….audit</c> a
/// sentence for the audit alone, and <c>joinCalledOff.Why.support-ended</c> a value in words. An empty sentence says that there is
/// nothing to tell.
/// </remarks>
public static partial class StaffTexts
{
    /// <summary>
    /// In one language. A resource manager goes through all cultures for a key that is not there, and most are asked for in vain.
    /// </summary>
    private static readonly FrozenDictionary<string, string> All =
        new ResourceManager(typeof(StaffTexts).FullName!, typeof(StaffTexts).Assembly)
            .GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>()
            .ToFrozenDictionary(e => (string)e.Key, e => (string)e.Value!, StringComparer.Ordinal);

    private const string ForAudit = ".audit";

    /// <summary>The fields that are written as names, by the event's name.</summary>
    private static readonly ILookup<string, string> Named = All
        .SelectMany(text => Field().Matches(text.Value).Where(f => f.Groups["how"].Value is "name")
            .Select(f => (Name: text.Key.Split('.', '/')[0], Path: f.Groups["path"].Value)))
        .Distinct().ToLookup(f => f.Name, f => f.Path, StringComparer.Ordinal);

    /// <summary>What differs by the value of a field, by the event's name.</summary>
    private static readonly ILookup<string, (string Key, string Path, string Value)> Variants = Keys()
        .Select(key => Variant().Match(key)).Where(m => m.Success)
        .ToLookup(m => m.Groups["name"].Value, m => (m.Value, m.Groups["path"].Value, m.Groups["value"].Value), StringComparer.Ordinal);

    private static readonly Dictionary<Type, string> Names = typeof(JourneyEvent).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    /// <summary>The text of a form: <c>title</c>, <c>button</c> or <c>done</c>; null where it has none of its own.</summary>
    /// <param name="variant">Which form, where one command has several.</param>
    public static string? Form(string command, string part, string? variant = null) =>
        (variant is null ? null : Find($"{command}.{variant}.{part}")) ?? Find($"{command}.{part}");

    /// <summary>A text that must be there, with what it names.</summary>
    public static string Say(string key, params object[] of) =>
        of.Length is 0 ? Text(key) : string.Format(CultureInfo.InvariantCulture, Text(key), of);

    /// <summary>Whose a task is where it is nobody's yet; null for a person's id.</summary>
    public static string? Queue(string assignee) => Find($"Queue.{assignee}");

    /// <summary>A choice in words; those that have no text of their own are named by their name.</summary>
    public static string Of<T>(T choice) where T : struct, Enum => OfChoice(choice);

    /// <summary>A choice as it is said in one place, such as the form of a command.</summary>
    public static string Of<T>(T choice, string under) where T : struct, Enum => Text($"{under}.{choice}");

    /// <summary>What a due does, under its concept's and its own name; null where nobody need know.</summary>
    /// <param name="part">Null: the sentence. <c>what</c>: the thing itself.</param>
    public static string? Of(Coming what, string? part = null, Func<string, object?, string?>? lookUp = null) =>
        Find($"{what.GetType().DeclaringType!.Name}.{what.GetType().Name}{(part is null ? "" : $".{part}")}") is { } template
            ? Fill(template, "", what, lookUp) : null;

    /// <summary>
    /// Under which key an event's sentence stands; null for what is only the machinery's. This is quick, and the sentence is not.
    /// </summary>
    /// <param name="everything">For an audit.</param>
    internal static string? KeyOf(JourneyEvent happened, bool everything)
    {
        string name = Names[happened.GetType()];
        string key = name;
        foreach ((string variant, string path, string value) in Variants[name])
            if (Plain(At(happened, path)) == value)
            {
                key = variant;
                break;
            }
        return Text(key).Length > 0 ? key : everything && Find($"{name}{ForAudit}") is not null ? $"{name}{ForAudit}" : null;
    }

    /// <summary>What happened, in one sentence.</summary>
    /// <param name="lookUp">What a field that holds an id stands for, by how it is written (<c>name</c>, <c>task</c>, <c>meeting</c>,
    /// <c>activity</c>, <c>document</c>).</param>
    internal static string What(JourneyEvent happened, string key, Func<string, object?, string?> lookUp) =>
        Fill(Text(key), Names[happened.GetType()], happened, lookUp);

    /// <summary>Somebody's own words about it; null where there are none.</summary>
    internal static string? NoteOf(JourneyEvent happened, string key, Func<string, object?, string?> lookUp)
    {
        if (key.EndsWith(ForAudit, StringComparison.Ordinal))
            return null;
        string? note = (Find($"{key}.note") ?? Find($"{Names[happened.GetType()]}.note")) is { } template
            ? Fill(template, "", happened, lookUp) : happened.GetType().GetProperty("Note")?.GetValue(happened) as string;
        return string.IsNullOrWhiteSpace(note) ? null : note;
    }

    /// <summary>Whom its sentence names, by their ids.</summary>
    internal static IEnumerable<string> NamesIn(JourneyEvent happened) =>
        Named[Names[happened.GetType()]].Select(path => At(happened, path)).OfType<string>();

    /// <summary>Every key there is.</summary>
    internal static IEnumerable<string> Keys() => All.Keys;

    internal static string? Find(string key) => All.GetValueOrDefault(key);

    private static string Text(string key) => Find(key) ?? throw new MissingManifestResourceException($"There is no text {key}.");

    /// <summary>In one go: what somebody wrote is never taken for a field.</summary>
    private static string Fill(string template, string name, object from, Func<string, object?, string?>? lookUp) =>
        Part().Replace(template, part =>
            part.Groups["optional"] is not { Success: true, Value: var optional } ? Written(name, from, part, lookUp) ?? ""
            : Field().Matches(optional).All(field => Written(name, from, field, lookUp) is { Length: > 0 })
                ? Fill(optional, name, from, lookUp)
            : "");

    private static string? Written(string name, object from, Match field, Func<string, object?, string?>? lookUp)
    {
        string path = field.Groups["path"].Value;
        if (path.Contains(','))
            return string.Join(", ", path.Split(',', StringSplitOptions.TrimEntries).Select(p => InWords(name, from, p, lookUp))
                .Where(p => !string.IsNullOrEmpty(p)));
        return field.Groups["how"] is { Success: true, Value: var how } ? Written(At(from, path), how, lookUp)
            : InWords(name, from, path, lookUp);
    }

    private static string? Written(object? value, string how, Func<string, object?, string?>? lookUp) => (how, value) switch
    {
        ("name" or "task" or "meeting" or "activity" or "document", _) => lookUp?.Invoke(how, value) ?? Find($"Unknown.{how}"),
        (_, null) => null,
        ("date", DateTimeOffset at) => Words.Date(at),
        ("time", DateTimeOffset at) => Words.DateAndTime(at),
        ("sentence", Enum choice) => Words.Sentence(OfChoice(choice)),
        ("need", string code) => Words.Code(code),
        ("survey", string id) => Words.Survey(id),
        ("Survey", string id) => Words.Sentence(Words.Survey(id)),
        ("language", string tag) => LanguageNames.Of(tag),
        ("lines", IEnumerable lines) => string.Join("; ", lines.Cast<object?>().Select(Shown)),
        ("corrections", Corrections.Corrected corrected) => CorrectionWords.Corrected(corrected),
        _ => throw new NotSupportedException($"{value.GetType().Name} cannot be written as {how}."),
    };

    /// <summary>A value's own words in this event, or what such a value is called everywhere.</summary>
    private static string? InWords(string name, object from, string path, Func<string, object?, string?>? lookUp)
    {
        object? value = At(from, path);
        return value is null ? null
            : (Find($"{name}.{path}.{Plain(value)}") ?? Find($"{name}.{path}")) is { } template ? Fill(template, name, from, lookUp)
            : Shown(value);
    }

    private static string? Shown(object? value) => value switch
    {
        null or bool => null,
        string text => text,
        TaskKind kind => Words.Task(kind),
        Enum choice => OfChoice(choice),
        DateTimeOffset at => Words.When(at),
        DateOnly on => Words.Date(on),
        Place place => Words.PlaceForStaff(place),
        Transport transport => Words.TransportOf(transport),
        IEnumerable several => string.Join(", ", several.Cast<object?>().Select(Shown)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static string OfChoice(Enum choice) => choice is MessageKind kind ? LetterWords.Of(kind)
        : Find($"{choice.GetType().Name}.{choice}") ?? Words.Spaced(choice.ToString());

    /// <summary>A value as variants name it: nothing and an empty list are the same, and an empty text is something.</summary>
    private static string Plain(object? value) => value switch
    {
        null => "",
        "" => "\"\"",
        string text => text,
        IEnumerable several => string.Join(",", several.Cast<object?>()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>The value of a field, or of a field of each of several.</summary>
    private static object? At(object? from, string path)
    {
        if (path.Length is 0 || from is null)
            return from;
        if (from is IEnumerable several and not string)
            return several.Cast<object?>().Select(one => At(one, path)).ToList();
        string[] steps = path.Split('.', 2);
        PropertyInfo property = from.GetType().GetProperty(steps[0]) ?? throw new MissingMemberException(from.GetType().Name, steps[0]);
        return At(property.GetValue(from), steps is [_, var rest] ? rest : "");
    }

    [GeneratedRegex(@"^(?<name>\w+)/(?<path>[\w.]+)=(?<value>\w*)$")]
    private static partial Regex Variant();

    private const string FieldPattern = @"\{(?<path>[\w., ]*)(:(?<how>\w+))?\}";

    [GeneratedRegex(FieldPattern)]
    private static partial Regex Field();

    [GeneratedRegex(@"\[(?<optional>[^\]]*)\]|" + FieldPattern)]
    private static partial Regex Part();
}
