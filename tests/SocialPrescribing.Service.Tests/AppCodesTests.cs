using System.Globalization;
using System.Text;
using OtpNet;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

/// <summary>Codes of authenticator apps, from the table in appendix B of RFC 6238. Ours are the last six of its eight digits.</summary>
public sealed class AppCodesTests
{
    private static readonly byte[] _secret = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]
    [InlineData("1970-01-01T00:00:59Z", "94287082")]
    [InlineData("2005-03-18T01:58:29Z", "07081804")]
    [InlineData("2005-03-18T01:58:31Z", "14050471")]
    [InlineData("2009-02-13T23:31:30Z", "89005924")]
    [InlineData("2033-05-18T03:33:20Z", "69279037")]
    [InlineData("2603-10-11T11:33:20Z", "65353130")]
    public void A_code_is_what_the_standard_says(string at, string code)
    {
        DateTimeOffset then = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);

        Assert.Equal(then.ToUnixTimeSeconds() / 30, AppCodes.StepOf(_secret, code[2..], then));
    }

    [Theory]
    [InlineData(-61, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(61, false)]
    public void A_clock_may_be_wrong_by_half_a_minute(int seconds, bool taken)
    {
        DateTimeOffset now = new(2027, 1, 14, 10, 0, 0, TimeSpan.Zero);

        Assert.Equal(
            taken, AppCodes.StepOf(_secret, new Totp(_secret).ComputeTotp(now.AddSeconds(seconds).UtcDateTime), now) is not null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("12345a")]
    [InlineData("-12345")]
    [InlineData("\u0661\u0662\u0663\u0664\u0665\u0666")]
    public void What_is_no_code_is_none(string typed) => Assert.Null(AppCodes.StepOf(_secret, typed, DateTimeOffset.UnixEpoch.AddDays(9)));

    [Fact]
    public void An_app_reads_the_secret_from_its_link()
    {
        string link = AppCodes.Link(_secret, "Mill & Lane: social", "tom+1@riverside.example");

        Assert.StartsWith(
            "otpauth://totp/Mill%20%26%20Lane%3A%20social%3Atom%2B1%40riverside.example?secret=", link, StringComparison.Ordinal);
        Assert.EndsWith("&issuer=Mill%20%26%20Lane%3A%20social", link, StringComparison.Ordinal);
        Assert.Equal(_secret, Base32Encoding.ToBytes(link.Split("secret=")[1].Split('&')[0]));
        Assert.Equal(_secret, Base32Encoding.ToBytes(AppCodes.Text(_secret).Replace(" ", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_sealed_opens_for_its_own_purpose_alone_and_unchanged()
    {
        byte[] key = new byte[32], other = [.. Enumerable.Repeat((byte)1, 32)], text = [1, 2, 3];
        byte[] sealedText = Sealing.Seal(key, [1], [2], text);

        Assert.Equal(text, Sealing.Open(key, [1], [2], sealedText));
        Assert.Null(Sealing.Open(other, [1], [2], sealedText));
        Assert.Null(Sealing.Open(key, [9], [2], sealedText));
        Assert.Null(Sealing.Open(key, [1], [9], sealedText));
        Assert.Null(Sealing.Open(key, [1], [2], sealedText[..^1]));
        Assert.Null(Sealing.Open(key, [1], [2], []));
        sealedText[^1] ^= 1;
        Assert.Null(Sealing.Open(key, [1], [2], sealedText));
    }
}
