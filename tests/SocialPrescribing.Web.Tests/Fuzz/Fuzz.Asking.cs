using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Routing.Patterns;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Http.Tests.Fuzz;

/// <summary>Where a request goes, who sends it, and how many of each kind were taken.</summary>
internal sealed partial class Fuzz
{
    private readonly List<(string Header, string Value)> _sessions = [];
    private const int Organisation = -1, AsOrganisation = 11;
    private static readonly string[] _taken = ["2xx", "3xx"];
    private readonly List<Guid> _journeys = [];
    /// <summary>What stood behind which word of an address that was answered, such as an id after "journeys".</summary>
    private readonly Dictionary<string, List<string>> _worked = [];
    private readonly List<(string After, string Value)> _way = [];
    private Dictionary<string, string[]> _about = [];
    private string _command = "";
    private bool _takesTable;
    /// <summary>The member of staff who sends the request.</summary>
    private int? _member;

    /// <summary>For each kind of made-up part and of sender how many answers of each class there were.</summary>
    public SortedDictionary<string, SortedDictionary<string, int>> Kinds { get; } = [];

    /// <summary>The parts of a request that are made up.</summary>
    public static readonly string[] Parts = ["body", "command", "file", "form", "header", "query"];

    /// <summary>Those who have to get somewhere, or only refusals would be tried out.</summary>
    public static readonly string[] Senders = ["nobody", "key", "token", "session"];

    /// <summary>The kinds of commands of which at least one was done.</summary>
    public SortedSet<string> Done { get; } = [];

    public int SentOf(string kind) => Kinds.TryGetValue(kind, out var answers) ? answers.Values.Sum() : 0;

    public double TakenOf(string kind) =>
        SentOf(kind) is > 0 and int sent ? _taken.Sum(c => (double)Kinds[kind].GetValueOrDefault(c)) / sent : 0;

    private async Task<(string Method, string Path, int? By)> Where()
    {
        _about = [];
        switch (_chance.Next(30))
        {
            case 0:
                return ("POST", "/api/referrals", Organisation);
            case < 8:
                return ("POST", $"/api/journeys/{await About():N}/commands", (int)_chance.One(StaffRole.LinkWorker, StaffRole.Lead));
            case 8:
                _takesTable = true;
                return _chance.One(
                    ("PUT", "/api/places", (int)StaffRole.Admin), ("PUT", "/api/practices", (int)StaffRole.Admin),
                    ("POST", "/api/directory/import", (int)StaffRole.Lead));
            case 9 when _forms.Keys.Where(a => _forms[a].TakesFiles).ToArray() is [_, ..] files:
                string file = _chance.One(files);
                return ("POST", file, _forms[file].To);
            case < 17 when _forms.Count > 0:
                // A kind of form first: some pages have the same form for each of many things.
                string action = _chance.One([.. _chance.One([.. _forms.Keys.GroupBy(a => Ids().Replace(a, "…"))])]);
                return ("POST", action, _forms[action].To);
            default:
                Route route = _chance.One(_routes);
                return (route.Method, PathOf(route), null);
        }
    }

    /// <summary>Chooses a journey and notes what can be named in a command about it, by the name of the field.</summary>
    private async Task<Guid> About()
    {
        Guid id = _chance.One(_journeys);
        if (await StateOf(id) is { } state)
            _about = new()
            {
                ["meeting"] = [.. state.Meetings.Select(m => m.Id)],
                ["introduction"] = [.. state.Introductions.Select(i => i.Id)],
                ["session"] = [.. state.Sessions.Select(s => s.Id)],
                ["task"] = [.. state.Tasks.Select(t => t.Id)],
                ["concern"] = [.. state.Concerns.Select(c => c.Id)],
                ["document"] = [.. state.Documents.Select(d => d.Id)],
                ["survey"] = [.. state.Surveys.Select(s => s.Id)],
                ["list"] = [.. state.Lists.Select(l => l.Id)],
                ["need"] = [.. Needs.Standard],
                ["needs"] = [.. Needs.Standard],
                ["linkWorker"] = [_staff[0].Member.Id],
                ["to"] = [_staff[0].Member.Id],
                ["volunteer"] = [_staff[(int)StaffRole.Volunteer].Member.Id],
            };
        return id;
    }

    /// <param name="name">The field's name.</param>
    private string KnownAs(string name) =>
        _about.GetValueOrDefault(name) is [_, ..] own && _chance.Next(6) > 0 ? _chance.One(own) : Known();

