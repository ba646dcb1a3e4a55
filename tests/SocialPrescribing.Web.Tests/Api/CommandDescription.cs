using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>
/// Writes what <c>openapi.yaml</c> says of commands from the commands themselves: each record's fields, which are required, choices,
/// limits, and the comment above it. <c>summary</c> becomes the title, <c>remarks</c> the description, <c>param</c> a field's description,
/// and <c>example</c> a request. Types with fields of their own (a place, an activity) are described by hand.
/// </summary>
internal static partial class CommandDescription
{
    private const string Ref = "$ref";

    private static readonly Dictionary<Type, string> ByHand = new()
    {
        [typeof(ActivityDetails)] = "IntroducedActivity",
        [typeof(ContactDetail)] = "Contact",
        [typeof(IReadOnlyDictionary<string, int>)] = "Answers",
    };

    public static readonly (string Name, Type Type)[] Commands =
        [.. typeof(JourneyCommand).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Select(a => ((string)a.TypeDiscriminator!, a.DerivedType))];

    private static readonly Dictionary<string, XElement> Comments =
        XDocument.Load(Path.Combine(AppContext.BaseDirectory, "SocialPrescribing.Journeys.xml")).Descendants("member")
            .ToDictionary(m => m.Attribute("name")!.Value);

    /// <summary>One example for each command, as the values of a request.</summary>
    public static IEnumerable<string> Examples() => Commands.Select(c => $"{c.Name}: {{ value: {Needed(c.Type, "example")} }}");

    public static string Example(Type command) => Needed(command, "example");

    /// <summary>The choices that commands use, and the commands.</summary>
    public static IEnumerable<string> Schemas()
    {
        IEnumerable<Type> choices = Commands.SelectMany(c => Fields(c.Type)).Where(f => Denied(f) is null)
            .Select(f => Core(f.ParameterType)).Where(t => t.IsEnum).Distinct().OrderBy(t => t.Name, StringComparer.Ordinal);
        foreach (Type choice in choices)
        {
            JsonObject words = new() { ["type"] = "string", ["enum"] = Words(choice) };
            yield return $"{choice.Name}: {Flow(Described(words, Comment(choice, "summary")))}";
        }
        yield return "Command:";
        yield return "  description: Who may give which is in docs/api.md.";
        yield return "  oneOf:";
        foreach ((string name, Type type) in Commands)
        {
            ParameterInfo[] fields = Fields(type);
            yield return "    - type: object";
            yield return $"      title: {Text(Needed(type, "summary").TrimEnd('.'))}";
            if (Comment(type, "remarks") is { } remarks)
                yield return $"      description: {Text(remarks)}";
            yield return "      additionalProperties: false";
            IEnumerable<string> required = ["commandId", "kind", .. fields.Where(f => !f.HasDefaultValue).Select(NameOf)];
            yield return $"      required: [{string.Join(", ", required)}]";
            yield return "      properties:";
            yield return "        commandId: { $ref: '#/components/schemas/CommandId' }";
            yield return $"        kind: {{ const: {name} }}";
            yield return "        version: { $ref: '#/components/schemas/Version' }";
            foreach (ParameterInfo field in fields)
                yield return $"        {NameOf(field)}: {Flow(Described(Schema(type, field), Parameter(type, field.Name!)))}";
        }
    }

    /// <summary>The texts of commands: the command's example, the field, and how long the description says that it may be.</summary>
    public static IEnumerable<(string Example, string Field, int? Most)> Texts() =>
        from command in Commands
        from field in Fields(command.Type)
        where field.ParameterType == typeof(string)
        let schema = TextSchema(command.Type, field, isNullable: false)
        select (Needed(command.Type, "example"), NameOf(field), (int?)schema["maxLength"]);

