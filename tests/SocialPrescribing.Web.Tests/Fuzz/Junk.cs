using System.Collections;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Http.Tests.Fuzz;

/// <summary>Content for requests: right by its grammar and then spoilt, or wrong from the start.</summary>
/// <param name="known">Gives something that exists for a field of this name, such as the id of a meeting or of a member of staff.</param>
internal sealed class Junk(Random chance, Func<string, string> known)
{
    public static readonly string[] Parameters =
    [
        "q", "page", "after", "view", "due", "of", "for", "week", "on", "sort", "quiet", "period", "need", "day", "near", "within", "cost",
        "lang", "next", "done", "with", "phone", "do", "bring", "show", "limit", "cursor", "status", "from", "to", "format", "per_page",
        "modified_after", "way", "link", "form", "stage", "assignee", "role", "continue", "before", "by", "area", "age", "link-worker",
    ];

    public static readonly string[] HeaderNames =
    [
        "Accept", "Accept-Language", "Accept-Encoding", "Idempotency-Key", "If-None-Match", "If-Match", "If-Modified-Since", "Range",
        "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Cookie", "Referer", "User-Agent", "Sec-Fetch-Site", "X-Event-Secret",
        "X-MS-CLIENT-PRINCIPAL", "X-HTTP-Method-Override", "traceparent", "Expect", "Content-Language", "X-Api-Key", "X-Staff-Token",
    ];

    public static readonly string[] ContentTypes =
        ["application/json", "text/plain", "application/xml", "application/x-www-form-urlencoded", "text/csv", "application/zip"];

    private static readonly string[] _values =
    [
        "", " ", "0", "1", "-1", "2", "10", "1e309", "NaN", "99999999999999999999", "-9223372036854775808", "2147483648", "0.1", "true",
        "null", "on", "yes", "2027-02-30", "0001-01-01", "9999-12-31", "2027-01-18", "2027-01-18T10:00", "9999-12-31T23:59:59.9999999Z",
        "0001-01-01T00:00:00+14:00", "2027-W03", "2027-01/3", "9999-12/48", "24:00", "23:59", "10:30", "../../etc/passwd", "..\\..\\x",
        "%00", "\0", "\u202e", "\U0001F600", "e\u0301", "\u0130", "\u00df", "\u2028", "=1+1", "<script>alert(1)</script>", "' OR 1=1--",
        "{0}", "{{name}}", "{{#if}}", "GU35 0BP", "ZZ99 9ZZ", "+447700900123", "01420 555 010", "999", "ana@example.org", "a@b", "@",
        "00000000000000000000000000000000", "00000000-0000-0000-0000-000000000000", "https://example.org/", "javascript:alert(1)",
        "//evil.example", "file:///etc/passwd", "http://[::1", "spk_", "spt_", "9434765919", "A B C D E F G H I J K L M N O P Q R S T U V",
        "(a+)+$", "*", "?", "%", "_", "\r\nX-Injected: yes", "a,b;c|d", "\"", "'", "`", "\\", "&amp;", "&#0;", "#", "/", "//", ".",
    ];

    private static readonly string[] _words =
        [.. StoredWords.Choices.SelectMany(Enum.GetNames).Distinct().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    private static readonly (string Kind, Type Type)[] _commands =
        [.. typeof(JourneyCommand).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Select(a => ((string)a.TypeDiscriminator!, a.DerivedType))];

    /// <summary>Nothing in the body that is being made is to be wrong by itself. What it means may still be refused.</summary>
    private bool _isRight;

    public string Word() =>
        chance.Next(3) is 0 ? chance.One(_words) : chance.One("a", "nonsense", "x1", "none", "ALL", "mine", "everybody");

    public string Value() => chance.Next(12) switch
    {
        0 => Text(),
        1 or 2 => Word(),
        3 => chance.Next(-5, 5_000).ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => chance.One(_values),
    };

    public string Text() => new([.. Enumerable.Range(0, chance.Next(40) is 0 ? chance.Next(20_000) : chance.Next(30))
        .Select(_ => (char)(chance.Next(6) is 0 ? chance.Next(1, 0xD7FF) : chance.Next(32, 127)))]);

    public string HeaderValue() => string.Concat(Value().Where(c => c is >= ' ' and < '\x7f'));

    public byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        chance.NextBytes(bytes);
        return bytes;
    }

