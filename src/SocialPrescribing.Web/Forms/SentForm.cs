using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Forms;

/// <param name="Field">The name of the field, which is also its id on the page; empty where the form as a whole is meant.</param>
/// <param name="MayStay">It can be sent like this, if whoever sends it says so.</param>
public sealed record FormProblem(string Field, string Sentence, bool MayStay = false);

/// <summary>A form as it was sent: what was typed, which is kept on the page until it is right, and what is wrong with it.</summary>
public sealed class SentForm
{
    private const int IdLength = 32;
    /// <summary>Fields in which also a single word is somebody's own.</summary>
    private static readonly string[] _ownWords = ["note", "text", "detail", "barrier", "share"];
    private readonly Dictionary<string, string> _values = [];
    private readonly List<FormProblem> _problems = [];
    private readonly HashSet<string> _filledIn = [];

    /// <summary>The button that leads to the page before.</summary>
    public const string Back = "back";

    public bool GoesBack => Has(Back);

    /// <summary>A form that nobody has filled in yet.</summary>
    public static SentForm Empty => new();

    /// <summary>Whether somebody has filled it in; otherwise its fields show what they begin with.</summary>
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

    /// <summary>Fills in what was kept of fields that were not sent.</summary>
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

    /// <summary>What somebody wrote in words of their own, and not chosen or counted.</summary>
    public IEnumerable<string> Words =>
        _values.Where(v => _ownWords.Contains(v.Key) || v.Value.Any(char.IsWhiteSpace)).Select(v => v.Value).Where(v => v.Length > 0);

    /// <summary>All fields, to keep them.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>What stands in the field: what was typed, or what the form begins with.</summary>
    public string Shown(string field, string initial) => WasSent ? this[field] : initial;

    public IReadOnlyList<FormProblem> Problems => _problems;

    public bool IsRight => _problems.Count is 0;

    public string? ProblemOf(string field) => _problems.FirstOrDefault(p => p.Field == field)?.Sentence;

    /// <summary>A box that is only shown once there is something to agree to.</summary>
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

    /// <summary>Drawn when a form is shown and sent along with it: the same form sent twice is the same command.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(IdLength, lowercase: true);

    /// <summary>The id that the form was shown with, or a fresh one where it is missing or not one of ours.</summary>
    public string Id => this["commandId"] is { Length: IdLength } id && id.All(char.IsAsciiHexDigitLower) ? id : NewId();

    /// <summary>What was typed and chosen, as one text: whether a form comes again or says something else is read from this.</summary>
    public string Body => string.Join('\n', _values.Where(v => v.Key is not ("commandId" or "version") && !_filledIn.Contains(v.Key))
        .OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={JsonEncodedText.Encode(v.Value)}"));

    /// <summary>
    /// The command id of a form that anybody with a link can send. It depends on the link, so that nobody can use somebody else's id; and
    /// on what was typed, so that a form that is sent again with other words counts as a new command.
    /// </summary>
    public string IdUnder(string token) => "p" + HexDigest.Of($"{token}|{Id}|{Body}")[..IdLength];

    /// <summary>What this box was ticked for is done: shown again, the form has it empty.</summary>
    public void Untick(string box) => _values.Remove(box);

    /// <summary>Something that goes along with what was typed.</summary>
    public void Note(string field, string value) => _values[field] = value;

    /// <summary>The id has been used for something else: the form that is shown again gets one of its own.</summary>
    public void Renew() => _values["commandId"] = NewId();

    /// <summary>
    /// Line ends as the rest of the service writes them. No control characters, and none of the marks that turn the writing direction:
    /// nobody types them, nobody sees them, and a number or name that is copied from an address book brings them along.
    /// </summary>
    private static string Clean(string typed) =>
        string.Concat(typed.ReplaceLineEndings("\n").Replace('\t', ' ')
            .Where(c => c is '\n' || !(char.IsControl(c) || PlainText.TurnsDirection(c)))).Trim();
}
