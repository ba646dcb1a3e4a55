using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

public class PersonKeysTests
{
    private static readonly DateOnly Born = new(1948, 2, 29);

    [Fact]
    public void A_person_has_a_key_for_the_NHS_number_and_one_for_name_birth_and_postcode() =>
        Assert.Equal(
            ["nhs:9434765919", "npd:maryobrien|1948-02-29|GU35 9LP"],
            PersonKeys.Of("943 476 5919", "Mary", "O'Brien", Born, "gu359lp"));

    [Theory]
    [InlineData(null, null)]
    [InlineData("9434765918", "ZZ99 3VZ")] // a wrong check digit, no fixed abode
    [InlineData("", "zz993vz")]
    [InlineData("1111111111", "not known")]
    [InlineData(null, "ZZ99 3WZ")] // the NHS's code for an unknown postcode
    public void What_many_share_or_nobody_has_forms_no_key(string? nhsNumber, string? postcode) =>
        Assert.Empty(PersonKeys.Of(nhsNumber, "Mary", "O'Brien", Born, postcode));

    [Theory]
    [InlineData("", "Smith")]
    [InlineData("—", "Smith")]
    [InlineData("Mary", " ")]
    public void Half_a_name_forms_no_key_because_twins_share_the_rest(string firstName, string familyName) =>
        Assert.Empty(PersonKeys.Of(null, firstName, familyName, Born, "GU35 9LP"));

    [Theory]
    [InlineData("O'Brien", "maryobrien")]
    [InlineData("O’Brien", "maryobrien")]
    [InlineData("OʼBrien", "maryobrien")] // a modifier letter, not punctuation
    [InlineData("O`Brien", "maryobrien")]
    [InlineData("OBRIEN", "maryobrien")]
    [InlineData("ó brien", "maryobrien")]
    [InlineData("O'\u200FBrien", "maryobrien")] // an invisible direction mark
    [InlineData("O|Brien", "maryobrien")]
    [InlineData("O'\uD800Brien", "maryobrien")] // half a surrogate pair
    [InlineData("José", "maryjose")]
    [InlineData("Jose\u0301", "maryjose")] // the same, decomposed
    [InlineData("Jose", "maryjose")]
    [InlineData("Smith-Jones", "marysmithjones")]
    [InlineData("Smith Jones", "marysmithjones")]
    [InlineData("Weiß", "maryweiss")]
    [InlineData("WEISS", "maryweiss")]
    [InlineData("WEIẞ", "maryweiss")]
    [InlineData("Sørensen", "marysorensen")]
    [InlineData("ŁUKASZ", "marylukasz")]
    [InlineData("Đorđe", "marydorde")]
    [InlineData("Ｏ＇Ｂｒｉｅｎ", "maryobrien")] // full-width, as it is typed on some keyboards
    [InlineData("Ruﬃn", "maryruffin")] // one letter for three
    [InlineData("ŉkosi", "marynkosi")]
    [InlineData("Æsøy", "maryaesoy")]
    [InlineData("Œuvre", "maryoeuvre")]
    [InlineData("Nguyễn", "marynguyen")]
    [InlineData("İnan", "maryinan")]
    [InlineData("X", "maryx")]
    [InlineData("حُسَين", "maryحُسَين")]
    [InlineData("Николай", "maryниколай")] // й is a letter of its own, not и with an accent
    [InlineData("किरण", "maryकिरण")]
    [InlineData("山田", "mary山田")]
    public void A_name_counts_however_it_is_written(string familyName, string name) =>
        Assert.Equal($"nb:{name}|1948-02-29", PersonKeys.NameAndBirth("Mary", familyName, Born));

    [Fact]
    public void Names_of_one_letter_are_names() =>
        Assert.Equal(["npd:ng|1948-02-29|GU35 9LP"], PersonKeys.Of(null, "N", "G", Born, "GU35 9LP"));

    [Fact]
    public void Where_a_name_is_cut_does_not_matter() =>
        Assert.Equal(PersonKeys.NameAndBirth("Mary", "Ann Lee", Born), PersonKeys.NameAndBirth("Mary Ann", "Lee", Born));

    [Theory]
    [InlineData("Maria", "O'Brien", 1948, "GU35 9LP")]
    [InlineData("Mary", "O'Brian", 1948, "GU35 9LP")]
    [InlineData("Mary", "O'Brien", 1952, "GU35 9LP")]
    [InlineData("Mary", "O'Brien", 1948, "GU35 9LQ")]
    public void Another_name_birthday_or_postcode_is_another_person(string firstName, string familyName, int year, string postcode) =>
        Assert.NotEqual(
            PersonKeys.Of(null, "Mary", "O'Brien", Born, "GU35 9LP"),
            PersonKeys.Of(null, firstName, familyName, new(year, 2, 29), postcode));

    [Fact]
    public void The_calendar_of_the_machine_does_not_matter()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("th-TH");
            Assert.Equal("nb:maryobrien|1948-02-29", PersonKeys.NameAndBirth("MARY", "O'Brien", Born));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void No_name_can_forge_the_parts_of_a_key() =>
        Prop.ForAll<string, string>((firstName, familyName) =>
            PersonKeys.NameAndBirth(firstName ?? "", familyName ?? "", Born).Count(character => character is '|' or ':') == 2).QuickCheckThrowOnFailure();
}
