using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>What is wrong with a field, named by its place.</summary>
public partial class ReferralReaderTests
{
    [Theory]
    // required
    [InlineData("/source", null, "/source:required")]
    [InlineData("/referrer", null, "/referrer:required")]
    [InlineData("/referrer/name", null, "/referrer/name:required")]
    [InlineData("/referrer/service", "\"  \"", "/referrer/service:required")]
    [InlineData("/referrer/organisation", "null", "/referrer/organisation:required")]
    [InlineData("/referrer/email", null, "")]
    [InlineData("/person", null, "/person:required")]
    [InlineData("/person", "null", "/person:required")]
    [InlineData("/person/firstName", null, "")] // one name is enough
    [InlineData("/person/familyName", "\"\"", "")]
    [InlineData("/person/dateOfBirth", null, "/person/dateOfBirth:required")]
    [InlineData("/person/address", null, "/person/address:required")]
    [InlineData("/person/address/lines", "[]", "")] // the postcode is there
    [InlineData("/person/address/lines/1", "\" \"", "")]
    [InlineData("/person/address/postcode", null, "")]
    [InlineData("/gpPractice", null, "/gpPractice/odsCode:required")]
    [InlineData("/gpPractice/odsCode", null, "")] // the name is there
    [InlineData("/reason", null, "")] // needs are enough
    [InlineData("/needs", null, "")] // a reason is enough
    [InlineData("/risks", null, "/risks:required")]
    [InlineData("/risks", "[]", "/risks:required")]
    [InlineData("/risks/0/kind", null, "/risks/0/kind:required")]
    [InlineData("/consent", null, "/consent:required")]
    [InlineData("/consent/toShare", null, "/consent/toShare:required")]
    [InlineData("/safeguarding", "{}", "/safeguarding/concern:required")]
    [InlineData("/person/contacts/0/kind", null, "/person/contacts/0/kind:required")]
    [InlineData("/person/contacts/0/allowed", null, "/person/contacts/0/allowed:required")]
    [InlineData("/person/contacts/0/value", null, "")]
    // null is as good as absent where nothing is required
    [InlineData("/person/nhsNumber", "null", "")]
    [InlineData("/person/contacts", "null", "")]
    [InlineData("/safeguarding", "null", "")]
    // wrong types
    [InlineData("/source", "5", "/source:wrong-type")]
    [InlineData("/referrer", "[]", "/referrer:wrong-type")]
    [InlineData("/person", "\"Margaret\"", "/person:wrong-type")]
    [InlineData("/person/firstName", "{\"a\":1}", "/person/firstName:wrong-type")]
    [InlineData("/person/address", "\"1 High Street\"", "/person/address:wrong-type")]
    [InlineData("/person/address/lines", "{}", "/person/address/lines:wrong-type")]
    [InlineData("/person/address/lines/0", "[[]]", "/person/address/lines/0:wrong-type")]
    [InlineData("/person/noFixedAbode", "\"yes\"", "/person/noFixedAbode:wrong-type")]
    [InlineData("/person/contacts", "{}", "/person/contacts:wrong-type")]
    [InlineData("/person/contacts/0", "\"peggy@post.example\"", "/person/contacts/0:wrong-type")]
    [InlineData("/person/contacts/0", "null", "/person/contacts/0:wrong-type")]
    [InlineData("/person/dateOfBirth", "19480328", "/person/dateOfBirth:wrong-type")]
    [InlineData("/gpPractice", "\"J82201\"", "/gpPractice:wrong-type")]
    [InlineData("/needs", "\"loneliness\"", "/needs:wrong-type")]
    [InlineData("/needs/1", "7", "/needs/1:wrong-type")]
    [InlineData("/risks", "\"none\"", "/risks:wrong-type")]
    [InlineData("/risks/0", "\"none\"", "/risks/0:wrong-type")]
    [InlineData("/consent", "true", "/consent:wrong-type")]
    [InlineData("/consent/toShare", "\"true\"", "/consent/toShare:wrong-type")]
    // words
    [InlineData("/source", "\"GP\"", "/source:not-one-of")]
    [InlineData("/source", "\"0\"", "/source:not-one-of")]
    [InlineData("/person/residency", "\"tenant\"", "/person/residency:not-one-of")]
    [InlineData("/person/contacts/0/kind", "\"fax\"", "/person/contacts/0/kind:not-one-of")]
    [InlineData("/needs/1", "\"golf\"", "/needs/1:unknown-need")]
    [InlineData("/needs/1", "\"loneliness\"", "/needs/1:twice")]
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
    [InlineData("/person/language", "\"English, please\"", "/person/language:language-invalid")]
    // identifiers
    [InlineData("/person/nhsNumber", "\"943 476 5918\"", "/person/nhsNumber:nhs-number-invalid")]
    [InlineData("/person/address/postcode", "\"Bordon\"", "")]
    [InlineData("/person/address/postcode", "\"ZZ99 3VZ\"", "")]
    [InlineData("/gpPractice/odsCode", "\"J822011\"", "")]
    [InlineData("/referrer/odsCode", "\"?\"", "")]
    [InlineData("/referrer/email", "\"ana at forest\"", "/referrer/email:email-invalid")]
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
    // unknown fields, with what a pointer escapes
    [InlineData("/haste", "1", "/haste:unknown-field")]
    [InlineData("/person/shoeSize", "5", "/person/shoeSize:unknown-field")]
    [InlineData("/person/FirstName", "\"x\"", "/person/FirstName:unknown-field")]
    [InlineData("/person/address/town", "\"x\"", "/person/address/town:unknown-field")]
    [InlineData("/person/contacts/1/sms", "true", "/person/contacts/1/sms:unknown-field")]
    [InlineData("/risks/0/level", "3", "/risks/0/level:unknown-field")]
    [InlineData("/consent/signature", "null", "/consent/signature:unknown-field")]
    // control characters
    [InlineData("/person/firstName", "\"Mar\\u0000garet\"", "/person/firstName:control-characters")]
    [InlineData("/person/firstName", "\"Mar\\ngaret\"", "/person/firstName:control-characters")]
    [InlineData("/person/address/lines/0", "\"1\\tHigh Street\"", "/person/address/lines/0:control-characters")]
    [InlineData("/reason", "\"a\\r\\n\\tb\"", "")]
    [InlineData("/reason", "\"a\\u0007b\"", "/reason:control-characters")]
    [InlineData("/whatMattersMost", "\"a\\u001bb\"", "/whatMattersMost:control-characters")]
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
    public void No_text_has_control_characters(string pointer)
    {
        Assert.Equal($"{pointer}:control-characters", Found(But(pointer, "\"a\\u0007b\"")));
        Assert.Equal("", Found(But(pointer, "\"a b\"")));
    }

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
