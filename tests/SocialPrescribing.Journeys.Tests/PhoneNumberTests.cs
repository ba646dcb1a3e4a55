using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

public class PhoneNumberTests
{
    [Theory]
    [InlineData("01420 123456", "+441420123456", "01420 123456")]
    [InlineData("(01420) 123-456", "+441420123456", "01420 123456")]
    [InlineData("020 7946 0123", "+442079460123", "020 7946 0123")]
    [InlineData("07700 900123", "+447700900123", "07700 900123")]
    [InlineData("07700.900.123", "+447700900123", "07700 900123")]
    [InlineData("+44 7700 900123", "+447700900123", "07700 900123")]
    [InlineData("+44 (0)7700 900123", "+447700900123", "07700 900123")]
    [InlineData("(+44) 7700 900123", "+447700900123", "07700 900123")]
    [InlineData("0044 7700 900123", "+447700900123", "07700 900123")]
    [InlineData("0044 (0) 7700 900123", "+447700900123", "07700 900123")]
    [InlineData("0800 111111", "+44800111111", "0800 111111")]
    [InlineData("0800 1111", "+448001111", "0800 1111")]
    [InlineData("016977 2123", "+44169772123", "016977 2123")]
    [InlineData("7700 900123", "+447700900123", "07700 900123")] // the zero that a spreadsheet took
    [InlineData("1420555031", "+441420555031", "01420 555031")]
    [InlineData("447700900203", "+447700900203", "07700 900203")]
    [InlineData("4407700 900203", "+447700900203", "07700 900203")]
    [InlineData("+353 86 555 0123", "+353865550123", "+353 86 555 0123")]
    [InlineData("00353 (0)86 555 0123", "+353865550123", "+353 86 555 0123")]
    [InlineData("+33 1 23 45 67 89", "+33123456789", "+33 1 23 45 67 89")]
    [InlineData("01534 555010", "+441534555010", "01534 555010")] // Jersey
    [InlineData("٠٧٧٠٠ ٩٠٠١٢٣", "+447700900123", "07700 900123")]
    [InlineData("01420 555010 ext 214", "+441420555010 ext. 214", "01420 555010 ext. 214")]
    [InlineData("01420 555010, extension: 214", "+441420555010 ext. 214", "01420 555010 ext. 214")]
    [InlineData("01420555010x214", "+441420555010 ext. 214", "01420 555010 ext. 214")]
    [InlineData("01420 555010 (ext. 7)", "+441420555010 ext. 7", "01420 555010 ext. 7")]
    [InlineData("18001 01420 555031", "18001 +441420555031", "18001 01420 555031")]
    [InlineData("18002-01420555031", "18002 +441420555031", "18002 01420 555031")]
    [InlineData("Tel: 01420 555031", "+441420555031", "01420 555031")]
    [InlineData("+44142012345", "+44142012345", "+44142012345")] // taken by an earlier version
    public void A_telephone_number_is_kept_in_its_international_form(string text, string canonical, string shown)
    {
        Assert.True(PhoneNumber.TryParse(text, out string parsed));
        Assert.Equal(canonical, parsed);
        Assert.True(PhoneNumber.TryParse(parsed, out string again));
        Assert.Equal(parsed, again);
        if (text != canonical)
            Assert.Equal(shown, PhoneNumber.Read(text)!.Shown);
        // A form that shows the number returns the same number.
        Assert.Equal(canonical, PhoneNumber.Read(PhoneNumber.Read(text)!.Shown)!.Canonical);
    }

