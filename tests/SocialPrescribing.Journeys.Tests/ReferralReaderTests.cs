using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

public class ReferralReaderTests
{
    private static readonly DateOnly Today = new(2026, 7, 1);

    private const string Full = """
        {
          "source": "communityNurse",
          "referrer": {"name": "Dr Ana Costa", "role": "Nurse", "service": "Community nursing", "organisation": "Forest Trust", "odsCode": "r1f", "email": "ana@forest.example", "phone": "01420 123456"},
          "person": {
            "firstName": "Margaret", "familyName": "O'Neill", "preferredName": "Peggy", "pronouns": "she/her", "dateOfBirth": "1948-03-28", "nhsNumber": "943 476 5919",
            "sex": "female", "ethnicity": "White Irish", "language": "en", "address": {"lines": ["1 High Street", "Bordon"], "postcode": "gu359lp"}, "noFixedAbode": false,
            "contacts": [{"kind": "email", "value": "peggy@post.example", "allowed": true, "text": false, "voicemail": false, "preferred": true}, {"kind": "mobile", "value": "07700 900123", "allowed": true, "text": true, "voicemail": false}],
            "discretion": true, "communicationNeeds": "Large print", "adjustments": ["stepFree"], "mobility": "Stick", "household": "Alone", "carer": false, "residency": "resident"
          },
          "gpPractice": {"odsCode": "j82201", "name": "Forest Surgery"},
          "reason": "On her own\nsince March.", "needs": ["loneliness", "socialIsolation"], "whatMattersMost": "Her garden",
          "risks": [{"kind": "falls", "detail": "Twice this year"}], "safeguarding": {"concern": false, "detail": "None seen"}, "consent": {"toShare": true, "givenBy": "person", "on": "2026-06-30"}
        }
        """;

