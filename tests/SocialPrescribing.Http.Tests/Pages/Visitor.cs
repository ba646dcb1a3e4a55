using System.Net;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Http.Tests.Pages;

/// <summary>
/// As much of a browser as a page without scripts needs. It keeps cookies, does not follow redirects, and sends forms as they are shown.
/// </summary>
public sealed partial class Visitor : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _origin;

    public Visitor(TestedService service)
    {
        _http = new HttpClient(new Cookies(service.Connect())) { BaseAddress = service.Address };
        _origin = service.Origin.GetLeftPart(UriPartial.Authority);
        service.Connect(this);
    }

    /// <summary>
    /// Keeps cookies, including secure ones, as a browser does that reaches the service through an HTTPS proxy.
    /// </summary>
    private sealed class Cookies(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private static readonly Uri _service = new("https://service.example");
        private readonly CookieContainer _kept = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (_kept.GetCookieHeader(new Uri(_service, request.RequestUri!.PathAndQuery)) is { Length: > 0 } cookies)
                request.Headers.Add("Cookie", cookies);
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            if (response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? set))
                foreach (string cookie in set)
                    _kept.SetCookies(_service, cookie);
            return response;
        }
    }

    /// <summary>A header that the platform in front adds to each request of this browser.</summary>
    public void Carries(string header, string value) => _http.DefaultRequestHeaders.Add(header, value);

    /// <summary>The browser's <c>Accept-Language</c>.</summary>
    public void Speaks(string languages) => _http.DefaultRequestHeaders.Add("Accept-Language", languages);

    public Task<HttpResponseMessage> Get(string path) => _http.GetAsync(path);

    public async Task<HttpResponseMessage> Head(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Head, path);
        return await _http.SendAsync(request);
    }

    public async Task<string> Html(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        HttpResponseMessage response = await Get(path);
        Assert.Equal(expected, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    public Task<HttpResponseMessage> Post(string path, params (string Name, string Value)[] fields) => PostFrom(_origin, path, fields);

    /// <param name="origin">For null no such header is sent.</param>
    public async Task<HttpResponseMessage> PostFrom(string? origin, string path, params (string Name, string Value)[] fields)
    {
        using HttpRequestMessage request =
            new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))) };
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return await _http.SendAsync(request);
    }

    /// <summary>A form in a format that no browser would send.</summary>
    public async Task<HttpResponseMessage> PostAs(string contentType, string path, string body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body) };
        request.Content.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.Add("Origin", _origin);
        return await _http.SendAsync(request);
    }

    public async Task<HttpResponseMessage> Upload(
        string path, string field, string fileName, byte[] file, params (string Name, string Value)[] fields)
    {
        using MultipartFormDataContent form = new() { { new ByteArrayContent(file), field, fileName } };
        foreach ((string name, string value) in fields)
            form.Add(new StringContent(value), name);
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = form };
        request.Headers.Add("Origin", _origin);
        return await _http.SendAsync(request);
    }

    /// <summary>Several files in one form.</summary>
    public async Task<HttpResponseMessage> Upload(string path, params (string Field, string Name, string Text)[] files)
    {
        using MultipartFormDataContent form = [];
        foreach ((string field, string name, string text) in files)
            form.Add(new StringContent(text), field, name);
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = form };
        request.Headers.Add("Origin", _origin);
        return await _http.SendAsync(request);
    }

    /// <summary>
    /// Opens a page and sends a form on it, with its hidden fields and these fields. The form is the one whose action ends like this and
    /// that contains <paramref name="marked"/>.
    /// </summary>
    public async Task<HttpResponseMessage> Send(string page, string action, string marked, params (string Name, string Value)[] fields)
    {
        string html = await Html(page);
        Match form = Forms().Matches(html)
            .FirstOrDefault(
                f => WebUtility.HtmlDecode(f.Groups["action"].Value).EndsWith(action, StringComparison.Ordinal)
                    && f.Value.Contains(marked, StringComparison.Ordinal))
            ?? throw new Xunit.Sdk.XunitException($"No form to {action} with {marked} on {page}:\n{html}");
        IEnumerable<(string, string)> hidden = Hidden().Matches(form.Value)
            .Select(h => (WebUtility.HtmlDecode(h.Groups["name"].Value), WebUtility.HtmlDecode(h.Groups["value"].Value)))
            .Where(h => fields.All(f => f.Name != h.Item1));
        return await Post(WebUtility.HtmlDecode(form.Groups["action"].Value), [.. hidden, .. fields]);
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("<form[^>]*action=\"(?<action>[^\"]*)\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();
}