    /// <summary>A body for this route. More often than not something in it is wrong.</summary>
    public string Json(string path)
    {
        _isRight = chance.Next(5) < 3;
        JsonObject body = path.Contains("referrals", StringComparison.Ordinal) ? Api.Referrals.New()
            : path.Contains("commands", StringComparison.Ordinal) || chance.Next(3) is 0 ? Command()
            : new JsonObject
            {
                ["name"] = _isRight ? $"Kim {Letters()}" : Value(),
                ["email"] = $"{Letters()}@example.org",
                ["role"] = _isRight ? chance.One("linkWorker", "lead", "volunteer") : Word(),
            };
        if (!_isRight && chance.Next(2) is 0)
            body[Word()] = Any(2);
        for (int spoils = _isRight ? 0 : Math.Max(0, chance.Next(6) - 2); spoils > 0; spoils--)
            Spoil(body);
        string json = body.ToJsonString();
        return chance.Next(_isRight ? 1_000 : 50) switch
        {
            0 => json[..chance.Next(json.Length)],
            1 => new string('[', 2_000),
            2 => json.Replace("\":", "\": /* what */", StringComparison.Ordinal),
            3 => "\uFEFF" + json,
            4 => json.Replace("\"", "\\ud800\"", StringComparison.Ordinal),
            5 => json + json,
            6 => json.Insert(1, "\"kind\":\"addNote\","),
            _ => json,
        };
    }

    private string Letters() => new([.. Enumerable.Range(0, 8).Select(_ => (char)chance.Next('a', 'z'))]);

    private JsonObject Command()
    {
        (string kind, Type type) = chance.One(_commands);
        JsonObject command = Object(type, 4);
        command["kind"] = kind;
        command["commandId"] = !_isRight && chance.Next(4) is 0 ? Value() : Guid.NewGuid().ToString("N");
        if (!_isRight && chance.Next(3) is 0)
            command["version"] = chance.Next(-1, 12);
        return command;
    }

    private JsonObject Object(Type type, int deep)
    {
        JsonObject made = [];
        ParameterInfo[] parameters =
            type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault()?.GetParameters() ?? [];
        foreach (ParameterInfo parameter in parameters)
            if (!parameter.IsOptional || chance.Next(2) is 0)
            {
                string name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
                made[name] = Of(name, parameter.ParameterType, deep - 1);
            }
        return made;
    }

