using System.Collections;
using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Phrases;

/// <summary>
/// The texts about commands and events that staff read, in <c>StaffTexts.resx</c>, under the names in <c>Vocabulary.cs</c>. A command has
/// a <c>title</c>, a <c>button</c> if its words differ, the words of its fields (<c>FormWords</c>), and a text for when it is <c>done</c>.
/// An event has a sentence that contains the event's own fields. An enum value has words under its own name, or under the field of the
/// form in which it is chosen.
/// </summary>
/// <remarks>
/// <c>{Place}</c> is a field, <c>{Plan.On}</c> a field of a field, <c>{At:time}</c> says how it is written, and <c>{A, B}</c> lists those
/// that have a value. A part in <c>[…]</c> is left out if a field in it is empty. <c>meetingCancelled/ByPerson=True</c> is the sentence if
/// the field has this value, <c>….note</c> somebody's own words (by default the field <c>Note</c>), <c>….audit</c> a sentence only for the
/// audit trail, and <c>joinCalledOff.Why.support-ended</c> a value in words. An empty sentence means that there is nothing to tell.
/// </remarks>
public static partial class StaffTexts
{
    /// <summary>
    /// The texts in one language. A resource manager would search all cultures for a missing key, and most keys that are
    /// asked for are missing.
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

    /// <summary>Sentences that depend on the value of a field, by the event's name.</summary>
    private static readonly ILookup<string, (string Key, string Path, string Value)> Variants = Keys()
        .Select(key => Variant().Match(key)).Where(m => m.Success)
        .ToLookup(m => m.Groups["name"].Value, m => (m.Value, m.Groups["path"].Value, m.Groups["value"].Value), StringComparer.Ordinal);

    private static readonly Dictionary<Type, string> Names = typeof(JourneyEvent).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    /// <summary>The text of a form: <c>title</c>, <c>button</c> or <c>done</c>; null if it has none of its own.</summary>
    /// <param name="variant">Which form, if a command has several.</param>
    public static string? Form(string command, string part, string? variant = null) =>
        (variant is null ? null : Find($"{command}.{variant}.{part}")) ?? Find($"{command}.{part}");

    /// <summary>A text that must exist, with its values.</summary>
    public static string Say(string key, params object[] of) =>
        of.Length is 0 ? Text(key) : string.Format(CultureInfo.InvariantCulture, Text(key), of);

    /// <summary>The name of a queue; null for a person's id.</summary>
    public static string? Queue(string assignee) => Find($"Queue.{assignee}");

    /// <summary>
    /// What is to be said in place of a message, if a task says it to somebody else than the message is written to; null if the message
    /// itself says what.
    /// </summary>
    public static string? InPlaceOf(TaskKind task, MessageKind message) => Find($"{nameof(TaskKind)}.{task}.{message}");

    /// <summary>An enum value in words. A value without a text gets its name.</summary>
    public static string Of<T>(T choice) where T : struct, Enum => OfChoice(choice);

    /// <summary>An enum value in the words of one place, such as the form of a command.</summary>
    public static string Of<T>(T choice, string under) where T : struct, Enum => Text($"{under}.{choice}");

    /// <summary>
    /// The sentence for a due. It stands under the name of its concept and its own. Null if that text is empty, because nobody needs to
    /// know of it.
    /// </summary>
    /// <param name="part">Null for the sentence, <c>what</c> for the thing itself.</param>
    public static string? Of(Coming what, string? part = null, Func<string, object?, string?>? lookUp = null) =>
        Find($"{what.GetType().DeclaringType!.Name}.{what.GetType().Name}{(part is null ? "" : $".{part}")}") is { Length: > 0 } template
            ? Fill(template, "", what, lookUp) : null;

    /// <summary>
    /// The key of an event's sentence; null for an event that only the program needs. Finding the key is quick, writing the sentence
    /// is not.
    /// </summary>
    /// <param name="everything">Whether it is for the audit trail.</param>
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
    /// <param name="lookUp">
    /// What an id in a field stands for, by how the field is written (<c>name</c>, <c>task</c>, <c>meeting</c>,
    /// <c>activity</c>, <c>document</c>).
    /// </param>
    internal static string What(JourneyEvent happened, string key, Func<string, object?, string?> lookUp) =>
        Fill(Text(key), Names[happened.GetType()], happened, lookUp);

    /// <summary>Somebody's own words about it; null if there are none.</summary>
    internal static string? NoteOf(JourneyEvent happened, string key, Func<string, object?, string?> lookUp)
    {
        if (key.EndsWith(ForAudit, StringComparison.Ordinal))
            return null;
        string? note = (Find($"{key}.note") ?? Find($"{Names[happened.GetType()]}.note")) is { } template
            ? Fill(template, "", happened, lookUp) : happened.GetType().GetProperty("Note")?.GetValue(happened) as string;
        return string.IsNullOrWhiteSpace(note) ? null : note;
    }

    /// <summary>The ids of the people whom its sentence names.</summary>
    internal static IEnumerable<string> NamesIn(JourneyEvent happened) =>
        Named[Names[happened.GetType()]].Select(path => At(happened, path)).OfType<string>();

    /// <summary>Every key there is.</summary>
    internal static IEnumerable<string> Keys() => All.Keys;

    internal static string? Find(string key) => All.GetValueOrDefault(key);

    private static string Text(string key) => Find(key) ?? throw new MissingManifestResourceException($"There is no text {key}.");

    /// <summary>Fills in all fields in one pass, so that something that somebody wrote is never taken for a field.</summary>
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

    /// <summary>The words for a value in this event, or else its general words.</summary>
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

    /// <summary>A value in the form that variants use. Null and an empty list are the same, but an empty text is a value.</summary>
    private static string Plain(object? value) => value switch
    {
        null => "",
        "" => "\"\"",
        string text => text,
        IEnumerable several => string.Join(",", several.Cast<object?>()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>The value of a field, or of a field of each item.</summary>
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
