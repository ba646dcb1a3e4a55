using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>What is wrong with a field, with the field's path.</summary>
public partial class ReferralReaderTests
{
    [Theory]
    // required
    [InlineData("/referrer", null, "/referrer:required")]
    [InlineData("/referrer/email", null, "")]
    [InlineData("/person", null, "/person:required")]
    [InlineData("/person", "null", "/person:required")]
    [InlineData("/person/firstName", null, "")] // one name is enough
    [InlineData("/person/familyName", "\"\"", "")]
    [InlineData("/person/dateOfBirth", null, "/person/dateOfBirth:required")]
    [InlineData("/person/address/lines", "[]", "")] // the postcode is there
    [InlineData("/person/address/lines/1", "\" \"", "")]
    [InlineData("/person/address/postcode", null, "")]
    [InlineData("/gpPractice/odsCode", null, "")] // the name is there
    [InlineData("/reason", null, "")] // needs are enough
    [InlineData("/needs", null, "")] // a reason is enough
    [InlineData("/risks", null, "/risks:required")]
    [InlineData("/risks", "[]", "/risks:required")]
    [InlineData("/risks/0/kind", null, "/risks/0/kind:required")]
    [InlineData("/consent", null, "/consent:required")]
    [InlineData("/consent/toShare", null, "/consent/toShare:required")]
    [InlineData("/safeguarding", "{}", "/safeguarding/concern:required")]
    [InlineData("/person/contacts/0/allowed", null, "/person/contacts/0/allowed:required")]
    [InlineData("/person/contacts/0/value", null, "")]
    // If a field is not required, null is the same as leaving it out.
    [InlineData("/person/nhsNumber", "null", "")]
    [InlineData("/person/contacts", "null", "")]
    [InlineData("/safeguarding", "null", "")]
    // wrong types
    [InlineData("/referrer", "[]", "/referrer:required")]
    [InlineData("/person", "\"Margaret\"", "/person:wrong-type")]
    [InlineData("/person/firstName", "{\"a\":1}", "/person/firstName:wrong-type")]
    [InlineData("/person/dateOfBirth", "19480328", "/person/dateOfBirth:wrong-type")]
    [InlineData("/risks", "\"none\"", "/risks:wrong-type")]
    [InlineData("/risks/0", "\"none\"", "/risks/0:wrong-type")]
    [InlineData("/consent", "true", "/consent:wrong-type")]
    [InlineData("/consent/toShare", "\"true\"", "/consent/toShare:wrong-type")]
    // words
    [InlineData("/risks", "[{\"kind\":\"none\"},{\"kind\":\"falls\"}]", "/risks:none-and-others")]
    [InlineData("/risks", "[{\"kind\":\"none\",\"detail\":\"but he hits\"}]", "/risks/0/detail:none-and-detail")]
    [InlineData("/person/contacts",
        "[{\"kind\":\"email\",\"value\":\"eve@mail.example\",\"allowed\":false},"
            + "{\"kind\":\"email\",\"value\":\"EVE@mail.example\",\"allowed\":true}]", "")] // taken once
    [InlineData("/person/contacts",
        "[{\"kind\":\"mobile\",\"value\":\"07700 900456\",\"allowed\":false},{\"kind\":\"landline\",\"value\":\"+44 7700 "
            + "900456\",\"allowed\":true}]", "")]
    [InlineData("/person/firstName", "\"Ann\\u202Enna\"", "")] // read as it is seen
    [InlineData("/risks", "[{\"kind\":\"none\"}]", "")]
    // identifiers
    [InlineData("/person/nhsNumber", "\"943 476 5918\"", "/person/nhsNumber:nhs-number-invalid")]
    [InlineData("/person/address/postcode", "\"Bordon\"", "")]
    [InlineData("/person/address/postcode", "\"ZZ99 3VZ\"", "")]
    [InlineData("/gpPractice/odsCode", "\"J822011\"", "")]
    [InlineData("/referrer/odsCode", "\"?\"", "")]
    [InlineData("/referrer/phone", "\"12345\"", "")] // kept as it was written
    [InlineData("/person/contacts/0/value", "\"peggy\"", "")]
    [InlineData("/person/contacts/1/value", "\"0770\"", "")]
    // dates
    [InlineData("/person/dateOfBirth", "\"2026-07-02\"", "/person/dateOfBirth:in-the-future")]
    [InlineData("/person/dateOfBirth", "\"9999-12-31\"", "/person/dateOfBirth:in-the-future")]
    [InlineData("/person/dateOfBirth", "\"1899-12-31\"", "/person/dateOfBirth:before-1900")]
    [InlineData("/person/dateOfBirth", "\"1900-01-01\"", "")]
    [InlineData("/person/dateOfBirth", "\"2008-07-02\"", "/person/dateOfBirth:too-young")]
    [InlineData("/person/dateOfBirth", "\"2008-07-01\"", "")]
    [InlineData("/person/dateOfBirth", "\"1948-02-29\"", "")]
    [InlineData("/person/dateOfBirth", "\"1949-02-29\"", "/person/dateOfBirth:date-invalid")]
    [InlineData("/person/dateOfBirth", "\"28/03/1948\"", "/person/dateOfBirth:date-invalid")]
    [InlineData("/person/dateOfBirth", "\"1948-03-28T00:00:00Z\"", "/person/dateOfBirth:date-invalid")]
    [InlineData("/consent/on", "\"2026-07-02\"", "/consent/on:in-the-future")]
    [InlineData("/consent/on", "\"2026-07-01\"", "")]
    // unknown fields that may be about safety
    [InlineData("/safegaurding", "{\"concern\":true}", "/safegaurding:unknown-field")]
    [InlineData("/person/contacts/0/doNotCall", "true", "/person/contacts/0/doNotCall:unknown-field")]
    [InlineData("/person/address/protected", "true", "/person/address/protected:unknown-field")]
    [InlineData("/risks/0/level", "3", "/risks/0/level:unknown-field")]
    [InlineData("/consent/signature", "null", "/consent/signature:unknown-field")]
    [InlineData("/reason", "\"a\\r\\n\\tb\"", "")]
    // text that is none
    [InlineData("/reason", "\"\\ud83d\\ude00\"", "")]
    public void Each_rule_names_the_field_it_is_about(string pointer, string? value, string found) =>
        Assert.Equal(found, Found(But(pointer, value)));

