using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

public class PersonKeysTests
{
    private static readonly DateOnly Born = new(1948, 2, 29);

    private static string[] Keys(
        string? nhsNumber, string firstName, string familyName, DateOnly born, string? postcode, params ContactDetail[] contacts) =>
        [.. PersonKeys.Of(
            new Person { FirstName = firstName, FamilyName = familyName, DateOfBirth = born, NhsNumber = nhsNumber,
                Address = new Address(["1 High Street"], postcode) }, contacts).Select(k => k.Text)];

    private static string NameAndBirth(string firstName, string familyName) =>
        PersonKeys.Of(new Person { FirstName = firstName, FamilyName = familyName, DateOfBirth = Born }, [])
            .Single(k => k.Reason is AlikeReason.NameAndBirth).Text;

    [Fact]
    public void A_person_is_found_by_everything_that_two_referrals_can_have_in_common() =>
        Assert.Equal(
            [
                "nhs:9434765919", "name and birth:maryobrien|1948-02-29", "name and postcode:maryobrien|GU35 9LP",
                "birth and contact:1948-02-29|mary@post.example", "name and contact:maryobrien|mary@post.example",
                "birth and contact:1948-02-29|+447700900123", "name and contact:maryobrien|+447700900123",
            ],
            Keys("943 476 5919", "Mary", "O'Brien", Born, "gu359lp",
                new ContactDetail(ContactKind.Email, " Mary@Post.example", Allowed: false),
                new ContactDetail(ContactKind.Mobile, "07700 900 123", Allowed: true)));

    [Theory]
    [InlineData(null, null)]
    [InlineData("9434765918", "ZZ99 3VZ")] // a wrong check digit, no fixed abode
    [InlineData("", "zz993vz")]
    [InlineData("1111111111", "not known")]
    [InlineData(null, "ZZ99 3WZ")] // the NHS's code for an unknown postcode
    public void What_many_share_or_nobody_has_forms_no_key(string? nhsNumber, string? postcode) =>
        Assert.Equal(["name and birth:maryobrien|1948-02-29"], Keys(nhsNumber, "Mary", "O'Brien", Born, postcode));

    [Theory]
    [InlineData("1990-01-01")]
    [InlineData("1900-01-01")]
    [InlineData("1901-01-01")]
    [InlineData("1900-07-15")]
    [InlineData("1911-11-11")]
    public void A_birth_date_that_stands_for_not_known_forms_none(string born) =>
        Assert.Equal(
            ["name and postcode:maryobrien|GU35 9LP", "name and contact:maryobrien|+447700900123"],
            Keys(null, "Mary", "O'Brien", DateOnly.ParseExact(born, "yyyy-MM-dd", CultureInfo.InvariantCulture), "GU35 9LP",
                new ContactDetail(ContactKind.Mobile, "07700 900 123", Allowed: true)));

    [Theory]
    [InlineData("", "")]
    [InlineData("—", ".")]
    [InlineData("M", " ")]
    public void Who_has_no_name_has_none_in_common(string firstName, string familyName) =>
        Assert.Empty(Keys(null, firstName, familyName, Born, "GU35 9LP"));

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
    [InlineData("Ｏ’Ｂｒｉｅｎ", "maryobrien")] // full width
    [InlineData("ﬁnch", "maryfinch")] // a ligature
    public void A_name_counts_however_it_is_written(string familyName, string name) =>
        Assert.Equal($"name and birth:{name}|1948-02-29", NameAndBirth("Mary", familyName));

    [Fact]
    public void Names_of_one_letter_are_names() =>
        Assert.Equal("name and birth:ng|1948-02-29", NameAndBirth("N", "G"));

    [Fact]
    public void Where_a_name_is_cut_does_not_matter() =>
        Assert.Equal(NameAndBirth("Mary", "Ann Lee"), NameAndBirth("Mary Ann", "Lee"));

    [Theory]
    [InlineData("Maria", "O'Brien", 1948, "GU35 9LP")]
    [InlineData("Mary", "O'Brian", 1948, "GU35 9LP")]
    [InlineData("Mary", "O'Brien", 1952, "GU35 9LP")]
    [InlineData("Mary", "O'Brien", 1948, "GU35 9LQ")]
    public void Another_name_birthday_or_postcode_is_another_person(string firstName, string familyName, int year, string postcode) =>
        Assert.NotEqual(
            Keys(null, "Mary", "O'Brien", Born, "GU35 9LP"),
            Keys(null, firstName, familyName, new(year, 2, 29), postcode));

    [Fact]
    public void The_calendar_of_the_machine_does_not_matter()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("th-TH");
            Assert.Equal("name and birth:maryobrien|1948-02-29", NameAndBirth("MARY", "O'Brien"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void No_name_can_forge_the_parts_of_a_key() =>
        Prop.ForAll<string, string>((firstName, familyName) =>
            Keys(null, firstName ?? "", familyName ?? "", Born, null).All(key => key.Count(character => character is '|' or ':') == 2))
            .Check(Cases.Of());
}
