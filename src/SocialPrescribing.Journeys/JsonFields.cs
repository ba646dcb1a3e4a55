using System.Globalization;
using System.Text.Json;

namespace SocialPrescribing.Journeys;

/// <summary>A place in a JSON document.</summary>
/// <param name="Within">Null for a place in the document itself.</param>
/// <param name="Step">The name of a field, or the number of an item.</param>
public sealed record FieldPlace(FieldPlace? Within, string Step, bool IsItem = false)
{
    /// <summary>In the form of RFC 6901: <c>/person/contacts/0/kind</c>.</summary>
    public string Pointer => $"{Within?.Pointer}/{JsonText.Escaped(Step)}";

    /// <summary>In the form that people use: <c>surveys.plan[1].after</c>.</summary>
    public string Setting => IsItem ? $"{Within?.Setting}[{Step}]" : Within is null ? Step : $"{Within.Setting}.{Step}";
}

/// <summary>Something that a reader could not accept.</summary>
/// <param name="Place">Null for the whole document.</param>
/// <param name="Code">For programs; it does not change.</param>
/// <param name="Allowed">What is allowed there. It completes <c>This must be</c>. For <c>unknown-field</c>: the known names.</param>
/// <param name="Found">What is there; null if nothing is. It may be about a person, so show it only to whoever wrote the document.</param>
public sealed record Misfit(FieldPlace? Place, string Code, string Allowed, JsonElement? Found)
{
    /// <summary>For programs and their logs. It never repeats what was sent.</summary>
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
/// Reads an object of JSON field by field. What does not fit is collected with its place, and reading goes on, so that all problems are
/// reported at once. It remembers which fields it was asked for, so that all others can be refused by name.
/// </summary>
/// <param name="element">If it is not an object, every field is absent.</param>
/// <param name="misfits">Null for a reader that takes what it can use and ignores the rest.</param>
public sealed class JsonFields(JsonElement element, ICollection<Misfit>? misfits, FieldPlace? place = null)
{
    /// <summary>More than any list about a person may hold. Without a limit, a small body with many items could cause a
    /// huge answer.</summary>
    public const int MostItems = 100;

    private readonly List<string> _asked = [];

    /// <summary>Set if <c>null</c> counts as a value, and a wrong one. Otherwise it counts as absent.</summary>
    public bool NullIsValue { get; init; }

    /// <summary>Set for what people typed: invisible characters are removed from texts, and a null item of a list means nothing.</summary>
    public bool AsSeen { get; init; }

    public JsonElement Element => element;

    /// <summary>The known fields, in the order in which they were asked for.</summary>
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

    /// <summary>False if the field is absent or does not fit. A misfit is reported, and an absent field if it is required.</summary>
    public bool Take<T>(string name, JsonForm<T> form, out T value, bool required = false)
    {
        if (Find(name, out JsonElement found))
            return Fits(At(name), found, form, out value);
        value = default!;
        if (required && IsObject)
            Refuse(At(name), "required", form.Hint ?? form.Allowed, null);
        return false;
    }

    /// <summary>Whether the value has this form. If not, that is reported.</summary>
    public bool Fits<T>(FieldPlace at, JsonElement found, JsonForm<T> form, out T value)
    {
        value = default!;
        bool isOfKind = form.Kind is null || form.Kind == found.ValueKind;
        if (isOfKind && form.Read(found, out value))
            return true;
        Refuse(at, isOfKind ? form.Code : JsonForms.WrongType, isOfKind ? form.Hint ?? form.Allowed : form.Allowed, found);
        return false;
    }

    /// <summary>The items of a list, each with its place.</summary>
    public IEnumerable<(FieldPlace At, JsonElement Item)> Items(string name, JsonElement list)
    {
        FieldPlace at = At(name);
        return list.EnumerateArray()
            .Select((item, i) => (new FieldPlace(at, i.ToString(CultureInfo.InvariantCulture), IsItem: true), item));
    }

    public void Refuse(FieldPlace? at, string code, string allowed, JsonElement? found) =>
        misfits?.Add(new Misfit(at, code, allowed, found));

    /// <summary>Reports every field that nobody asked for, because it may be a slip.</summary>
    /// <param name="allowed">What to say instead of the known names.</param>
    public void RefuseUnknown(string? allowed = null)
    {
        if (IsObject)
            foreach (JsonProperty unknown in element.EnumerateObject().Where(p => !_asked.Contains(p.Name)).Take(MostItems))
                Refuse(new FieldPlace(place, unknown.Name), "unknown-field", allowed ?? string.Join(", ", _asked), unknown.Value);
    }

    /// <summary>Null if there are only spaces.</summary>
    public string? Text(string name) =>
        Take(name, JsonForms.Text, out string text) && Seen(text) is var seen && !string.IsNullOrWhiteSpace(seen) ? seen : null;

    /// <summary>The same, as one line if <see cref="AsSeen"/> is set.</summary>
    public string? Line(string name) => Text(name) is not { } text ? null : AsSeen ? PlainText.ReadableLine(text) : text;

    public bool? Flag(string name, bool required = false) =>
        Take(name, JsonForms.Flag, out bool flag, required) ? flag : null;

    public DateOnly? Date(string name, bool required = false) =>
        Take(name, JsonForms.Date, out DateOnly date, required) ? date : null;

    public T? Choice<T>(string name, bool required = false) where T : struct, Enum =>
        Take(name, JsonForms.Word<T>(), out T word, required) ? word : null;

    /// <summary>The object in a field. Fields that <paramref name="read"/> does not ask for are refused.</summary>
    public T? Object<T>(string name, Func<JsonFields, T> read, bool required = false) where T : class =>
        Take(name, JsonForms.Object, out JsonElement found, required) ? Whole(found, At(name), read) : null;

    /// <summary>
    /// Each item of a list of objects. An item that is not an object is reported and read as an empty one, so that the others keep their
    /// numbers. An item that means nothing is null.
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