    private string Known() => _known.Count > 0 ? _chance.One(_known) : "none";

    private string PathOf(Route route)
    {
        string before = "";
        return string.Concat(route.Pattern.PathSegments.Select(s => "/" + string.Concat(s.Parts.Select(p => before = PartOf(p, before)))));
    }

    private string PartOf(RoutePatternPart part, string before)
    {
        if (part is not RoutePatternParameterPart { Name: var name })
            return part is RoutePatternLiteralPart { Content: var text } ? text : ((RoutePatternSeparatorPart)part).Content;
        string made = _chance.Next(8) switch
        {
            0 => _junk.Text(),
            1 => _junk.Word(),
            < 6 when _worked.TryGetValue(before, out List<string>? worked) => _chance.One(worked),
            _ when name is "token" && _tokens.Count > 0 => _chance.One(_tokens),
            _ => Known(),
        };
        if (name is "token")
            return Spoilt(made);
        _way.Add((before, made));
        return Uri.EscapeDataString(made);
    }

    /// <summary>Usually unchanged.</summary>
    private string Spoilt(string token) => token.Length < 2 || _chance.Next(8) > 0 ? token
        : token.Remove(_chance.Next(token.Length), 1).Insert(_chance.Next(token.Length - 1), "x");

    private string Query()
    {
        _is.Add("query");
        return "?" + string.Join('&', Enumerable.Range(0, _chance.Next(1, 5)).Select(_ =>
            $"{(_chance.Next(10) is 0 ? Uri.EscapeDataString(_junk.Text()) : _chance.One(Junk.Parameters))}="
                + Uri.EscapeDataString(_chance.Next(3) is 0 ? Known() : _junk.Value())));
    }

    /// <param name="by">Usually this one, if it is known who may do this.</param>
    private void Credentials(HttpRequestMessage request, int? by)
    {
        // The first roles more often: they may do more.
        int member = by is { } may and not Organisation && _chance.Next(6) > 0 ? may
            : Math.Min(_chance.Next(_staff.Count), _chance.Next(_staff.Count));
        _member = null;
        switch (by is Organisation && _chance.Next(6) > 0 ? AsOrganisation : _chance.Next(by is null || _chance.Next(4) is 0 ? 16 : 11))
        {
            case < 6:
                _member = member;
                Send("token", Web.Access.TokenHeader, _staff[member].Token);
                break;
            case < 11:
                _member = member;
                Send("session", _sessions[member].Header, _sessions[member].Value);
                break;
            case AsOrganisation:
                Send("key", Web.Access.KeyHeader, _key);
                break;
            case 12:
                Send("a made-up session", "Cookie", $"sp-session={_junk.Word()}; lang={_junk.Word()}; draft-refer={_junk.Word()}");
                break;
            default:
                _is.Add("nobody");
                break;
        }
        if (_chance.Next(10) > 0)
            request.Headers.Add("Origin", _service.Origin.GetLeftPart(UriPartial.Authority));

        void Send(string who, string name, string value)
        {
            _is.Add(who);
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private void Headers(HttpRequestMessage request)
    {
        while (_chance.Next(3) is 0)
        {
            _is.Add("header");
            request.Headers.TryAddWithoutValidation(
                _chance.One(Junk.HeaderNames), _chance.Next(2) is 0 ? _junk.Word() : _junk.HeaderValue());
        }
    }

    private void Count(HttpResponseMessage answer)
    {
        // To be sent away to sign in is to be refused.
        string of = IsToSignIn(answer) ? "to sign-in" : $"{(int)answer.StatusCode / 100}xx";
        foreach (string kind in _is)
        {
            SortedDictionary<string, int> answers = Kinds.TryGetValue(kind, out var before) ? before : Kinds[kind] = [];
            answers[of] = answers.GetValueOrDefault(of) + 1;
        }
        if (_command is not "" && answer.IsSuccessStatusCode)
            Done.Add(_command);
        if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.SeeOther && _taken.Contains(of))
            foreach ((string after, string value) in _way)
                Keep(Worked(after), value);
    }

    private static bool IsToSignIn(HttpResponseMessage answer) =>
        answer.Headers.Location?.OriginalString.StartsWith("/sign-in", StringComparison.Ordinal) is true;

    private List<string> Worked(string after) => CollectionsMarshal.GetValueRefOrAddDefault(_worked, after, out _) ??= [];
}
