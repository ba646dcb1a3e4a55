using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Local.Mail;
using SocialPrescribing.Local.Tests.Host;

namespace SocialPrescribing.Local.Tests.Mail;

/// <summary>Fetches access tokens from a token endpoint on this machine.</summary>
public sealed class AccessTokensTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(OneMachine.Monday);
    private readonly List<string> _asked = [];
    private WebApplication _endpoint = null!;
    private HttpStatusCode _answers = HttpStatusCode.OK;
    private string _body = """{"token_type":"Bearer","expires_in":3600,"access_token":"TOKEN"}""";

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _endpoint = builder.Build();
        _endpoint.MapPost("/token", async (HttpRequest request) =>
        {
            _asked.Add(await new StreamReader(request.Body).ReadToEndAsync());
            return Results.Text(_body.Replace("TOKEN", $"token-{_asked.Count}", StringComparison.Ordinal), "application/json",
                statusCode: (int)_answers);
        });
        _endpoint.MapPost("/elsewhere", async (HttpRequest request) =>
        {
            _asked.Add(await new StreamReader(request.Body).ReadToEndAsync());
            return Results.Redirect("/token", permanent: false, preserveMethod: true);
        });
        await _endpoint.StartAsync();
    }

    public async Task DisposeAsync() => await _endpoint.DisposeAsync();

    private AccessTokens Tokens(string path = "/token") =>
        new(new OAuthSettings(new Uri(_endpoint.Urls.Single() + path), "app", "a secret & more", "https://mail.example/.default"),
            _clock);

    [Fact]
    public async Task A_token_is_asked_for_once_and_again_before_it_runs_out()
    {
        using AccessTokens tokens = Tokens();
        Assert.Equal(["token-1", "token-1", "token-1"], await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => tokens.Get(default))));
        Assert.Equal(
            "grant_type=client_credentials&client_id=app&client_secret=a+secret+%26+more&scope=https%3A%2F%2Fmail.example%2F.default",
            Assert.Single(_asked));
        _clock.Advance(TimeSpan.FromMinutes(57));
        Assert.Equal("token-1", await tokens.Get(default));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("token-2", await tokens.Get(default));
    }

    [Fact]
    public async Task The_secret_follows_no_redirect()
    {
        using AccessTokens tokens = Tokens("/elsewhere");

        await Assert.ThrowsAsync<AccessTokenException>(() => tokens.Get(default));

        Assert.Single(_asked);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "{\"error\":\"invalid_client\",\"error_description\":\"the secret of app\"}")]
    [InlineData(HttpStatusCode.OK, "{\"token_type\":\"Bearer\"}")]
    [InlineData(HttpStatusCode.OK, "not JSON")]
    public async Task Without_one_it_says_so_and_repeats_nothing_of_what_the_server_said(HttpStatusCode status, string body)
    {
        (_answers, _body) = (status, body);
        using AccessTokens tokens = Tokens();
        AccessTokenException none = await Assert.ThrowsAsync<AccessTokenException>(() => tokens.Get(default));
        Assert.StartsWith("There is no access token for the mail server", none.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", none.Message, StringComparison.Ordinal);
    }
}
