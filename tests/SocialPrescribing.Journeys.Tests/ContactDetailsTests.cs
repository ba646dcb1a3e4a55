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

    [Theory]
    [InlineData("01420 123456", "+441420123456")]
    [InlineData("(01420) 123-456", "+441420123456")]
    [InlineData("020 7946 0123", "+442079460123")]
    [InlineData("07700 900123", "+447700900123")]
    [InlineData("07700.900.123", "+447700900123")]
    [InlineData("+44 7700 900123", "+447700900123")]
    [InlineData("+44 (0)7700 900123", "+447700900123")]
    [InlineData("(+44) 7700 900123", "+447700900123")]
    [InlineData("0044 7700 900123", "+447700900123")]
    [InlineData("0044 (0) 7700 900123", "+447700900123")]
    [InlineData("0800 111111", "+44800111111")]
    [InlineData("016977 2123", "+44169772123")]
    public void A_telephone_number_is_kept_in_its_international_form(string text, string canonical)
    {
        Assert.True(PhoneNumber.TryParse(text, out string parsed));
        Assert.Equal(canonical, parsed);
        Assert.True(PhoneNumber.TryParse(parsed, out string again));
        Assert.Equal(parsed, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("07700 90012")] // a mobile number with a digit missing
    [InlineData("07700 9001234")]
    [InlineData("7700 900123")]
    [InlineData("04000 900123")]
    [InlineData("06000 900123")]
    [InlineData("00000 000000")]
    [InlineData("+33 1 23 45 67 89")]
    [InlineData("01420 12345x")]
    [InlineData("01420 123456 ext 7")]
    [InlineData("+4+4 7700 900123")]
    [InlineData("٠٧٧٠٠ ٩٠٠١٢٣")]
    public void Anything_else_is_no_telephone_number(string? text)
    {
        Assert.False(PhoneNumber.TryParse(text, out string parsed));
        Assert.Equal("", parsed);
    }
}
