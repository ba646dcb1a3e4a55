using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>Something that was sent with a referral and could not be read. Staff see it with the referral.</summary>
/// <param name="Pointer">Where it was: a JSON pointer (RFC 6901).</param>
public sealed record WrittenText(string Pointer, string Text)
{
    /// <summary>The text is about the person and they may see it: it is not about danger, and not about somebody else.</summary>
    [JsonIgnore]
    public bool IsOfThePerson => Pointer is "/reason" or "/whatMattersMost"
        || (Pointer.StartsWith("/person/", StringComparison.Ordinal) && !Pointer.Contains("relatedPeople", StringComparison.Ordinal));
}

/// <summary>
/// Problems that do not make a referral fail: the value is taken out of its field, kept as it was written, and reported. Only what must not
/// be guessed is refused: who it is, a date, consent and permissions, danger (docs/decisions/0065).
/// </summary>
internal static class KeptAsWritten
{
    public const string Missing = "missing";
    private const int LongestPointer = 200;

    /// <summary>
    /// Parts of the names of unknown fields that may say that somebody is in danger, or must not be found, called or told. Such a field
    /// must not be ignored because its name was mistyped.
    /// </summary>
    private static readonly string[] _soundsGrave =
        ["safe", "concern", "risk", "danger", "alert", "selfh", "abus", "violen", "suicid", "consent", "share", "discre", "withh",
            "protect", "confid", "secret", "allowed", "donot", "dont", "optout", "told", "death", "died", "deceas"];

    /// <summary>Whether a referral with this problem cannot be accepted.</summary>
    public static bool IsRefused(Problem problem) => problem.Pointer.Length > LongestPointer || problem.Pointer.Split('/')[1..] switch
    {
        [] or ["person"] => true,
        ["person", "firstName" or "familyName" or "dateOfBirth" or "nhsNumber" or "discretion"] => true,
        ["person", "address", "withheld"] => true,
        ["person", "contacts", _, "allowed" or "text" or "voicemail"] => true,
        ["person", "relatedPeople", _, "mayBeTold"] => true,
        ["person", "relatedPeople", _, "contactFirst"] => problem.Code is JsonForms.WrongType or "not-to-be-told",
        ["referrer"] => problem.Code is "required",
        ["risks", _, "detail"] or ["safeguarding", "detail"] => problem.Code is not "too-long",
        ["consent", "givenBy"] => false,
        ["risks" or "safeguarding" or "consent", ..] => true,
        [.., var name] => problem.Code is "unknown-field"
            && _soundsGrave.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)),
    };

    /// <summary>What was sent, without what cannot be read. That goes into <paramref name="texts"/>.</summary>
    /// <param name="problems">Problems that do not refuse the referral.</param>
    public static string Without(
        JsonElement sent, IReadOnlyList<Problem> problems, List<ReadingNote> notes, List<WrittenText> texts)
    {
        JsonNode root = JsonNode.Parse(sent.GetRawText())!;
        List<string> gone = [];
        // An outer element is taken out before its parts, and they go with it.
        foreach (Problem problem in problems.OrderBy(p => Whole(p).Length))
        {
            string at = Whole(problem);
            if (gone.Any(g => at == g || at.StartsWith(g + "/", StringComparison.Ordinal)))
                continue;
            (JsonNode? around, string step) = Around(root, at);
            JsonNode? found = around is null ? null : In(around, step);
            bool isThere = found is not null && (at != problem.Pointer || problem.Code is not ("required" or "contact-missing"));
            string? kept = isThere && problem.Code is not "twice" ? Plain(found!) : null;
            notes.Add(new(at, problem.Code is "required" && !isThere ? Missing : problem.Code, Detail(problem, isThere, kept)));
            if (!isThere)
                continue;
            gone.Add(at);
            if (!string.IsNullOrWhiteSpace(kept))
                texts.Add(new WrittenText(at, PlainText.Readable(kept)));
            Put(around!, step, Beginning(problem, found!));
        }
        return root.ToJsonString();
    }

    /// <summary>If an item of a list lacks its main field, the whole item is kept as text.</summary>
    private static string Whole(Problem problem) => problem.Pointer.Split('/') switch
    {
        ["", "person", "contacts", _, "kind"] or ["", "person", "relatedPeople", _, "name" or "role"] =>
            problem.Pointer[..problem.Pointer.LastIndexOf('/')],
        _ => problem.Pointer,
    };

    private static string Detail(Problem problem, bool isThere, string? kept)
    {
        if (!isThere && problem.Code is "required")
            return "Nothing stands here. The referral is taken without it.";
        string what = problem.Code switch
        {
            "unknown-field" => "There is no such field here.",
            "unknown-need" => "This service does not know that need.",
            "twice" => "This is given twice. It is taken once.",
            "required" => "Something is missing here.",
            _ => problem.Detail,
        };
        return string.IsNullOrWhiteSpace(kept) ? what : $"{what} It is kept as you wrote it, for a human to read.";
    }

    /// <summary>The part that stays in its field: of a long text or list as much as fits, otherwise nothing.</summary>
    private static JsonNode? Beginning(Problem problem, JsonNode found) => (problem.Code, found) switch
    {
        ("too-long", JsonValue) when ReferralRules.LongestOf(problem.Pointer) is { } most && found.GetValueKind() is JsonValueKind.String =>
            found.GetValue<string>() is var text ? text[..PlainText.Length(text, most)] : null,
        ("too-many", JsonArray list) => new JsonArray(
            [.. list.Take(ReferralRules.MostOf(problem.Pointer)).Select(item => item?.DeepClone())]),
        _ => null,
    };

    private static (JsonNode? Around, string Step) Around(JsonNode root, string pointer)
    {
        string[] steps = [.. pointer.Split('/')[1..].Select(Unescaped)];
        JsonNode? at = root;
        foreach (string step in steps[..^1])
            at = at is null ? null : In(at, step);
        return (at, steps[^1]);
    }

    private static JsonNode? In(JsonNode around, string step) => around switch
    {
        JsonObject fields => fields[step],
        JsonArray list when int.TryParse(step, out int i) && i < list.Count => list[i],
        _ => null,
    };

    /// <summary>The items of a list keep their numbers, so a removed item becomes null.</summary>
    private static void Put(JsonNode around, string step, JsonNode? value)
    {
        if (around is JsonArray list)
            list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] = value;
        else if (value is null)
            around.AsObject().Remove(step);
        else
            around[step] = value;
    }

    /// <summary>The value in a form that people can read: <c>name: Ann; phone: 01420 555010</c>.</summary>
    private static string Plain(JsonNode node) => node switch
    {
        JsonObject fields => string.Join("; ", fields.Where(f => f.Value is not null).Select(f => $"{f.Key}: {Plain(f.Value!)}")),
        JsonArray list => string.Join(", ", list.Where(i => i is not null).Select(i => Plain(i!))),
        _ => node.GetValueKind() is JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString(),
    };

    private static string Unescaped(string step) =>
        step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
