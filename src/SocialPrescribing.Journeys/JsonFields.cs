using System.Globalization;
using System.Text.Json;

namespace SocialPrescribing.Journeys;

/// <summary>Where something stands in a JSON document.</summary>
/// <param name="Within">Null for what stands in the document itself.</param>
/// <param name="Step">The name of a field, or the number of an item.</param>
public sealed record FieldPlace(FieldPlace? Within, string Step, bool IsItem = false)
{
    /// <summary>As RFC 6901 writes it: <c>/person/contacts/0/kind</c>.</summary>
    public string Pointer => $"{Within?.Pointer}/{JsonText.Escaped(Step)}";

    /// <summary>As people write it: <c>surveys.plan[1].after</c>.</summary>
    public string Setting => IsItem ? $"{Within?.Setting}[{Step}]" : Within is null ? Step : $"{Within.Setting}.{Step}";
}

/// <summary>Something that a reader could not take.</summary>
/// <param name="Place">Null for the document as a whole.</param>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Allowed">What may stand there: goes on <c>This must be</c>. With <c>unknown-field</c> the names that are known.</param>
/// <param name="Found">What stands there; null for nothing. It may be about a person: show it only to whoever wrote the document.</param>
public sealed record Misfit(FieldPlace? Place, string Code, string Allowed, JsonElement? Found)
{
    /// <summary>For programs and their logs: never repeats what was sent.</summary>
    public Problem Problem => new(Place?.Pointer ?? "", Code, Code switch
    {
        "required" => "This is required.",
        "unknown-field" => $"There is no such field here. Known are: {Allowed}.",
        "too-many" => $"Give {Allowed}.",
        "date-invalid" => $"Give {Allowed}.",
        _ => $"This must be {Allowed}.",
    });
}

/// <summary>
/// An object of JSON being read, field by field. What does not fit is collected with its place, and the reader goes on, so that
/// everything is named at once. The object remembers which fields it was asked for, so that all others can be refused by name.
/// </summary>
/// <param name="element">Where this is no object, every field is absent.</param>
/// <param name="misfits">Null for a reader that takes what it can use and passes over the rest.</param>
public sealed class JsonFields(JsonElement element, ICollection<Misfit>? misfits, FieldPlace? place = null)
{
    /// <summary>More than any list of a person may hold. What a small body can repeat without end must not make a large answer.</summary>
    public const int MostItems = 100;

    private readonly List<string> _asked = [];

    /// <summary>For whom <c>null</c> is a value like any other, and a wrong one.</summary>
    public bool NullIsValue { get; init; }

    /// <summary>For what people typed: texts come without what nobody sees, and an entry of a list that is null says nothing.</summary>
    public bool AsSeen { get; init; }

    public JsonElement Element => element;

    /// <summary>The fields that are known, in the order in which they were asked for.</summary>
    public IReadOnlyList<string> Asked => _asked;

    public bool IsObject => element.ValueKind is JsonValueKind.Object;

    /// <summary>Whether the field is there. It counts as known from now on.</summary>
    public bool Find(string name, out JsonElement found)
    {
        found = default;
        _asked.Add(name);
        return IsObject && element.TryGetProperty(name, out found) && (NullIsValue || found.ValueKind is not JsonValueKind.Null);
    }

    public FieldPlace At(string name) => new(place, name);

    /// <summary>False for what is not there or does not fit; the latter, and the former where it is required, is said.</summary>
    public bool Take<T>(string name, JsonForm<T> form, out T value, bool required = false)
    {
        if (Find(name, out JsonElement found))
            return Fits(At(name), found, form, out value);
        value = default!;
        if (required && IsObject)
            Refuse(At(name), "required", form.Hint ?? form.Allowed, null);
        return false;
    }

    /// <summary>Whether what stands there has the form; if not, that is said.</summary>
    public bool Fits<T>(FieldPlace at, JsonElement found, JsonForm<T> form, out T value)
    {
        value = default!;
        bool isOfKind = form.Kind is null || form.Kind == found.ValueKind;
        if (isOfKind && form.Read(found, out value))
            return true;
        Refuse(at, isOfKind ? form.Code : JsonForms.WrongType, isOfKind ? form.Hint ?? form.Allowed : form.Allowed, found);
        return false;
    }

