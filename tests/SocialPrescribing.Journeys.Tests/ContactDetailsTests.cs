namespace SocialPrescribing.Journeys.Tests;

public class ContactDetailsTests
{
    [Theory]
    [InlineData("mary@example.org")]
    [InlineData("m@example.org")]
    [InlineData("mary.o'brien+walks@mail.example.co.uk")]
    [InlineData("MARY_2@x-y.example")]
    [InlineData("a@xn--bcher-kva.example")]
    public void An_ordinary_address_is_plausible(string address) => Assert.True(EmailAddress.IsPlausible(address));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("mary")]
    [InlineData("@example.org")]
    [InlineData("mary@")]
    [InlineData("mary@example")]
    [InlineData("mary@example.")]
    [InlineData("mary@.org")]
    [InlineData("mary@example..org")]
    [InlineData("mary@-example.org")]
    [InlineData("mary@example-.org")]
    [InlineData("mary@192.168.0.1")]
    [InlineData("mary@example.o")]
    [InlineData("mary@@example.org")]
    [InlineData("mary@home@example.org")]
    [InlineData(".mary@example.org")]
    [InlineData("mary.@example.org")]
    [InlineData("ma..ry@example.org")]
    [InlineData(" mary@example.org")]
    [InlineData("mary@example.org ")]
    [InlineData("mary smith@example.org")]
    [InlineData("mary@example.org,john@example.org")]
    [InlineData("mary@example.org;john@example.org")]
    [InlineData("Mary <mary@example.org>")]
    [InlineData("\"mary\"@example.org")]
    [InlineData("mary@example.org\r\nBcc: all@example.org")]
    [InlineData("ma\0ry@example.org")]
    [InlineData("ma\u202Ery@example.org")]
    [InlineData("o’brien@example.org")]
    public void What_could_not_be_delivered_or_would_break_a_header_is_not(string? address) =>
        Assert.False(EmailAddress.IsPlausible(address));

    [Theory]
    [InlineData(64, 254, true)]
    [InlineData(65, 200, false)]
    [InlineData(64, 255, false)]
    public void An_address_has_at_most_254_characters_and_64_before_the_at(int local, int total, bool plausible)
    {
        string domain =
            string.Join('.', Enumerable.Repeat(new string('d', 40), 6))[..(total - local - 1 - ".org".Length)].TrimEnd('.') + ".org";
        string address = $"{new string('l', local)}@{domain}";

        Assert.Equal(total, address.Length);
        Assert.Equal(plausible, EmailAddress.IsPlausible(address));
    }

    [Fact]
    public void A_long_hostile_text_is_refused_at_once() => Assert.False(EmailAddress.IsPlausible(new string('a', 1_000_000) + "@"));
}
