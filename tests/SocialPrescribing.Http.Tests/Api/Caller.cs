using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SocialPrescribing.Http.Tests.Api;

/// <summary>Calls the service as somebody, and checks every answer against openapi.yaml.</summary>
public sealed class Caller(TestedService service, OpenApiContract contract)
{
    private readonly List<(string Name, string Value)> _headers = [];

    public Caller With(string header, string value)
    {
        Caller other = new(service, contract);
        other._headers.AddRange(_headers);
        other._headers.Add((header, value));
        return other;
    }

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path);

    public Task<Answer> Delete(string path) => Send(HttpMethod.Delete, path);

    public Task<Answer> Post(string path, JsonNode body) => Post(path, body.ToJsonString());

    public Task<Answer> Post(string path, string json) => Send(HttpMethod.Post, path, Json(Encoding.UTF8.GetBytes(json)));

    public Task<Answer> Post(string path, byte[] json) => Send(HttpMethod.Post, path, Json(json));

    public Task<Answer> Patch(string path, JsonNode body) =>
        Send(HttpMethod.Patch, path, Json(Encoding.UTF8.GetBytes(body.ToJsonString())));

    public async Task<Answer> Send(HttpMethod method, string path, HttpContent? content = null)
    {
        using HttpRequestMessage request = new(method, new Uri(service.Address, path)) { Content = content };
        foreach ((string name, string value) in _headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage response = await service.Http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        IReadOnlyList<string> strange =
            await contract.Check(method.Method, path, (int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), text);
        Assert.True(strange.Count is 0, string.Join("\n", strange));
        return new Answer(response.StatusCode, response.Headers, response.Content.Headers, text);
    }

    private static ByteArrayContent Json(byte[] bytes) =>
        new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}

public sealed record Answer(HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string this[string field] => Json.GetProperty(field).ToString();

    public string? Header(string name) => Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : null;

    /// <summary><c>/person/nhsNumber nhs-number-invalid</c>, in the order of the answer.</summary>
    public IReadOnlyList<string> Errors =>
        [.. Json.GetProperty("errors").EnumerateArray().Select(e => $"{e.GetProperty("pointer")} {e.GetProperty("code")}")];

    /// <summary>Fails with the answer's text if the status is another.</summary>
    public Answer Is(HttpStatusCode status)
    {
        Assert.True(Status == status, $"Expected {(int)status}, got {(int)Status}: {Text}");
        return this;
    }

    /// <summary>Checks that the answer is a problem as in RFC 9457.</summary>
    public Answer IsProblem(HttpStatusCode status, string code)
    {
        Is(status);
        Assert.Equal("application/problem+json", ContentHeaders.ContentType?.ToString());
        Assert.StartsWith("urn:social-prescribing:problem:", this["type"], StringComparison.Ordinal);
        Assert.Equal((int)status, Json.GetProperty("status").GetInt32());
        Assert.Equal(code, this["code"]);
        Assert.NotEmpty(this["title"]);
        Assert.NotEmpty(this["detail"]);
        Assert.Equal("no-store", Header("Cache-Control"));
        return this;
    }
}

/// <summary>Documents as a program sends them.</summary>
public static class SentDocuments
{
    public static MultipartFormDataContent Form(byte[]? file, string name, params (string Name, string Value)[] fields)
    {
        MultipartFormDataContent form = [];
        foreach ((string field, string value) in fields)
            form.Add(new StringContent(value), field);
        if (file is not null)
            form.Add(new ByteArrayContent(file), "file", name);
        return form;
    }

    public static Task<Answer> AddDocument(
        this Caller caller, string journey, byte[]? file, string id = "d-1", string name = "housing.pdf") =>
        caller.Send(HttpMethod.Post, $"/api/journeys/{journey}/documents",
            Form(file, name, ("commandId", id), ("title", "Letter from the housing office")));
}