    /// <summary>A table: who may give which command.</summary>
    public static IEnumerable<string> Roles()
    {
        StaffRole[] roles = [StaffRole.LinkWorker, StaffRole.Lead, StaffRole.SafeguardingLead, StaffRole.Admin];
        yield return $"| command | {string.Join(" | ", roles.Select(role => Phrases.Words.Of(role)))} |";
        yield return "|---|:-:|:-:|:-:|:-:|";
        foreach (IGrouping<string, string> row in Commands.GroupBy(
            c => string.Join(" | ", roles.Select(role => Permissions.May(role, c.Type) ? "✓" : " ")), c => $"`{c.Name}`"))
            yield return $"| {string.Join(", ", row)} | {row.Key} |";
    }

    private static ParameterInfo[] Fields(Type command) =>
        command.GetConstructors().Single(c => c.GetParameters() is not [var only] || only.ParameterType != command).GetParameters();

    private static JsonObject Schema(Type command, ParameterInfo field)
    {
        Type type = Core(field.ParameterType);
        bool isNullable = type != field.ParameterType
            || (!type.IsValueType && new NullabilityInfoContext().Create(field).WriteState is NullabilityState.Nullable);
        if (type == typeof(string))
            return TextSchema(command, field, isNullable);
        if (type == typeof(DateTimeOffset) && !isNullable)
            return To("Moment");
        JsonObject schema = Schema(type, Attribute<StringLengthAttribute>(field));
        if (Denied(field) is { } denied)
            schema = new() { ["type"] = "string", ["enum"] = Words(type, denied) };
        if (Attribute<RangeAttribute>(field) is { } range)
            (schema["minimum"], schema["maximum"]) = ((int)range.Minimum, (int)range.Maximum);
        if (Attribute<LengthAttribute>(field) is { } length)
        {
            if (length.MinimumLength > 0)
                schema["minItems"] = length.MinimumLength;
            schema["maxItems"] = length.MaximumLength;
        }
        if (field is { HasDefaultValue: true, DefaultValue: bool or int })
            schema["default"] = JsonValue.Create(field.DefaultValue);
        if (!isNullable)
            return schema;
        if (schema["type"] is { } plain && schema["enum"] is null)
        {
            schema["type"] = new JsonArray(plain.DeepClone(), "null");
            return schema;
        }
        return new() { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
    }

    private static JsonObject TextSchema(Type command, ParameterInfo field, bool isNullable)
    {
        if (field.Name is "Need" && !isNullable)
            return To("Need");
        int? most = Attribute<StringLengthAttribute>(field)?.MaximumLength ?? Limit(command, field.Name!);
        if (isNullable && Attribute<StringLengthAttribute>(field) is null && most is Notes.MaxLength or ReferralRules.MaxName)
            return To(most is Notes.MaxLength ? "OptionalText" : "OptionalLine");
        JsonObject schema = new() { ["type"] = isNullable ? new JsonArray("string", "null") : "string" };
        int least = Attribute<StringLengthAttribute>(field)?.MinimumLength ?? (!isNullable && most is not null ? 1 : 0);
        if (least > 0)
            schema["minLength"] = least;
        if (most is not null)
            schema["maxLength"] = most;
        return schema;
    }

    private static JsonObject Schema(Type type, StringLengthAttribute? items) => type switch
    {
        _ when ByHand.TryGetValue(type, out string? name) => To(name),
        _ when type == typeof(string) && items is not null =>
            new() { ["type"] = "string", ["minLength"] = items.MinimumLength, ["maxLength"] = items.MaximumLength },
        _ when type == typeof(string) => new() { ["type"] = "string" },
        _ when type == typeof(bool) => new() { ["type"] = "boolean" },
        _ when type == typeof(int) => new() { ["type"] = "integer" },
        _ when type == typeof(Guid) => new() { ["type"] = "string", ["format"] = "uuid" },
        _ when type == typeof(DateTimeOffset) => new() { ["type"] = "string", ["format"] = "date-time" },
        _ when type == typeof(DateOnly) => new() { ["type"] = "string", ["format"] = "date" },
        _ when type == typeof(int?) => new() { ["type"] = new JsonArray("integer", "null") },
        { IsGenericType: true } => new() { ["type"] = "array", ["items"] = Schema(type.GetGenericArguments()[0], items) },
        _ => To(type.Name),
    };

    private static JsonObject To(string component) => new() { [Ref] = $"#/components/schemas/{component}" };

    private static JsonArray Words(Type choice, params IEnumerable<object> denied) =>
        [.. Enum.GetValues(choice).Cast<object>().Except(denied)
            .Select(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()!))];

