using System.Text.Json;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>What cannot be read is kept as written beside an empty field and is reported. The person still gets their referral.</summary>
public partial class ReferralReaderTests
{
    private static string Kept(ReadReferral read) =>
        string.Join("|", (read.Referral?.AsWritten ?? []).Select(t => $"{t.Pointer}: {t.Text}"));

    [Theory]
    // missing
    [InlineData("/source", null, "/source:missing", "")]
    [InlineData("/referrer/name", null, "/referrer/name:missing", "")]
    [InlineData("/referrer/service", "\"  \"", "/referrer/service:missing", "")]
    [InlineData("/referrer/organisation", "null", "/referrer/organisation:missing", "")]
    [InlineData("/person/address", null, "/person/address:missing", "")]
    [InlineData("/person/address", "{}", "/person/address:missing", "")]
    [InlineData("/gpPractice", null, "/gpPractice/odsCode:missing", "")]
    // of another kind
    [InlineData("/source", "5", "/source:wrong-type", "/source: 5")]
    [InlineData("/source", "\"GP\"", "/source:not-one-of", "/source: GP")]
    [InlineData("/person/address/lines", "{}", "/person/address/lines:wrong-type", "")]
    [InlineData("/person/address/lines/0", "[[\"Flat 2\"]]", "/person/address/lines/0:wrong-type", "/person/address/lines/0: Flat 2")]
    [InlineData("/person/noFixedAbode", "\"yes\"", "/person/noFixedAbode:wrong-type", "/person/noFixedAbode: yes")]
    [InlineData("/person/contacts/0", "null", "", "")]
    [InlineData("/person/contacts/0", "\"peggy@post.example\"", "/person/contacts/0:wrong-type", "/person/contacts/0: peggy@post.example")]
    [InlineData("/needs", "\"loneliness\"", "/needs:wrong-type", "/needs: loneliness")]
    [InlineData("/needs/1", "7", "/needs/1:wrong-type", "/needs/1: 7")]
    [InlineData("/person/mobility", "[\"stick\", {\"steps\": \"few\"}]",
        "/person/mobility:wrong-type", "/person/mobility: stick, steps: few")]
    // words that nobody knows
    [InlineData("/person/residency", "\"tenant\"", "/person/residency:not-one-of", "/person/residency: tenant")]
    [InlineData("/urgency", "\"asap\"", "/urgency:not-one-of", "/urgency: asap")]
    [InlineData("/needs/1", "\"golf\"", "/needs/1:unknown-need", "/needs/1: golf")]
    [InlineData("/needs/1", "\"loneliness\"", "/needs/1:twice", "")]
    [InlineData("/person/language", "\"English, please\"", "/person/language:language-invalid", "/person/language: English, please")]
    [InlineData("/referrer/email", "\"ana at forest\"", "/referrer/email:email-not-read", "/referrer/email: ana at forest")]
    [InlineData("/person/relatedPeople", "[{\"name\":\"Ann\",\"role\":\"carer\",\"email\":\"ann at home\"}]",
        "/person/relatedPeople/0/email:email-not-read", "/person/relatedPeople/0/email: ann at home")]
    [InlineData("/person/relatedPeople", "[{\"name\":\"Ann\",\"role\":\"neighbour\",\"phone\":\"01420 555010\"}]",
        "/person/relatedPeople/0:not-one-of", "/person/relatedPeople/0: name: Ann; role: neighbour; phone: 01420 555010")]
    [InlineData("/person/contacts", "[{\"kind\":\"fax\",\"value\":\"01420 555010\",\"allowed\":true}]",
        "/person/contacts/0:not-one-of", "/person/contacts/0: kind: fax; value: 01420 555010; allowed: true")]
    // fields that nobody knows
    [InlineData("/haste", "1", "/haste:unknown-field", "/haste: 1")]
    [InlineData("/person/shoeSize", "5", "/person/shoeSize:unknown-field", "/person/shoeSize: 5")]
    [InlineData("/person/address/town", "\"Bordon\"", "/person/address/town:unknown-field", "/person/address/town: Bordon")]
    [InlineData("/person/contacts/1/sms", "true", "/person/contacts/1/sms:unknown-field", "/person/contacts/1/sms: true")]
    public void What_cannot_be_read_costs_nobody_their_referral(string pointer, string? json, string notes, string kept)
    {
        ReadReferral read = Whole(But(pointer, json));
        Assert.Equal(("", notes, kept), (string.Join(" ", read.Problems.Select(p => p.Pointer + p.Code)), Notes(read), Kept(read)));
        Assert.All(read.Notes, n => Assert.Matches(@"^\p{Lu}.{8,}\.$", n.Detail));
    }

    [Fact]
    public void A_name_of_a_field_may_hold_what_a_pointer_escapes()
    {
        ReadReferral read = Whole(Full.TrimEnd()[..^1] + ",\"a/b~\":{\"c\":\"d\"}}");
        Assert.Equal(("/a~1b~0:unknown-field", "/a~1b~0: c: d"), (Notes(read), Kept(read)));
    }