    [Theory]
    [InlineData("/person/preferredName")]
    [InlineData("/person/pronouns")]
    [InlineData("/person/sex")]
    [InlineData("/person/ethnicity")]
    [InlineData("/person/disability")]
    [InlineData("/person/whenToCall")]
    [InlineData("/person/communicationNeeds")]
    [InlineData("/person/mobility")]
    [InlineData("/person/household")]
    [InlineData("/person/adjustments/0")]
    [InlineData("/referrer/role")]
    [InlineData("/gpPractice/name")]
    [InlineData("/risks/0/detail")]
    [InlineData("/consent/givenBy")]
    public void What_nobody_sees_stands_in_no_text(string pointer)
    {
        ReadReferral read = Whole(But(pointer, "\"a\\u0007b\\u0000\""));
        Assert.Equal(("", ""), (string.Join(" ", read.Problems), Notes(read)));
        Assert.DoesNotContain("\\u0007", JsonSerializer.Serialize(read.Referral!, JourneyJson.Default.Referral), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/person/firstName", "\"Mar\\u0000garet\"", "Margaret")]
    [InlineData("/person/firstName", "\"Mar\\ngaret\"", "Mar garet")]
    public void A_name_stands_on_one_line(string pointer, string json, string name) =>
        Assert.Equal(name, Read(But(pointer, json)).Referral!.Person.FirstName);

    [Theory]
    [InlineData(0x2029, false)]
    [InlineData(0x202A, true)]
    [InlineData(0x202E, true)]
    [InlineData(0x2030, false)]
    [InlineData(0x2065, false)]
    [InlineData(0x2066, true)]
    [InlineData(0x2069, true)]
    [InlineData(0x206A, false)]
    public void No_text_turns_the_direction_of_what_follows(int mark, bool goes)
    {
        string text = $"\"An\\u{mark:x4}na\"", kept = goes ? "Anna" : $"An{(char)mark}na";
        Assert.Equal(kept, Read(But("/person/firstName", text)).Referral!.Person.FirstName);
        Assert.Equal(kept, Read(But("/reason", text)).Referral!.Reason);
        Assert.Equal(kept, Read(But("/person/contacts", $$"""[{"kind":"post","value":{{text}},"allowed":true}]"""))
            .Referral!.Person.Contacts[0].Value);
    }
}