    private static (Referral? Referral, IReadOnlyList<Problem> Problems) Read(string json, Pathway? pathway = null)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        (Referral? Referral, IReadOnlyList<Problem> Problems) read =
            ReferralReader.Read(document.RootElement, pathway ?? new Pathway(), Today);
        // Whoever is refused is told why, in a sentence.
        Assert.All(read.Problems, problem => Assert.Matches(@"^\p{Lu}.{8,}\.$", problem.Detail));
        return read;
    }

    /// <summary>The full referral with the value at a pointer replaced, or taken out where it is null.</summary>
    private static string But(string pointer, string? json)
    {
        JsonNode root = JsonNode.Parse(Full)!;
        string[] path = pointer.Split('/')[1..];
        JsonNode at = root;
        foreach (string step in path[..^1])
            at = at is JsonArray list ? list[int.Parse(step, null)]! : at[step]!;
        JsonNode? value = json is null ? null : JsonNode.Parse(json);
        if (at is JsonArray array)
            array[int.Parse(path[^1], null)] = value;
        else if (json is null)
            at.AsObject().Remove(path[^1]);
        else
            at[path[^1]] = value;
        return root.ToJsonString();
    }

    private static string Found(string json) => string.Join(" ", Read(json).Problems.Select(p => $"{p.Pointer}:{p.Code}"));

    [Fact]
    public void Every_field_arrives_in_its_canonical_form()
    {
        (Referral? r, IReadOnlyList<Problem> problems) = Read(Full);

        Assert.Empty(problems);
        Assert.Equal(
            """{"source":"communityNurse","referrer":{"name":"Dr Ana Costa","role":"Nurse","service":"Community nursing","organisation":"Forest Trust","odsCode":"R1F","email":"ana@forest.example","phone":"+441420123456"},"person":{"firstName":"Margaret","familyName":"O'Neill","preferredName":"Peggy","pronouns":"she/her","dateOfBirth":"1948-03-28","nhsNumber":"9434765919","sex":"female","ethnicity":"White Irish","language":"en","address":{"lines":["1 High Street","Bordon"],"postcode":"GU35 9LP"},"noFixedAbode":false,"contacts":[{"kind":"email","value":"peggy@post.example","allowed":true,"text":false,"voicemail":false,"preferred":true},{"kind":"mobile","value":"+447700900123","allowed":true,"text":true,"voicemail":false,"preferred":false}],"relatedPeople":[],"discretion":true,"communicationNeeds":"Large print","adjustments":["stepFree"],"mobility":"Stick","household":"Alone","carer":false,"residency":"resident"},"gpPractice":{"odsCode":"J82201","name":"Forest Surgery"},"reason":"On her own\nsince March.","needs":["loneliness","socialIsolation"],"whatMattersMost":"Her garden","risks":[{"kind":"falls","detail":"Twice this year"}],"safeguarding":{"concern":false,"detail":"None seen"},"consent":{"toShare":true,"givenBy":"person","on":"2026-06-30"}}""",
            JsonSerializer.Serialize(r, JourneyJson.Default.Referral).Replace("\\u0027", "'", StringComparison.Ordinal)
                .Replace("\\u002B", "+", StringComparison.Ordinal));
    }

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
    [InlineData("/person/firstName", null, "/person/firstName:required")]
    [InlineData("/person/familyName", "\"\"", "/person/familyName:required")]
    [InlineData("/person/dateOfBirth", null, "/person/dateOfBirth:required")]
    [InlineData("/person/address", null, "/person/address:required")]
    [InlineData("/person/address/lines", "[]", "/person/address/lines:required")]
    [InlineData("/person/address/lines/1", "\" \"", "/person/address/lines/1:required")]
    [InlineData("/person/address/postcode", null, "")]
    [InlineData("/gpPractice", null, "/gpPractice/odsCode:required")]
    [InlineData("/gpPractice/odsCode", null, "/gpPractice/odsCode:required")]
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
    [InlineData("/person/contacts/0/value", null, "/person/contacts/0/value:email-invalid")]
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
        "[{\"kind\":\"email\",\"value\":\"eve@mail.example\",\"allowed\":false},{\"kind\":\"email\",\"value\":\"EVE@mail.example\",\"allowed\":true}]", "/person/contacts/1:twice")]
    [InlineData("/person/contacts",
        "[{\"kind\":\"mobile\",\"value\":\"07700 900456\",\"allowed\":false},{\"kind\":\"landline\",\"value\":\"+44 7700 "
            + "900456\",\"allowed\":true}]", "/person/contacts/1:twice")]
    [InlineData("/person/firstName", "\"Ann\\u202Enna\"", "/person/firstName:control-characters")]
    [InlineData("/risks", "[{\"kind\":\"none\"}]", "")]
    [InlineData("/person/language", "\"English, please\"", "/person/language:language-invalid")]
    // identifiers
    [InlineData("/person/nhsNumber", "\"943 476 5918\"", "/person/nhsNumber:nhs-number-invalid")]
    [InlineData("/person/address/postcode", "\"Bordon\"", "/person/address/postcode:postcode-invalid")]
    [InlineData("/person/address/postcode", "\"ZZ99 3VZ\"", "")]
    [InlineData("/gpPractice/odsCode", "\"J822011\"", "/gpPractice/odsCode:ods-code-invalid")]
    [InlineData("/referrer/odsCode", "\"?\"", "/referrer/odsCode:ods-code-invalid")]
    [InlineData("/referrer/email", "\"ana at forest\"", "/referrer/email:email-invalid")]
    [InlineData("/referrer/phone", "\"12345\"", "/referrer/phone:phone-invalid")]
    [InlineData("/person/contacts/0/value", "\"peggy\"", "/person/contacts/0/value:email-invalid")]
    [InlineData("/person/contacts/1/value", "\"0770\"", "/person/contacts/1/value:phone-invalid")]
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
    public void No_text_turns_the_direction_of_what_follows(int mark, bool refused)
    {
        string text = $"\"An\\u{mark:x4}na\"";
        Assert.Equal(refused ? "/person/firstName:control-characters" : "", Found(But("/person/firstName", text)));
        Assert.Equal(refused ? "/reason:control-characters" : "", Found(But("/reason", text)));
        Assert.Equal(refused ? "/person/contacts/0/value:post-invalid" : "",
            Found(But("/person/contacts", $$"""[{"kind":"post","value":{{text}},"allowed":true}]""")));
    }

    [Theory]
    [InlineData(0, "/person/contacts/0/value:post-invalid")]
    [InlineData(1, "")]
    [InlineData(200, "")]
    [InlineData(201, "/person/contacts/0/value:post-invalid")]
    public void Post_goes_somewhere(int length, string found) =>
        Assert.Equal(found, Found(But("/person/contacts", $$"""[{"kind":"post","value":"{{new string('x', length)}}","allowed":true}]""")));

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(35, true)]
    [InlineData(36, false)]
    public void A_language_is_a_tag(int length, bool taken) =>
        Assert.Equal(taken ? "" : "/person/language:language-invalid", Found(But("/person/language", $"\"{new string('a', length)}\"")));

    [Fact]
    public void What_is_not_said_is_not_so()
    {
        JsonNode root = JsonNode.Parse(Full)!;
        root["person"]!.AsObject().Remove("discretion");
        root["person"]!["contacts"] = JsonNode.Parse("""[{"kind":"mobile","value":"07700 900123","allowed":true}]""");
        Person person = Read(root.ToJsonString()).Referral!.Person;
        Assert.False(person.Discretion);
        Assert.Equal([new ContactDetail(ContactKind.Mobile, "+447700900123", Allowed: true)], person.Contacts);
        Assert.Equal("Peggy", person.KnownAs);
        Assert.Equal("Margaret", (person with { PreferredName = null }).KnownAs);
    }

    /// <summary>The standard's own codes: renaming one orphans what stands in journals.</summary>
    [Theory]
    [InlineData("loneliness socialIsolation anxiety lowMood stress bereavement physicalInactivity longTermCondition weight")]
    [InlineData("carerSupport moneyAndDebt housing food employmentAndSkills volunteeringAndPurpose digitalAccess transport")]
    [InlineData("legalAndBenefits domesticAbuse alcoholAndDrugs parenting memoryAndDementia friendshipInOlderAge")]
    public void The_needs_keep_their_codes(string codes) =>
        Assert.All(codes.Split(' '), code => Assert.Equal("", Found(But("/needs", $"[\"{code}\"]"))));

    [Theory]
    [InlineData("/person/firstName", 200, "")]
    [InlineData("/person/firstName", 201, "/person/firstName:too-long")]
    [InlineData("/referrer/organisation", 201, "/referrer/organisation:too-long")]
    [InlineData("/reason", 10_000, "")]
    [InlineData("/reason", 10_001, "/reason:too-long")]
    [InlineData("/whatMattersMost", 10_001, "/whatMattersMost:too-long")]
    [InlineData("/safeguarding/detail", 10_001, "/safeguarding/detail:too-long")]
    [InlineData("/risks/0/detail", 2_001, "/risks/0/detail:too-long")]
    [InlineData("/person/mobility", 2_001, "/person/mobility:too-long")]
    public void Texts_have_a_longest_length(string pointer, int length, string found) =>
        Assert.Equal(found, Found(But(pointer, $"\"{new string('x', length)}\"")));

    [Theory]
    [InlineData("/needs", "\"loneliness\"", 101, "too-many")]
    [InlineData("/person/contacts", """{"kind":"post","value":"x","allowed":true}""", 11, "too-many")]
    [InlineData("/person/adjustments", "\"x\"", 21, "too-many")]
    [InlineData("/person/address/lines", "\"x\"", 9, "too-many")]
    [InlineData("/risks", """{"kind":"falls"}""", 21, "too-many")]
    public void Lists_have_a_longest_length(string pointer, string item, int count, string code) =>
        Assert.Equal([true, false], new[] { count, count - 1 }.Select(n =>
            Read(But(pointer, $"[{string.Join(",", Enumerable.Repeat(item, n))}]")).Problems
                .Any(p => p.Pointer == pointer && p.Code == code)));

    [Fact]
    public void A_small_body_of_nonsense_does_not_make_a_large_answer()
    {
        string wrong = But("/needs", $"[{string.Join(",", Enumerable.Repeat("1", 20_000))}]")[..^1] + ","
            + string.Join(",", Enumerable.Range(0, 5_000).Select(i => $"\"x{i}\":1")) + "}";
        Assert.InRange(Read(wrong).Problems.Count, 2, 300);
    }

    [Theory]
    [InlineData("O'Neill")]
    [InlineData("O’Neill")]
    [InlineData("Ó Néill-Ñuñez")]
    [InlineData("Ng")]
    [InlineData("X")]
    [InlineData("李")]
    [InlineData("محمد")]
    [InlineData("עֲבֵדוֹת")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("=SUM(A1)")]
    [InlineData("von und zu")]
    public void A_name_is_what_people_say_it_is(string name)
    {
        (Referral? referral, _) = Read(But("/person/familyName", JsonSerializer.Serialize(name)));
        Assert.Equal(name, referral?.Person.FamilyName);
    }

    [Fact]
    public void All_problems_are_found_at_once() => Assert.Equal(
        "/source:not-one-of /person/dateOfBirth:date-invalid /consent/toShare:required /urgent:unknown-field /person/firstName:required "
            + "/person/familyName:required /person/nhsNumber:nhs-number-invalid "
            + "/person/address:required /referrer:required /gpPractice/odsCode:required /reason:required /risks:required",
        Found("""{"source":"gpp","person":{"dateOfBirth":"x","nhsNumber":"1"},"consent":{},"urgent":true}"""));

    [Fact]
    public void Somebody_who_refers_themselves_names_neither_a_referrer_nor_a_practice()
    {
        const string json =
            """{"source":"self","person":{"firstName":"A","familyName":"B","dateOfBirth":"1980-01-01","noFixedAbode":true},"needs":["loneliness"],"risks":[{"kind":"none"}],"consent":{"toShare":false}}""";
        (Referral? referral, IReadOnlyList<Problem> problems) = Read(json);
        Assert.Empty(problems);
        Assert.True(referral!.Person.NoFixedAbode);
        Assert.Null(referral.Referrer);
    }

    [Fact]
    public void A_referrer_without_email_and_phone_cannot_be_told_anything()
    {
        JsonNode root = JsonNode.Parse(Full)!;
        root["referrer"]!.AsObject().Remove("email");
        root["referrer"]!.AsObject().Remove("phone");
        Assert.Equal("/referrer:contact-missing", Found(root.ToJsonString()));
    }

    [Fact]
    public void A_service_may_know_needs_of_its_own_and_another_age()
    {
        Pathway pathway = new() { ExtraNeeds = ["allotment"], MinimumAge = 16 };
        Assert.Empty(Read(But("/needs/1", "\"allotment\""), pathway).Problems);
        Assert.Empty(Read(But("/person/dateOfBirth", "\"2010-07-01\""), pathway).Problems);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("12.5e300")]
    [InlineData("true")]
    public void Something_else_than_an_object_is_one_problem(string json) => Assert.Equal(":wrong-type", Found(json));

    [Theory]
    [InlineData("""{"reason":"\ud83d"}""", "/reason:text-broken")]
    [InlineData("""{"reason":"\ude00\ud83d"}""", "/reason:text-broken")]
    [InlineData("""{"person":{"contacts":[{"value":"a\ud83dx"}]}}""", "/person/contacts/0/value:text-broken")]
    [InlineData("""{"a/b~":{"\ud83d":1}}""", "/a~1b~0:text-broken")]
    public void Half_a_character_is_named_where_it_stands(string json, string found) => Assert.Equal(found, Found(json));

    [Fact]
    public void Bytes_that_are_no_text_are_named_where_they_stand()
    {
        byte[] json = [.. "{\"reason\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        using JsonDocument document = JsonDocument.Parse(json);
        Assert.Equal("/reason", Assert.Single(ReferralReader.Read(document.RootElement, new Pathway(), Today).Problems).Pointer);
    }

    [Fact]
    public void No_problem_repeats_what_was_sent()
    {
        foreach (string pointer in (string[])["/source", "/person/nhsNumber", "/person/dateOfBirth", "/person/address/postcode", "/needs/0",
            "/referrer/email", "/person/contacts/0/value", "/person/language"])
            Assert.All(Read(But(pointer, "\"Wibble-9\"")).Problems,
                p => Assert.DoesNotContain("Wibble", p.Detail, StringComparison.OrdinalIgnoreCase));
    }

    // ---- whatever comes ----

    private static readonly string[] Names = ["source", "referrer", "person", "reason", "needs", "risks", "consent", "kind", "value",
        "contacts", "address", "lines", "toShare", "x", "\\ud800", "a/b~c", ""];
    private static readonly string[] Leaves = ["null", "true", "0", "-1e999", "\"\"", "\"gp\"", "\"none\"", "\"\\ud83d\"",
        "\"\\udc00\\ud83d\"", "\"1948-02-29\"", "\"\\u0000\"", "\"نور\"", "[]", "{}", "123456789012345678901234567890"];

    private static Gen<string> Json(int depth) => depth is 0
        ? Gen.Elements(Leaves)
        : Gen.Frequency(
            (2, Gen.Elements(Leaves)),
            (1, Json(depth - 1).ListOf().Select(items => $"[{string.Join(",", items)}]")),
            (3, (from name in Gen.Elements(Names) from value in Json(depth - 1) select (name, value)).ListOf()
                .Select(fields => $"{{{string.Join(",", fields.DistinctBy(f => f.name).Select(f => $"\"{f.name}\":{f.value}"))}}}")));

    [Fact]
    public void Reading_never_throws_whatever_the_json() =>
        Prop.ForAll(Json(4).Resize(8).ToArbitrary(), json => ReadsOrRefuses(json)).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Reading_never_throws_on_a_good_referral_with_a_piece_replaced()
    {
        string[] pieces = [.. Pieces(JsonDocument.Parse(Full).RootElement, "")];
        Gen<string> mutations = from pointer in Gen.Elements(pieces) from value in Json(2).Resize(4) select Replaced(pointer, value);
        Prop.ForAll(mutations.ToArbitrary(), json => ReadsOrRefuses(json)).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    private static bool ReadsOrRefuses(string json)
    {
        (Referral? referral, IReadOnlyList<Problem> problems) = Read(json);
        return (referral is null) == (problems.Count > 0)
            && problems.All(p => (p.Pointer is "" || p.Pointer[0] is '/') && p.Code.Length > 0 && p.Detail.Length > 0)
            && problems.Select(p => (p.Pointer, p.Code)).Distinct().Count() == problems.Count;
    }

    private static IEnumerable<string> Pieces(JsonElement element, string pointer) => element.ValueKind switch
    {
        JsonValueKind.Object =>
            element.EnumerateObject().SelectMany(p => Pieces(p.Value, $"{pointer}/{p.Name}").Prepend($"{pointer}/{p.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((e, i) => Pieces(e, $"{pointer}/{i}").Prepend($"{pointer}/{i}")),
        _ => [],
    };

    /// <summary>By text, because the node types refuse half characters that a body may hold.</summary>
    private static string Replaced(string pointer, string value)
    {
        const string mark = "\"@@here@@\"";
        return But(pointer, mark).Replace(mark, value, StringComparison.Ordinal);
    }
}