    [Fact]
    public void Whoever_names_no_reason_is_asked_and_not_refused()
    {
        string golf = But("/reason", null).Replace("[\"loneliness\",\"socialIsolation\"]", "[\"golf\"]", StringComparison.Ordinal);
        ReadReferral read = Whole(golf);
        Assert.Equal(("/needs/0:unknown-need /reason:missing", "/needs/0: golf"), (Notes(read), Kept(read)));
        Assert.Empty(read.Referral!.Needs);
    }

    [Theory]
    [InlineData("/referrer/organisation", 200, 200, false)]
    [InlineData("/referrer/organisation", 201, 0, true)]
    [InlineData("/reason", 10_000, 10_000, false)]
    [InlineData("/reason", 10_001, 10_000, true)]
    [InlineData("/whatMattersMost", 10_001, 10_000, true)]
    [InlineData("/safeguarding/detail", 10_001, 10_000, true)]
    [InlineData("/risks/0/detail", 2_001, 2_000, true)]
    [InlineData("/person/whenToCall", 60, 60, false)]
    [InlineData("/person/whenToCall", 61, 0, true)]
    [InlineData("/person/mobility", 2_001, 2_000, true)]
    public void Of_a_long_text_the_beginning_stands_in_its_field_and_the_whole_beside_it(string pointer, int length, int stays, bool isKept)
    {
        string text = new('x', length);
        ReadReferral read = Whole(But(pointer, $"\"{text}\""));
        Assert.Equal(isKept ? $"{pointer}: {text}" : "", Kept(read));
        JsonElement at = JsonDocument.Parse(JsonSerializer.Serialize(read.Referral!, JourneyJson.Default.Referral)).RootElement;
        foreach (string step in pointer.Split('/')[1..])
            at = at.ValueKind is JsonValueKind.Array ? at[int.Parse(step, null)]
                : at.TryGetProperty(step, out JsonElement next) ? next : default;
        Assert.Equal(stays, at.ValueKind is JsonValueKind.String ? at.GetString()!.Length : 0);
    }

    [Theory]
    [InlineData("/needs", "\"loneliness\"", 101)]
    [InlineData("/person/contacts", """{"kind":"post","value":"x","allowed":true}""", 11)]
    [InlineData("/person/adjustments", "\"x\"", 21)]
    [InlineData("/person/address/lines", "\"x\"", 9)]
    [InlineData("/person/relatedPeople", """{"name":"Ann","role":"carer"}""", 11)]
    public void Of_a_long_list_as_many_as_fit_are_taken(string pointer, string item, int count) =>
        Assert.Equal([true, false], new[] { count, count - 1 }.Select(n =>
        {
            ReadReferral read = Whole(But(pointer, $"[{string.Join(",", Enumerable.Repeat(item, n))}]"));
            Assert.Empty(read.Problems);
            return read.Notes.Any(p => p.Pointer == pointer && p.Code == "too-many")
                && Kept(read).StartsWith(pointer, StringComparison.Ordinal);
        }));

    [Fact]
    public void What_would_be_kept_is_said_of_what_is_refused_as_well()
    {
        ReadReferral read = Whole(But("/risks", null).Replace("\"familyName\"", "\"surname\"", StringComparison.Ordinal));
        Assert.Equal(("/risks:required", "/person/surname:unknown-field"),
            (string.Join(" ", read.Problems.Select(p => $"{p.Pointer}:{p.Code}")), Notes(read)));
    }

    [Fact]
    public void Whom_nobody_can_reach_with_what_could_be_read_gets_a_task()
    {
        string json = But("/person/contacts", """[{"kind":"pager","value":"214","allowed":true}]""");
        Referral read = Whole(json.Replace("\"address\"", "\"home\"", StringComparison.Ordinal)).Referral!;
        Assert.False(ContactRules.CanReach(read.Person));
        Assert.Contains(Story.Received(but: _ => read).Journey.Tasks, t => t.Kind is TaskKind.FindContact);
    }

    [Fact]
    public void What_was_kept_is_looked_through_for_harm()
    {
        Assert.False(UrgentWords.AreIn(Whole(Full).Referral!, new Pathway()));
        Assert.True(UrgentWords.AreIn(Whole(But("/person/diary", "\"I want to kill myself\"")).Referral!, new Pathway()));
    }

    [Fact]
    public void No_note_repeats_what_was_sent()
    {
        foreach (string pointer in (string[])["/source", "/needs/0", "/referrer/email", "/person/language", "/person/shoes"])
            Assert.All(Whole(But(pointer, "\"Wibble-9\"")).Notes,
                n => Assert.DoesNotContain("Wibble", n.Detail, StringComparison.OrdinalIgnoreCase));
    }
}
