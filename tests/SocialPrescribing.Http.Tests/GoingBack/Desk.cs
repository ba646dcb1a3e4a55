using System.Net;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Http.Tests.GoingBack;

/// <summary>A browser without scripts in front of a program of any version. It knows what pages show, and nothing of their code.</summary>
/// <param name="origin">Where its forms come from.</param>
internal sealed partial class Desk(HttpClient http, Uri origin)
{
    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>The same browser, and another program at the same address.</summary>
    public Desk(HttpClient http, Uri origin, Desk browser) : this(http, origin) => _cookies = new(browser._cookies);

    /// <param name="code">What an app shows, for whoever has a second step.</param>
    public async Task SignIn(string email, string? code = null)
    {
        using HttpResponseMessage entered = await Send("/sign-in", ("email", email), ("password", TestedService.Password));
        Assert.True(entered.StatusCode is HttpStatusCode.SeeOther, $"{email}: {entered.StatusCode}");
        bool isAsked = entered.Headers.Location!.ToString().StartsWith("/sign-in/code", StringComparison.Ordinal);
        Assert.True(isAsked == code is not null, $"{email} is {(isAsked ? "asked" : "not asked")} for a code.");
        if (code is null)
            return;
        using HttpResponseMessage shown = await Send("/sign-in/code", ("code", code));
        Assert.True(shown.StatusCode is HttpStatusCode.SeeOther, $"The code of {email}: {shown.StatusCode}");
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
            Headers = { { "Origin", origin.GetLeftPart(UriPartial.Authority) } },
        };
        return await Ask(request);
    }

    private async Task<HttpResponseMessage> Ask(HttpRequestMessage request)
    {
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
        HttpResponseMessage answer = await http.SendAsync(request);
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
