using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

public class IdentifiersTests
{
    [Theory]
    [InlineData("9434765919", "9434765919")]
    [InlineData("943 476 5919", "9434765919")]
    [InlineData("943-476-5919", "9434765919")]
    [InlineData(" 654\u00A0100\u20133238\n", "6541003238")] // as pasted from a letter
    [InlineData("599 012 8088", "5990128088")]
    [InlineData("4010232137", "4010232137")]
    public void An_NHS_number_is_ten_digits_with_a_check_digit(string text, string canonical)
    {
        Assert.True(NhsNumber.TryParse(text, out string parsed));
        Assert.Equal(canonical, parsed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("943476591")]
    [InlineData("94347659190")]
    [InlineData("9434765918")]
    [InlineData("943476591X")]
    [InlineData("1111111111")] // passes the sum
    [InlineData("0000000000")]
    [InlineData("1000000010")] // would need the check digit 10
    [InlineData("٩٤٣٤٧٦٥٩١٩")] // digits, but not ours
    public void Anything_else_is_no_NHS_number(string? text)
    {
        Assert.False(NhsNumber.TryParse(text, out string parsed));
        Assert.Equal("", parsed);
    }

    [Theory]
    [InlineData("0101011237", "CHI number")]
    [InlineData("3200000007", "H&C number")]
    [InlineData("3999999993", "H&C number")]
    [InlineData("4000000004", "NHS number")]
    [InlineData("9990000018", "NHS number")]
    [InlineData("0101201234", null)] // wrong check digit
    [InlineData("3201201234", null)]
    [InlineData("3113000006", null)] // no such date
    public void A_number_has_the_name_of_where_it_was_given_out(string number, string? name)
    {
        Assert.Equal(name is not null, NhsNumber.TryParse(number, out _));
        Assert.Equal(name ?? "NHS number", NhsNumber.NameOf(number));
    }

    [Fact]
    public void No_number_of_the_first_range_begins_with_a_date_that_never_was() =>
        Prop.ForAll(Gen.Choose(0, 319_999_999).ToArbitrary(), nine =>
        {
            string digits = nine.ToString("D9", null);
            int check = (11 - digits.Select((c, i) => (c - '0') * (10 - i)).Sum() % 11) % 11;
            bool day = int.Parse(digits[..2], null) is >= 1 and <= 31, month = int.Parse(digits[2..4], null) is >= 1 and <= 12;
            return check is 10 || !NhsNumber.TryParse($"{digits}{check}", out _) || (day && month);
        }).Check(Cases.Of());

    [Theory]
    [InlineData("9434765919", "943 476 5919")]
    [InlineData("not one", "not one")]
    public void An_NHS_number_is_shown_in_three_groups(string number, string shown) => Assert.Equal(shown, NhsNumber.Show(number));

    [Fact]
    public void One_wrong_digit_never_makes_another_NHS_number() =>
        Prop.ForAll(Gen.Choose(0, 9).ToArbitrary(), Gen.Choose(1, 9).ToArbitrary(), (position, shift) =>
        {
            char[] digits = [.. "9434765919"];
            digits[position] = (char)('0' + (digits[position] - '0' + shift) % 10);
            return !NhsNumber.TryParse(new string(digits), out _);
        }).Check(Cases.Of());

    [Theory]
    [InlineData("M1 1AE", "M1 1AE", "M1")]
    [InlineData("b338th", "B33 8TH", "B33")]
    [InlineData(" cr2  6xh ", "CR2 6XH", "CR2")]
    [InlineData("DN55-1PT", "DN55 1PT", "DN55")]
    [InlineData("w1a1hq", "W1A 1HQ", "W1A")]
    [InlineData("EC1A 1BB", "EC1A 1BB", "EC1A")]
    [InlineData("G U 3 5 9 L P", "GU35 9LP", "GU35")]
    [InlineData("zz993vz", Postcode.NoFixedAbode, "ZZ99")]
    [InlineData("bfpo57", "BFPO 57", "BFPO")]
    [InlineData("B.F.P.O. 1234", "BFPO 1234", "BFPO")]
    [InlineData("BF1 2AY", "BF1 2AY", "BF1")]
    [InlineData("gir0aa", "GIR 0AA", "GIR")]
    [InlineData("JE2 3AB", "JE2 3AB", "JE2")]
    [InlineData("GY1 1AA", "GY1 1AA", "GY1")]
    [InlineData("IM1 1AA", "IM1 1AA", "IM1")]
    public void A_postcode_is_upper_case_with_one_space(string text, string canonical, string area)
    {
        Assert.True(Postcode.TryParse(text, out string parsed));
        Assert.Equal(canonical, parsed);
        Assert.Equal(area, Postcode.Area(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("GU35")]
    [InlineData("GU35 9L")]
    [InlineData("GU35 9LPP")]
    [InlineData("GU 9LP")]
    [InlineData("1A1 1AA")]
    [InlineData("GU35 9CP")] // C is never in the second part
    [InlineData("ZZ99 3WZ")] // the NHS's "not known"
    [InlineData("BFPO")]
    [InlineData("BFPO 12345")]
    [InlineData("AAA1 1AA")]
    [InlineData("A999 1AA")]
    [InlineData("GÜ35 9LP")]
    public void Anything_else_is_no_postcode(string? text)
    {
        Assert.False(Postcode.TryParse(text, out string parsed));
        Assert.Equal("", parsed);
        Assert.Equal("", Postcode.Area(text));
    }

    [Theory]
    [InlineData("A12345", "A12345", true)]
    [InlineData("j 82 155", "J82155", true)]
    [InlineData("RXX", "RXX", false)]
    [InlineData("J82123001", "J82123001", false)] // a branch
    [InlineData("Q", "Q", false)]
    [InlineData("123456", "123456", false)]
    public void An_ODS_code_is_up_to_nine_letters_and_digits(string text, string canonical, bool practice)
    {
        Assert.True(OdsCode.TryParse(text, out string parsed));
        Assert.Equal(canonical, parsed);
        Assert.Equal(practice, OdsCode.LooksLikePractice(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("A123456789")]
    [InlineData("A1234!")]
    [InlineData("Ä1234")]
    public void Anything_else_is_no_ODS_code(string? text)
    {
        Assert.False(OdsCode.TryParse(text, out string parsed));
        Assert.Equal("", parsed);
        Assert.False(OdsCode.LooksLikePractice(text));
    }
}
