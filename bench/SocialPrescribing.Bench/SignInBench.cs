using SocialPrescribing.Local;

namespace SocialPrescribing.Bench;

/// <summary>
/// How long a referral waits while 200 people sign in at once, each from an address of their own and with a wrong password, and each again
/// as soon as they are answered. Every try costs a hash, which keeps a core busy for a tenth of a second on purpose.
/// </summary>
internal static class SignInBench
{
    private const int SigningIn = 200;
    /// <summary>Half of them wait for five seconds, and the others are told at once to come back.</summary>
    private const double Limit = 15_000;

    public static async Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        using ScratchFolder folder = new();
        await using LocalHost host = await LocalHost.Start(new LocalOptions(folder.Path, new Uri("http://127.0.0.1:0")), cancellation);
        return await Beside.Measure(host, "sign-in", $"{SigningIn} who sign in at once", SigningIn,
            (caller, i) => new HttpRequestMessage(HttpMethod.Post, new Uri("sign-in", UriKind.Relative))
            {
                Content = new FormUrlEncodedContent(
                    [new("email", $"nobody.{caller}.{i}@service.example"), new("password", "not the password of anybody")]),
                Headers =
                {
                    { "Origin", host.Address.GetLeftPart(UriPartial.Authority) },
                    { "X-Forwarded-For", $"10.{1 + (i % 200)}.{caller}.1" },
                },
            }, Limit, quick, cancellation);
    }
}