    [Theory]
    [InlineData("01420 555010 ext 214", "+441420555010;ext=214")]
    [InlineData("18001 01420 555031", "1800101420555031")]
    [InlineData("+353 86 555 0123", "+353865550123")]
    public void A_number_is_dialled_as_it_was_meant(string text, string dialled) =>
        Assert.Equal(dialled, PhoneNumber.Read(text)!.Dialled);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("07700 90012")] // a mobile number with a digit missing
    [InlineData("01420 12345")]
    [InlineData("07700 9001234")]
    [InlineData("04000 900123")]
    [InlineData("06000 900123")]
    [InlineData("00000 000000")]
    [InlineData("01420 12345x")]
    [InlineData("+4+4 7700 900123")]
    [InlineData("18001")]
    [InlineData("0353 86 555 0123")]
    [InlineData("01420 555010 011")]
    [InlineData("*67 01420 555010")]
    [InlineData("none")]
    public void Anything_else_is_no_telephone_number(string? text)
    {
        Assert.False(PhoneNumber.TryParse(text, out string parsed));
        Assert.Equal("", parsed);
        Assert.Empty(PhoneNumber.Find(text));
    }

    [Theory]
    [InlineData("01420 555010 (after 6, ask for Jean)", "+441420555010|(after 6, ask for Jean)")]
    [InlineData("ring 3 times: 01420 555010", "+441420555010|ring 3 times:")]
    [InlineData("07700 900201 / 01420 555010", "+447700900201| +441420555010|")]
    [InlineData("07700 900201 or 01420 555010", "+447700900201| +441420555010|")]
    [InlineData("07700 900201 Jean, 01420 555010 work", "+447700900201|Jean, +441420555010|work")]
    [InlineData("01420 555010 2pm", "")] // the 2 may belong to either
    [InlineData("01420 555010/1", "+441420555010|/1")]
    [InlineData("07700 900201 or 07700 90020", "")] // one of them is no number: a human reads both
    public void Numbers_are_found_with_the_words_beside_them(string text, string found) =>
        Assert.Equal(found, string.Join(" ", PhoneNumber.Find(text).Select(n => $"{n.Telephone.Canonical}|{n.Words}")));

    private static readonly string[] Meant =
        ["+441420555010", "+442079460123", "+447700900123", "+447911123456", "+442890180123", "+44800111111"];
    private static readonly string[] Between = ["", " ", "  ", "-", ".", "\u00A0", " - ", "\u2011"];

    /// <summary>Ways to begin a number, with separators anywhere in it, as people and programs write them.</summary>
    internal static Gen<(string Meant, string Written)> Spelling() =>
        from meant in Gen.Elements(Meant)
        from begin in Gen.Elements("0", "+44", "+44 ", "0044", "+44 (0)", "(0", "", "44", "(+44) ")
        from gaps in Gen.Elements(Between).ListOf(meant.Length)
        from behind in Gen.Elements("", " ", " ext 12", "x12", "9", " home", " (mum)", "?", " or", " 07700 900999")
        let digits = string.Concat(meant[3..].Select((c, i) => i is 0 ? $"{c}" : gaps[i] + c))
        // One more digit makes a number of ten from one of nine.
        select (meant, begin + digits + (begin is "(0" ? ")" : "") + (behind is "9" && meant.Length < 13 ? "" : behind));

    [Fact]
    public void However_a_number_is_spelt_it_is_read_as_it_was_meant_or_not_at_all() =>
        Prop.ForAll(Spelling().ToArbitrary(), one =>
        {
            IReadOnlyList<WrittenNumber> found = PhoneNumber.Find(one.Written);
            return found.Count is 0 || (found[0].Telephone.Number == one.Meant
                && found.Skip(1).All(f => f.Telephone.Number is "+447700900999")
                && found.All(f => PhoneNumber.Read(f.Telephone.Canonical) == f.Telephone with { LostItsZero = false }));
        }).Check(Cases.Of(3_000));

    /// <summary>A number in Austria can be as short as five digits.</summary>
    [Fact]
    public void Finding_never_throws_and_never_finds_what_is_not_there() =>
        Prop.ForAll(Gen.Elements([.. "0123456789+ ()-.x#,/eEtT٣ \u200B"]).ListOf().Select(c => new string([.. c])).ToArbitrary(), text =>
            PhoneNumber.Find(text).All(f => f.Telephone.Number[3..] is var digits
                && string.Concat(text.Where(char.IsAsciiDigit)).Contains(digits[^Math.Min(6, digits.Length)..], StringComparison.Ordinal)
                    | text.Contains('٣', StringComparison.Ordinal)))
            .Check(Cases.Of(3_000));
}
