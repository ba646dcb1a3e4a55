using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Local.Mail;

/// <summary>Where to get access tokens for a mail server: the client credentials grant of OAuth 2 (RFC 6749, 4.4).</summary>
public sealed record OAuthSettings(Uri TokenEndpoint, string ClientId, string ClientSecret, string Scope)
{
    /// <summary>Leaves out the secret, because settings get printed.</summary>
    public override string ToString() => $"{TokenEndpoint}, {Scope}";
}

/// <summary>There is no access token. The message does not repeat what the server said.</summary>
public sealed class AccessTokenException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Access tokens for the mail server. Each is used until shortly before it expires.</summary>
public sealed class AccessTokens(OAuthSettings settings, TimeProvider clock) : IDisposable
{
    /// <summary>Time for a letter to be sent, and for clocks that differ.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(2);

    /// <summary>It follows no redirect: the secret goes to the address in the settings and nowhere else.</summary>
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(20) };
    private readonly SemaphoreSlim _asking = new(1);
    private (string Token, DateTimeOffset Until)? _kept;

    public async Task<string> Get(CancellationToken cancellation)
    {
        await _asking.WaitAsync(cancellation);
        try
        {
            if (_kept is not var (token, until) || clock.GetUtcNow() >= until)
                _kept = (token, _) = await Ask(cancellation);
            return token;
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _asking.Dispose();
    }

    private async Task<(string, DateTimeOffset)> Ask(CancellationToken cancellation)
    {
        using FormUrlEncodedContent asked = new(
        [
            new("grant_type", "client_credentials"), new("client_id", settings.ClientId), new("client_secret", settings.ClientSecret),
            new("scope", settings.Scope),
        ]);
        try
        {
            using HttpResponseMessage answer = await _http.PostAsync(settings.TokenEndpoint, asked, cancellation);
            if (!answer.IsSuccessStatusCode)
                throw new AccessTokenException(
                    $"There is no access token for the mail server ({(int)answer.StatusCode}): check mail.smtp.oauth.");
            Given given = await answer.Content.ReadFromJsonAsync(AccessTokenJson.Default.Given, cancellation) ?? throw new JsonException();
            return (given.AccessToken, clock.GetUtcNow() + TimeSpan.FromSeconds(given.ExpiresIn) - Reserve);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or NotSupportedException)
        {
            throw new AccessTokenException(
                "There is no access token for the mail server: the token endpoint was not reached, or did not answer with one.", e);
        }
    }

    internal sealed record Given(
        [property: JsonPropertyName("access_token"), JsonRequired] string AccessToken,
        [property: JsonPropertyName("expires_in")] int ExpiresIn = 300);
}

[JsonSerializable(typeof(AccessTokens.Given))]
internal sealed partial class AccessTokenJson : JsonSerializerContext;