    private JsonNode? Of(string name, Type type, int deep)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (!_isRight && chance.Next(15) is 0)
            return Any(2);
        if (type == typeof(string))
            return !_isRight && chance.Next(5) is 0 ? Value() : chance.Next(3) > 0 ? known(name)
                : chance.One("Likes singing", "baseline", "01420 555 010", "someone@example.org");
        if (type == typeof(bool))
            return chance.Next(2) is 0;
        if (type.IsEnum)
            return JsonNamingPolicy.CamelCase.ConvertName(chance.One(Enum.GetNames(type)));
        if (type == typeof(DateTimeOffset))
            return _isRight ? chance.One("2027-01-20T10:00:00Z", "2027-02-01T09:30:00Z", "2027-01-13T09:00:00Z")
                : chance.One("2027-01-20T10:00:00Z", "2027-02-01T09:30:00Z", "1999-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00",
                    "9999-12-31T23:00:00Z", "9999-12-31T23:59:59Z");
        if (type == typeof(DateOnly))
            return _isRight ? chance.One("2027-01-20", "2027-03-01", "1950-03-28")
                : chance.One("2027-01-20", "1950-03-28", "0001-01-01", "9999-12-31");
        if (type == typeof(TimeOnly))
            return chance.One("10:00", "23:59", "00:00");
        if (type == typeof(Guid))
            return Guid.NewGuid().ToString();
        if (type.IsPrimitive || type == typeof(decimal))
            return _isRight ? chance.One(1, 7, 30) : chance.One(0, 1, 7, -1, 10, 1_000_000, int.MinValue, int.MaxValue);
        if (deep <= 0)
            return null;
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) && type.GetGenericArguments() is [var item])
            return new JsonArray([.. Enumerable.Range(0, chance.Next(4)).Select(_ => Of(name, item, deep - 1))]);
        return Object(type, deep);
    }

    private JsonNode? Any(int deep) => chance.Next(7) switch
    {
        0 => null,
        1 => chance.Next(),
        2 => chance.Next(2) is 0,
        3 when deep > 0 => new JsonArray(Any(deep - 1), Any(deep - 1)),
        4 when deep > 0 => new JsonObject { [Word()] = Any(deep - 1) },
        _ => Value(),
    };

    private void Spoil(JsonNode body)
    {
        JsonNode[] nodes = [.. Nodes(body)];
        if (nodes is [])
            return;
        JsonNode node = chance.One(nodes);
        if (node.Parent is JsonObject owner)
        {
            string name = node.GetPropertyName();
            if (chance.Next(4) is 0)
                owner.Remove(name);
            else
                owner[name] = Any(2);
        }
        else if (node.Parent is JsonArray list)
            list[node.GetElementIndex()] = Any(2);
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode node) => node switch
    {
        JsonObject o => o.Select(p => p.Value).OfType<JsonNode>().SelectMany(v => Nodes(v).Prepend(v)),
        JsonArray a => a.OfType<JsonNode>().SelectMany(v => Nodes(v).Prepend(v)),
        _ => [],
    };

    public MultipartFormDataContent File(string path, string field)
    {
        (string name, Func<byte[]> made) = chance.One<(string, Func<byte[]>)>(
            ("a.pdf", () => Encoding.UTF8.GetBytes("%PDF-1.7\n" + Text())),
            ("b.png", () => [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, .. Bytes(200)]), ("d.zip", Zip), ("c.csv", () => Table(path)),
            ("c.csv", () => Table(path)), ("g", () => []), ("a.pdf", () => Bytes(chance.Next(3_000))));
        ByteArrayContent file = new(made());
        file.Headers.ContentType = new MediaTypeHeaderValue(chance.One("application/pdf", "image/png", "text/csv", "application/zip"));
        MultipartFormDataContent form = [];
        form.Add(file, field, chance.Next(3) > 0 ? name : chance.One("d.zip", "..\\e.pdf", "f\u202egpj.exe", "g"));
        return form;
    }

    /// <summary>A table to import: activities, the NHS's practices, places or needs. Some cells belong elsewhere.</summary>
    public byte[] Table(string path)
    {
        string[][] tables =
        [
            ["name,provider,when,postcode,cost", "Choir", "Voices", "15th of the month 10-12", "GU35 0BP", "2.50"],
            ["", "J82155", "MILL LANE", "Y59", "QU9", "1 MILL LANE", "", "", "ALTON", "", "GU34 1AA", "19740401", "", "A", "B", "", "", "",
                "", "", "", "", "", "", "", "", "4", ""],
            ["pcds,lat,long", "GU35 0BP", "51.1128", "-0.8589"],
            ["term,need", "Falconry", "loneliness"],
        ];
        string[] row = chance.Next(4) is 0 ? chance.One(tables)
            : tables[path.Contains("practices", StringComparison.Ordinal) ? 1 : path.Contains("places", StringComparison.Ordinal) ? 2 : 0];
        int wrong = chance.Next(2) is 0 ? 6 : int.MaxValue;
        StringBuilder rows = new(row[0].Length > 0 ? row[0] + "\n" : "");
        for (int i = chance.Next(4); i >= 0; i--)
            rows.AppendJoin(',', row[1..].Select(cell => chance.Next(wrong) is 0 ? Value() : cell)).Append(chance.One("\n", "\r\n"));
        return Encoding.UTF8.GetBytes(rows.ToString());
    }

    private byte[] Zip()
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
            for (int i = chance.Next(3); i >= 0; i--)
            {
                string name = chance.One("word/document.xml", "[Content_Types].xml", "../../x", "Data/x.csv");
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(Text()));
            }
        return stream.ToArray();
    }
}
