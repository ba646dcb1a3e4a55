using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Forms;

/// <param name="Field">The name of the field, which is also its id on the page; empty for the form as a whole.</param>
/// <param name="MayStay">Whether the form may still be sent like this, if its sender confirms it.</param>
public sealed record FormProblem(string Field, string Sentence, bool MayStay = false);

/// <summary>A form as it was sent: what was typed, which stays on the page until it is right, and what is wrong with it.</summary>
public sealed class SentForm
{
    private const int IdLength = 32;
    /// <summary>Fields whose content counts as somebody's own words even if it is a single word.</summary>
    private static readonly string[] _ownWords = ["note", "text", "detail", "barrier", "share"];
    private readonly Dictionary<string, string> _values = [];
    private readonly List<FormProblem> _problems = [];
    private readonly HashSet<string> _filledIn = [];

    /// <summary>The name of the button that leads to the previous page.</summary>
    public const string Back = "back";

    public bool GoesBack => Has(Back);

    /// <summary>A form that nobody has filled in yet.</summary>
    public static SentForm Empty => new();

    /// <summary>Whether somebody has filled it in. Otherwise its fields show their initial values.</summary>
    public bool WasSent { get; private init; }

    /// <summary>A form that was sent before and is shown again as it was.</summary>
    public static SentForm Again(IReadOnlyDictionary<string, string> values)
    {
        SentForm form = new() { WasSent = true };
        foreach ((string name, string value) in values)
            form._values[name] = value;
        return form;
    }

    public static SentForm Of(HttpContext context)
    {
        SentForm form = new() { WasSent = true };
        if (context.Request.HasFormContentType)
            foreach ((string name, Microsoft.Extensions.Primitives.StringValues value) in context.Request.Form)
                form._values[name] = Clean(value.ToString());
        return form;
    }

    /// <summary>A password as it was sent: it may begin or end with a space.</summary>
    public static string Exactly(HttpContext context, string field) =>
        context.Request.HasFormContentType ? context.Request.Form[field].ToString() : "";

    /// <summary>Fills in stored values for fields that were not sent.</summary>
    public SentForm Over(IEnumerable<KeyValuePair<string, string>> kept)
    {
        foreach ((string name, string value) in kept)
            if (_values.TryAdd(name, value))
                _filledIn.Add(name);
        return this;
    }

    /// <summary>What was typed, without spaces around it; empty for a field that was not sent.</summary>
    public string this[string field] => _values.GetValueOrDefault(field, "");

    public bool Has(string field) => this[field].Length > 0;

    /// <summary>What somebody wrote in their own words, without what they chose or counted.</summary>
    public IEnumerable<string> Words =>
        _values.Where(v => _ownWords.Contains(v.Key) || v.Value.Any(char.IsWhiteSpace)).Select(v => v.Value).Where(v => v.Length > 0);

    /// <summary>All fields, for storing them.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>What the field shows: what was typed, or the initial value.</summary>
    public string Shown(string field, string initial) => WasSent ? this[field] : initial;

    public IReadOnlyList<FormProblem> Problems => _problems;

    public bool IsRight => _problems.Count is 0;

    public string? ProblemOf(string field) => _problems.FirstOrDefault(p => p.Field == field)?.Sentence;

    /// <summary>The name of a box that is shown only once there is something to confirm.</summary>
    public string? Offered { get; private set; }

    /// <summary>Offers a box to tick with which the form is taken in spite of its problems.</summary>
    public void Offer(string box) => Offered = box;

    public void Problem(string field, string sentence) => Problem(new FormProblem(field, sentence));

    public void Problem(FormProblem problem) => _problems.Add(problem);

    /// <summary>The field's text, or null if it is empty. Longer than <paramref name="most"/> is a problem.</summary>
    public string? Text(string field, int most)
    {
        if (this[field].Length > most)
            Problem(field, Texts.Say("Problem.AtMost", most, this[field].Length));
        return Has(field) ? this[field] : null;
    }

    /// <summary>Drawn when a form is shown, and sent with it, so that the same form sent twice is the same command.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(IdLength, lowercase: true);

    /// <summary>The id with which the form was shown, or a new one if it is missing or not one of ours.</summary>
    public string Id => this["commandId"] is { Length: IdLength } id && id.All(char.IsAsciiHexDigitLower) ? id : NewId();

    /// <summary>All fields as one text. It shows whether a form was repeated or says something else.</summary>
    public string Body => string.Join('\n', _values.Where(v => v.Key is not ("commandId" or "version") && !_filledIn.Contains(v.Key))
        .OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={JsonEncodedText.Encode(v.Value)}"));

    /// <summary>
    /// The command id of a form that anybody with a link can send. It depends on the link, so that nobody can use somebody else's id; and
    /// on what was typed, so that a form that is sent again with other words counts as a new command.
    /// </summary>
    public string IdUnder(string token) => "p" + HexDigest.Of($"{token}|{Id}|{Body}")[..IdLength];

    /// <summary>Call this once what the box confirmed is done: the form is then shown with an empty box.</summary>
    public void Untick(string box) => _values.Remove(box);

    /// <summary>Adds a field to what was typed.</summary>
    public void Note(string field, string value) => _values[field] = value;

    /// <summary>The id was used for something else, so the form gets a new one when it is shown again.</summary>
    public void Renew() => _values["commandId"] = NewId();

    /// <summary>
    /// Unifies line ends, and removes control characters and marks that change the writing direction. Nobody types or sees those, but a
    /// number or name that is copied from an address book brings them along.
    /// </summary>
    private static string Clean(string typed) =>
        string.Concat(typed.ReplaceLineEndings("\n").Replace('\t', ' ')
            .Where(c => c is '\n' || !(char.IsControl(c) || PlainText.TurnsDirection(c)))).Trim();
}