    private static IEnumerable<object>? Denied(ParameterInfo field) =>
        Attribute<DeniedValuesAttribute>(field)?.Values.OfType<object>();

    /// <summary>The longest text that the command allows in this field. Fills the field and looks it up among the command's
    /// limited texts.</summary>
    private static int? Limit(Type command, string field)
    {
        const string mark = "looked for";
        object?[] values = [.. Fields(command).Select(f => f.Name == field ? mark : Nothing(f.ParameterType))];
        object given = Activator.CreateInstance(command, values)!;
        PropertyInfo texts = typeof(JourneyCommand).GetProperty("Texts", BindingFlags.Instance | BindingFlags.NonPublic)!;
        foreach (object text in (IEnumerable)texts.GetValue(given)!)
            if ((string?)text.GetType().GetProperty("Text")!.GetValue(text) is mark)
                return (int)text.GetType().GetProperty("Most")!.GetValue(text)!;
        return null;
    }

    private static object? Nothing(Type type) =>
        type.IsValueType ? Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(type) : null
        : type.IsClass && type.Namespace == typeof(Journey).Namespace ? RuntimeHelpers.GetUninitializedObject(type)
        : null;

    private static JsonObject Described(JsonObject schema, string? description)
    {
        if (description is not null)
            schema["description"] = description;
        return schema;
    }

    private static T? Attribute<T>(ParameterInfo field) where T : Attribute =>
        field.Member.DeclaringType!.GetProperty(field.Name!)?.GetCustomAttribute<T>();

    private static Type Core(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    /// <summary>Quotes <c>on</c>, which some YAML readers take for true.</summary>
    private static string NameOf(ParameterInfo field) => JsonNamingPolicy.CamelCase.ConvertName(field.Name!) is "on" ? "'on'"
        : JsonNamingPolicy.CamelCase.ConvertName(field.Name!);

    private static XElement? CommentOf(Type type) => Comments.GetValueOrDefault($"T:{type.FullName!.Replace('+', '.')}");

    private static string? Comment(Type type, string part) => CommentOf(type)?.Element(part) is { } found ? Plain(found) : null;

    private static string Needed(Type type, string part) =>
        Comment(type, part) ?? throw new InvalidOperationException($"The comment above {type.FullName} has no <{part}>.");

    private static string? Parameter(Type type, string name) =>
        CommentOf(type)?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == name) is { } found ? Plain(found) : null;

    /// <summary>A comment's text in one line: code in backticks, references by their name.</summary>
    private static string Plain(XElement comment) => Spaces().Replace(string.Concat(comment.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "paramref" } field => $"`{JsonNamingPolicy.CamelCase.ConvertName(field.Attribute("name")!.Value)}`",
        XElement { Name.LocalName: "see" } see => see.Attribute("cref")!.Value.Split('.')[^1],
        XElement other => other.Value,
        _ => "",
    })), " ").Trim();

    /// <summary>YAML in one line.</summary>
    private static string Flow(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } map when map[Ref] is { } to => $"{{ $ref: '{to}' }}",
        JsonObject map => $"{{ {string.Join(", ", map.Select(p => $"{p.Key}: {(p.Key is Ref ? $"'{p.Value}'" : Flow(p.Value))}"))} }}",
        JsonArray list => $"[{string.Join(", ", list.Select(Flow))}]",
        JsonValue value when value.GetValueKind() is JsonValueKind.String => Text(value.GetValue<string>()),
        _ => node!.ToJsonString(),
    };

    private static string Text(string text) =>
        Word().IsMatch(text) && text is not ("null" or "true" or "false") ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("^[A-Za-z][A-Za-z-]*$")]
    private static partial Regex Word();
}
