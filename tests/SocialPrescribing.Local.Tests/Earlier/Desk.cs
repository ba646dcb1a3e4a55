using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Local.Tests.Program;

namespace SocialPrescribing.Local.Tests.Earlier;

/// <summary>A browser without scripts in front of a program of any version. It knows what pages show, and nothing of their code.</summary>
internal sealed partial class Desk(RunningProgram program)
{
    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>The same browser, and another program at the same address.</summary>
    public Desk(RunningProgram program, Desk browser) : this(program) => _cookies = new(browser._cookies);

    public async Task SignIn(string email)
    {
        using HttpResponseMessage answer = await Send("/sign-in", ("email", email), ("password", TestedService.Password));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    public async Task<(int Status, string Html)> Look(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        using HttpResponseMessage answer = await Ask(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>
    /// Sends a form on the first of the pages that has one with this action, with its hidden fields and what was typed.
    /// </summary>
    public async Task FillOneOf(IEnumerable<string> pages, Func<string, string> action, params (string Name, string Value)[] typed)
    {
        foreach (string page in pages)
        {
            string html = (await Look(page)).Html;
            Match? form = Forms().Matches(html).FirstOrDefault(f => ActionOf(f) == action(page));
            if (form is null)
                continue;
            IEnumerable<(string, string)> hidden = Hidden().Matches(form.Value)
                .Select(h => (h.Groups["name"].Value, WebUtility.HtmlDecode(h.Groups["value"].Value)))
                .Where(h => typed.All(t => t.Name != h.Item1));
            using HttpResponseMessage answer = await Send(ActionOf(form), [.. hidden, .. typed]);
            Assert.True(
                answer.StatusCode is HttpStatusCode.SeeOther, $"{page}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            return;
        }
        Assert.Fail($"No form behind {string.Join(' ', pages)}");
    }

    private static string ActionOf(Match form) => WebUtility.HtmlDecode(form.Groups["action"].Value);

    /// <summary>The pages of the service to which these lead, each once.</summary>
    public async Task<IReadOnlyList<string>> PagesFrom(params string[] pages)
    {
        HashSet<string> found = [.. pages];
        foreach (string page in pages)
            found.UnionWith(Hrefs().Matches((await Look(page)).Html).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)));
        return [.. found];
    }

    private async Task<HttpResponseMessage> Send(string path, params (string Name, string Value)[] fields)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
            Headers = { { "Origin", program.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) } },
        };
        return await Ask(request);
    }

    private async Task<HttpResponseMessage> Ask(HttpRequestMessage request)
    {
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
        HttpResponseMessage answer = await program.Http.SendAsync(request);
        foreach (string set in answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? all) ? all : [])
        {
            string[] pair = set.Split(';')[0].Split('=', 2);
            _cookies[pair[0]] = pair[1];
        }
        return answer;
    }

    [GeneratedRegex("<form[^>]*? action=\"(?<action>[^\"]+)\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("<a [^>]*?href=\"(/[^\"#]*)\"")]
    private static partial Regex Hrefs();
}
