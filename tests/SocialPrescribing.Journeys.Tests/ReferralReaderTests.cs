using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

public partial class ReferralReaderTests
{
    private static readonly DateOnly Today = new(2026, 7, 1);

    private const string Full = """
        {
          "source": "communityNurse",
          "referrer": {"name": "Dr Ana Costa", "role": "Nurse", "service": "Community nursing", "organisation": "Forest Trust", "odsCode": "r1f", "email": "ana@forest.example", "phone": "01420 123456"},
          "person": {
            "firstName": "Margaret", "familyName": "O'Neill", "preferredName": "Peggy", "pronouns": "she/her", "dateOfBirth": "1948-03-28", "nhsNumber": "943 476 5919",
            "sex": "female", "ethnicity": "White Irish", "disability": "limitedALittle", "language": "en", "address": {"lines": ["1 High Street", "Bordon"], "postcode": "gu359lp"}, "noFixedAbode": false,
            "contacts": [{"kind": "email", "value": "peggy@post.example", "allowed": true, "text": false, "voicemail": false, "preferred": true}, {"kind": "mobile", "value": "07700 900123", "allowed": true, "text": true, "voicemail": false}],
            "discretion": true, "whenToCall": "After 4 pm", "communicationNeeds": "Large print", "adjustments": ["stepFree"], "mobility": "Stick", "household": "Alone", "carer": false, "residency": "resident"
          },
          "gpPractice": {"odsCode": "j82201", "name": "Forest Surgery"},
          "reason": "On her own\nsince March.", "needs": ["loneliness", "socialIsolation"], "whatMattersMost": "Her garden",
          "risks": [{"kind": "falls", "detail": "Twice this year"}], "safeguarding": {"concern": false, "detail": "None seen"}, "consent": {"toShare": true, "givenBy": "person", "on": "2026-06-30"}
        }
        """;

    private static (Referral? Referral, IReadOnlyList<Problem> Problems) Read(string json, Pathway? pathway = null)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        ReadReferral read = ReferralReader.Read(document.RootElement, pathway ?? new Pathway(), Today);
        // A refusal gives its reason in a sentence. So does the note about a value that was read otherwise than written.
        Assert.All(
            read.Problems.Select(p => p.Detail).Concat(read.Notes.Select(n => n.Detail)), s => Assert.Matches(@"^\p{Lu}.{8,}\.$", s));
        return (read.Referral, read.Problems);
    }

    /// <summary>The full referral with the value at a pointer replaced, or removed for null.</summary>
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
            """{"source":"communityNurse","referrer":{"name":"Dr Ana Costa","role":"Nurse","service":"Community nursing","organisation":"Forest Trust","odsCode":"R1F","email":"ana@forest.example","phone":"+441420123456"},"person":{"firstName":"Margaret","familyName":"O'Neill","preferredName":"Peggy","pronouns":"she/her","dateOfBirth":"1948-03-28","nhsNumber":"9434765919","sex":"female","ethnicity":"White Irish","disability":"limitedALittle","language":"en","address":{"lines":["1 High Street","Bordon"],"postcode":"GU35 9LP"},"noFixedAbode":false,"contacts":[{"kind":"email","value":"peggy@post.example","allowed":true,"text":false,"voicemail":false,"preferred":true},{"kind":"mobile","value":"+447700900123","allowed":true,"text":true,"voicemail":false,"preferred":false}],"relatedPeople":[],"discretion":true,"whenToCall":"After 4 pm","communicationNeeds":"Large print","adjustments":["stepFree"],"mobility":"Stick","household":"Alone","carer":false,"residency":"resident"},"gpPractice":{"odsCode":"J82201","name":"Forest Surgery"},"reason":"On her own\nsince March.","needs":["loneliness","socialIsolation"],"whatMattersMost":"Her garden","risks":[{"kind":"falls","detail":"Twice this year"}],"safeguarding":{"concern":false,"detail":"None seen"},"consent":{"toShare":true,"givenBy":"person","on":"2026-06-30"}}""",
            JsonSerializer.Serialize(r, JourneyJson.Default.Referral).Replace("\\u0027", "'", StringComparison.Ordinal)
                .Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "")]
    [InlineData(200, "")]
    [InlineData(201, "")] // kept as it was written
    public void Post_goes_somewhere(int length, string found) =>
        Assert.Equal(found, Found(But("/person/contacts", $$"""[{"kind":"post","value":"{{new string('x', length)}}","allowed":true}]""")));

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(35, true)]
    [InlineData(36, false)]
    public void A_language_is_a_tag(int length, bool taken) =>
        Assert.Equal(taken ? new string('a', length) : null,
            Read(But("/person/language", $"\"{new string('a', length)}\"")).Referral!.Person.Language);

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

    /// <summary>The standard's own codes. A renamed one would no longer match what is in journals.</summary>
    [Theory]
    [InlineData("loneliness socialIsolation anxiety lowMood stress bereavement physicalInactivity longTermCondition weight")]
    [InlineData("carerSupport moneyAndDebt housing food employmentAndSkills volunteeringAndPurpose digitalAccess transport")]
    [InlineData("legalAndBenefits domesticAbuse alcoholAndDrugs parenting memoryAndDementia friendshipInOlderAge")]
    public void The_needs_keep_their_codes(string codes) =>
        Assert.All(codes.Split(' '), code => Assert.Equal([code], Read(But("/needs", $"[\"{code}\"]")).Referral!.Needs));

    [Theory]
    [InlineData("/person/firstName", 200, "")]
    [InlineData("/person/firstName", 201, "/person/firstName:too-long")]
    [InlineData("/risks/0/kind", 201, "/risks/0/kind:too-long")]
    public void A_name_and_a_risk_have_a_longest_length(string pointer, int length, string found) =>
        Assert.Equal(found, Found(But(pointer, $"\"{new string('x', length)}\"")));

    [Fact]
    public void Risks_have_a_longest_length() => Assert.Equal("/risks:too-many",
        Found(But("/risks", $"[{string.Join(",", Enumerable.Repeat("""{"kind":"falls"}""", 21))}]")));

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
    public void All_that_refuses_it_is_found_at_once() => Assert.Equal(
        "/person/dateOfBirth:date-invalid /consent/toShare:required /person/firstName:required "
            + "/person/nhsNumber:nhs-number-invalid /referrer:required /risks:required",
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
        ReadReferral read = Whole(root.ToJsonString());
        Assert.Equal("/referrer:contact-missing", Notes(read));
        Assert.Equal("Dr Ana Costa", read.Referral!.Referrer!.Name);
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
        Prop.ForAll(Json(4).Resize(8).ToArbitrary(), json => ReadsOrRefuses(json)).Check(Cases.Of(2_000));

    [Fact]
    public void Reading_never_throws_on_a_good_referral_with_a_piece_replaced()
    {
        string[] pieces = [.. Pieces(JsonDocument.Parse(Full).RootElement, "")];
        Gen<string> mutations = from pointer in Gen.Elements(pieces) from value in Json(2).Resize(4) select Replaced(pointer, value);
        Prop.ForAll(mutations.ToArbitrary(), json => ReadsOrRefuses(json)).Check(Cases.Of(2_000));
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

    /// <summary>As text, because the node types refuse lone surrogates, which a request body may contain.</summary>
    private static string Replaced(string pointer, string value)
    {
        const string mark = "\"@@here@@\"";
        return But(pointer, mark).Replace(mark, value, StringComparison.Ordinal);
    }
}