    /// <summary>The items of a list that was found here, each with its place.</summary>
    public IEnumerable<(FieldPlace At, JsonElement Item)> Items(string name, JsonElement list)
    {
        FieldPlace at = At(name);
        return list.EnumerateArray()
            .Select((item, i) => (new FieldPlace(at, i.ToString(CultureInfo.InvariantCulture), IsItem: true), item));
    }

    public void Refuse(FieldPlace? at, string code, string allowed, JsonElement? found) =>
        misfits?.Add(new Misfit(at, code, allowed, found));

    /// <summary>Every field that nobody asked for. So a slip of the pen does not go unseen.</summary>
    /// <param name="allowed">What to say instead of the names that are known.</param>
    public void RefuseUnknown(string? allowed = null)
    {
        if (IsObject)
            foreach (JsonProperty unknown in element.EnumerateObject().Where(p => !_asked.Contains(p.Name)).Take(MostItems))
                Refuse(new FieldPlace(place, unknown.Name), "unknown-field", allowed ?? string.Join(", ", _asked), unknown.Value);
    }

    /// <summary>Null for a text of spaces alone.</summary>
    public string? Text(string name) =>
        Take(name, JsonForms.Text, out string text) && Seen(text) is var seen && !string.IsNullOrWhiteSpace(seen) ? seen : null;

    /// <summary>The same on one line, where texts come as they are seen.</summary>
    public string? Line(string name) => Text(name) is not { } text ? null : AsSeen ? PlainText.ReadableLine(text) : text;

    public bool? Flag(string name, bool required = false) =>
        Take(name, JsonForms.Flag, out bool flag, required) ? flag : null;

    public DateOnly? Date(string name, bool required = false) =>
        Take(name, JsonForms.Date, out DateOnly date, required) ? date : null;

    public T? Choice<T>(string name, bool required = false) where T : struct, Enum =>
        Take(name, JsonForms.Word<T>(), out T word, required) ? word : null;

    /// <summary>The object in a field; whatever it was not asked for is refused.</summary>
    public T? Object<T>(string name, Func<JsonFields, T> read, bool required = false) where T : class =>
        Take(name, JsonForms.Object, out JsonElement found, required) ? Whole(found, At(name), read) : null;

    /// <summary>
    /// Each item of a list of objects. One that is no object is said to be none and read as an empty one: the items keep their numbers.
    /// One that says nothing is null.
    /// </summary>
    public IReadOnlyList<T> List<T>(string name, Func<JsonFields, T> read) =>
        [.. Limited(name).Select(i => SaysNothing(i.Item) ? default!
            : Whole(Fits(i.At, i.Item, JsonForms.Object, out JsonElement item) ? item : default, i.At, read))];

    public IReadOnlyList<string> Texts(string name) =>
        [.. Limited(name).Select(i => SaysNothing(i.Item) ? ""
            : !Fits(i.At, i.Item, JsonForms.Text, out string text) ? "" : AsSeen ? PlainText.ReadableLine(text) : text)];

    private string Seen(string text) => AsSeen ? PlainText.Readable(text) : text;

    private bool SaysNothing(JsonElement item) => AsSeen && item.ValueKind is JsonValueKind.Null;

    private IEnumerable<(FieldPlace At, JsonElement Item)> Limited(string name)
    {
        if (!Take(name, JsonForms.List, out JsonElement list))
            return [];
        if (list.GetArrayLength() > MostItems)
            Refuse(At(name), "too-many", $"at most {MostItems}", list);
        return Items(name, list).Take(MostItems);
    }

    private T Whole<T>(JsonElement found, FieldPlace at, Func<JsonFields, T> read)
    {
        JsonFields fields = new(found, misfits, at) { NullIsValue = NullIsValue, AsSeen = AsSeen };
        T value = read(fields);
        fields.RefuseUnknown();
        return value;
    }
}
