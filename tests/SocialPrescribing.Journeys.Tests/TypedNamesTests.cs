namespace SocialPrescribing.Journeys.Tests;

/// <summary>Names that may be typed into a page and used in our letters.</summary>
public class TypedNamesTests
{
    [Theory]
    [InlineData("Ana")]
    [InlineData("Seren-Haf Ó Súilleabháin")]
    [InlineData("J.R.R. Tolkien")]
    [InlineData("Dr.Smith")]
    [InlineData("A.de Vries")]
    [InlineData("Henry VIII 2nd")]
    [InlineData("Number 10 Surgery, Ward 7B")]
    [InlineData("李小龍")]
    [InlineData("नरेंद्र मोदी")]
    [InlineData("محمد")]
    [InlineData("O’Connor & Sons (Housing)")]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(null)]
    public void Names_of_people_and_services_are_names(string? name) => Assert.Null(TypedNames.Check(name));

    [Theory]
    [InlineData("http://prize.example/x", "name-address")]
    [InlineData("Win at www.prize", "name-address")]
    [InlineData("WWW .prize", "name-address")]
    [InlineData("ｗｗｗ．prize", "name-address")] // full-width
    [InlineData("w\u200Bww.prize", "name-address")] // a space that nobody sees
    [InlineData("ana＠prize", "name-address")]
    [InlineData("Prize.COM now", "name-address")]
    [InlineData("bad-prize.co.uk", "name-address")]
    [InlineData("Call 07700 900123", "name-digits")]
    [InlineData("Call 0-7-7-0", "name-digits")]
    [InlineData("٠٧٧٠٠٩", "name-digits")] // Arabic digits
    [InlineData("①②③④⑤", "name-digits")]
    [InlineData("!!!", "name-no-letter")]
    [InlineData("\u3164\u3164", "name-no-letter")] // letters that show nothing
    [InlineData("123", "name-no-letter")]
    public void What_would_make_our_letter_somebody_elses_is_not(string name, string code) =>
        Assert.Equal(code, TypedNames.Check(name)?.Code);

    [Fact]
    public void A_name_has_at_most_70_characters_as_people_count_them()
    {
        Assert.Null(TypedNames.Check(new string('a', 70)));
        Assert.Equal("name-too-long", TypedNames.Check(new string('a', 71))?.Code);
        Assert.Null(TypedNames.Check(string.Concat(Enumerable.Repeat("é", 70))));
        // One letter cannot carry a whole page of combining marks.
        Assert.Equal("name-too-long", TypedNames.Check("a" + new string('\u0301', 300))?.Code);
    }
}
