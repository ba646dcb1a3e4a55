namespace SocialPrescribing.Journeys.Tests;

public sealed class NameWordsTests
{
    [Theory]
    [InlineData("Siobhán", "O'Connor", null, "siobhan oconnor o connor")]
    [InlineData("Mary-Ann", "van der  Berg", "Polly", "maryann mary ann vanderberg van der berg polly")]
    [InlineData("芳", "王", null, "芳 王")]
    [InlineData("Łukasz", "Ångström", "Łukasz", "lukasz angstrom")]
    [InlineData("-", "Lee", null, "lee")]
    public void A_name_is_known_by_the_whole_and_by_each_part(string first, string family, string? preferred, string words) =>
        Assert.Equal(words,
            string.Join(' ',
                NameWords.Of(
                    new Person
                    {
                        FirstName = first,
                        FamilyName = family,
                        PreferredName = preferred,
                        DateOfBirth = new DateOnly(1950, 1, 1)
                    })));

    [Theory]
    [InlineData("o'conn", true)]
    [InlineData("O Connor", true)]
    [InlineData("CONN sio", true)]
    [InlineData("siobhan  connors", false)]
    [InlineData("onnor", false)]
    public void What_is_typed_begins_words_of_the_name(string typed, bool fits) =>
        Assert.Equal(fits, NameWords.Fit(NameWords.Typed(typed), ["siobhan", "oconnor", "o", "connor"]));
}
