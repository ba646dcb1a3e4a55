using System.Text.Json;
using System.Text.Json.Nodes;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>Mistakes that do not cost anybody their referral: it is read as meant, or kept as written, and a note says so.</summary>
public partial class ReferralReaderTests
{
    private static ReadReferral Whole(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return ReferralReader.Read(document.RootElement, new Pathway(), Today);
    }

    private static string Case(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "referrals", $"{name}.json"));

    private static string Notes(ReadReferral read) => string.Join(" ", read.Notes.Select(n => $"{n.Pointer}:{n.Code}"));

    private static string WithPhone(string value, string kind = "landline", string more = "") =>
        But("/person/contacts", $$"""[{"kind":"{{kind}}","value":{{JsonSerializer.Serialize(value)}},"allowed":true{{more}}}]""");

    [Fact]
    public void R10_phones_are_kept_and_dialled_as_they_were_meant()
    {
        JsonArray cases = JsonNode.Parse(Case("R10-phones"))!["values"]!.AsArray();
        Assert.Equal(
            ["18001 +441420555031|1800101420555031|", "+441420555010 ext. 214|+441420555010;ext=214|", "+353865550123|+353865550123|",
                "+441420555031|+441420555031|/person/contacts/0/value:phone-zero"],
            cases.Select(c =>
            {
                ReadReferral read = Whole(WithPhone((string)c!["value"]!, (string)c["kind"]!));
                Assert.Empty(read.Problems);
                ContactDetail contact = Assert.Single(read.Referral!.Person.Contacts);
                return $"{contact.Value}|{PhoneNumber.Read(contact.Value)!.Dialled}|{Notes(read)}";
            }));
    }

    [Theory]
    [InlineData("ask next door")]
    [InlineData("07700 90012")]
    [InlineData("+4+4 7700 900123")]
    public void What_is_no_number_is_kept_as_it_was_written(string value)
    {
        ReadReferral read = Whole(WithPhone(value));
        Assert.Equal("/person/contacts/0/value:phone-not-read", Notes(read));
        Assert.Equal(value, read.Referral!.Person.Contacts[0].Value);
        Assert.All(read.Notes, n => Assert.DoesNotContain(value, n.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_numbers_in_one_field_are_two_ways_of_contact()
    {
        ReadReferral read = Whole(WithPhone("07700 900201 / 01420 555010", "mobile", ",\"text\":true,\"preferred\":true"));
        Assert.Equal("/person/contacts/0/value:phone-several", Notes(read));
        Assert.Equal(
            [new ContactDetail(ContactKind.Mobile, "+447700900201", Allowed: true, Text: true, Preferred: true),
                new ContactDetail(ContactKind.Landline, "+441420555010", Allowed: true)], read.Referral!.Person.Contacts);
    }

    [Fact]
    public void Numbers_for_which_there_is_no_more_room_stay_in_one_field()
    {
        const string two = "07700 900201 / 01420 555010";
        string ten = string.Join(",", Enumerable.Range(0, 10).Select(i =>
            $$"""{"kind":"landline","value":"{{(i is 9 ? two : $"01420 55501{i}")}}","allowed":true}"""));
        ReadReferral read = Whole(But("/person/contacts", $"[{ten}]"));
        Assert.Equal("/person/contacts/9/value:phone-not-read", Notes(read));
        Assert.Equal(two, read.Referral!.Person.Contacts[9].Value);
    }

    [Fact]
    public void Words_behind_a_number_are_a_note_to_it()
    {
        ReadReferral read = Whole(WithPhone("01420 555010 (after 6, ask for Jean)", more: ",\"note\":\"Let it ring\""));
        Assert.Equal("/person/contacts/0/value:phone-words", Notes(read));
        Assert.Equal(
            new ContactDetail(ContactKind.Landline, "+441420555010", Allowed: true) { Note = "(after 6, ask for Jean); Let it ring" },
            Assert.Single(read.Referral!.Person.Contacts));
    }

    [Theory]
    [InlineData("/referrer/phone", "\"01420 555010 ext 214\"", "+441420555010 ext. 214", "")]
    [InlineData("/referrer/phone", "\"bleep 214\"", "bleep 214", "/referrer/phone:phone-not-read")]
    [InlineData("/referrer/phone", "\"01420 555010 or 07700 900201\"", "01420 555010 or 07700 900201", "")]
    public void A_referrers_number_costs_nobody_the_referral(string pointer, string json, string kept, string notes)
    {
        ReadReferral read = Whole(But(pointer, json));
        Assert.Equal(notes, Notes(read));
        Assert.Equal(kept, read.Referral!.Referrer!.Phone);
    }

    [Fact]
    public void Nor_does_that_of_somebody_beside_the_person()
    {
        ReadReferral read = Whole(But("/person/relatedPeople", """[{"name":"Ann","role":"carer","phone":"ask at 12"}]"""));
        Assert.Equal("/person/relatedPeople/0/phone:phone-not-read", Notes(read));
        Assert.Equal("ask at 12", read.Referral!.Person.RelatedPeople[0].Phone);
    }

    [Fact]
    public void An_empty_way_of_contact_is_left_out()
    {
        ReadReferral read = Whole(WithPhone("\u200B "));
        Assert.Equal("/person/contacts/0/value:contact-empty", Notes(read));
        Assert.Empty(read.Referral!.Person.Contacts);
    }

    private static ReadReferral Taken(string name)
    {
        ReadReferral read = Whole(Case(name));
        Assert.Empty(read.Problems);
        return read;
    }

    [Fact]
    public void R01_a_branch_surgery_has_a_code_of_nine()
    {
        ReadReferral read = Taken("R01-branch-surgery-ods");
        Assert.Equal(new GpPractice("J82123001", "Forest Surgery, Lindford branch"), read.Referral!.GpPractice);
        Assert.Empty(read.Notes);
    }

    [Theory]
    [InlineData("firstName", "familyName")]
    [InlineData("familyName", "firstName")]
    public void R02_one_name_is_enough_and_the_person_is_called_by_it(string field, string other)
    {
        JsonNode sent = JsonNode.Parse(Case("R02-one-name-only"))!;
        JsonObject person = sent["person"]!.AsObject();
        (person[field], person[other]) = ("Suharto", null);
        ReadReferral read = Whole(sent.ToJsonString());
        Assert.Empty(read.Problems);
        Person named = read.Referral!.Person;
        Assert.Equal(("Suharto", "Suharto", "Suharto"), (named.KnownAs, named.FullName, named.CalledInFull));
    }

    [Fact]
    public void R03_the_same_number_in_two_kinds_is_taken_once_and_used_only_as_both_allow()
    {
        ReadReferral read = Taken("R03-same-number-home-and-mobile");
        Assert.Equal("/person/contacts/1:contact-twice", Notes(read));
        Assert.Equal(new ContactDetail(ContactKind.Mobile, "+447700900202", Allowed: true), Assert.Single(read.Referral!.Person.Contacts));
    }

    [Fact]
    public void R04_empty_lines_of_an_address_go()
    {
        ReadReferral read = Taken("R04-empty-address-lines");
        Assert.Equal(["6 Invented Street", "Bordon"], read.Referral!.Person.Address!.Lines);
        Assert.Empty(read.Notes);
    }

    [Fact]
    public void R08_what_nobody_sees_goes()
    {
        ReadReferral read = Taken("R08-invisible-characters");
        Person person = read.Referral!.Person;
        Assert.Equal("9990002029", person.NhsNumber);
        Assert.Equal(["+447700900203", "ada@example.org"], person.Contacts.Select(c => c.Value));
        Assert.Empty(read.Notes);
    }

    [Theory]
    [InlineData("ZZ99 3CZ", null, "postcode-not-known")]
    [InlineData("BFPO 57", "BFPO 57", null)]
    [InlineData("JE2 3AB", "JE2 3AB", null)]
    public void R09_postcodes_are_taken_or_not_known(string written, string? postcode, string? code)
    {
        Assert.Contains(written, JsonNode.Parse(Case("R09-postcodes"))!["values"]!.AsArray().Select(v => (string)v!));
        ReadReferral read = Whole(But("/person/address/postcode", $"\"{written}\""));
        Assert.Equal(postcode, read.Referral!.Person.Address!.Postcode);
        Assert.Equal(2, read.Referral.Person.Address.Lines.Count);
        Assert.Equal(code, read.Notes.SingleOrDefault()?.Code);
    }

    [Fact]
    public void What_is_no_postcode_is_a_line_of_the_address()
    {
        ReadReferral read = Whole(But("/person/address/postcode", "\"near Bordon\""));
        Assert.Equal("/person/address/postcode:postcode-not-read", Notes(read));
        Assert.Equal(["1 High Street", "Bordon", "near Bordon"], read.Referral!.Person.Address!.Lines);
        Assert.Null(read.Referral.Person.Address.Postcode);
    }

    [Theory]
    [InlineData("/gpPractice/odsCode", "\"ask there?\"", "Forest Surgery (ask there?)", "R1F")]
    [InlineData("/referrer/odsCode", "\"?\"", "Forest Surgery", null)]
    public void A_code_that_is_none_stands_beside_the_name(string pointer, string json, string practice, string? referrer)
    {
        ReadReferral read = Whole(But(pointer, json));
        Assert.Equal($"{pointer}:ods-code-not-read", Notes(read));
        Assert.Equal(practice, read.Referral!.GpPractice!.Name);
        Assert.Equal(referrer, read.Referral.Referrer!.OdsCode);
        Assert.Equal(referrer is null ? "Forest Trust (?)" : "Forest Trust", read.Referral.Referrer.Organisation);
    }

    [Theory]
    [InlineData("mailto:peggy@post.example", "peggy@post.example", "")]
    [InlineData("Peggy O'Neill <peggy@post.example>", "peggy@post.example", "")]
    [InlineData("peggy@post.example;", "peggy@post.example", "")]
    [InlineData("peggy at post", "peggy at post", "/person/contacts/0/value:email-not-read")]
    [InlineData("a@post.example, b@post.example", "a@post.example, b@post.example", "/person/contacts/0/value:email-not-read")]
    public void An_email_address_is_read_or_kept_and_never_written_to(string written, string kept, string notes)
    {
        ReadReferral read = Whole(But("/person/contacts/0/value", JsonSerializer.Serialize(written)));
        Assert.Equal(notes, Notes(read));
        Assert.Equal(kept, read.Referral!.Person.Contacts[0].Value);
        Assert.Equal(notes.Length is 0 ? kept : null, Preferences.Of(read.Referral.Person).Email);
    }

    [Theory]
    [InlineData("Ann\u00ADa", "Anna")]
    [InlineData(" \uFEFFAnna\u200B\u00A0", "Anna")]
    [InlineData("\u202EAnna\u202C", "Anna")]
    [InlineData("\u0646\u06CC\u200C\u06A9", "\u0646\u06CC\u200C\u06A9")] // Persian is written with it
    [InlineData("Anna\u200D", "Anna")]
    public void A_name_is_read_as_it_is_seen(string written, string name) =>
        Assert.Equal(name, Whole(But("/person/firstName", JsonSerializer.Serialize(written))).Referral!.Person.FirstName);

    [Theory]
    [InlineData("""{"withheld":true}""", 0)]
    [InlineData("""{"lines":["1 Safe Street"],"postcode":"GU35 9LP","withheld":true}""", 1)]
    public void An_address_that_is_withheld_is_an_answer(string json, int lines)
    {
        ReadReferral read = Whole(But("/person/address", json));
        Assert.Empty(read.Problems);
        Assert.True(read.Referral!.Person.Address!.Withheld);
        Assert.Equal(lines, read.Referral.Person.Address.Lines.Count);
    }
}
