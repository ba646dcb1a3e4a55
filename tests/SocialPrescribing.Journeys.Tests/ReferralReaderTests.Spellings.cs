using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>Any spelling is read as it was meant or kept as written, and never read as another value.</summary>
public partial class ReferralReaderTests
{
    private static readonly string[] Gaps = ["", " ", "  ", "-", "\u00A0", "\u200B", "\u2011", "\u00AD"];

    /// <summary>The characters with gaps between them, in upper or lower case, and followed by something that does not belong.</summary>
    private static Gen<(string Meant, string Written)> Spelt(string[] meant, params string[] behind) =>
        from one in Gen.Elements(meant)
        let bare = one.Replace(" ", "", StringComparison.Ordinal)
        from gaps in Gen.Elements(Gaps).ListOf(bare.Length)
        from lower in Gen.Elements(true, false).ListOf(bare.Length)
        from before in Gen.Elements("", " ", "\uFEFF", "\u202A")
        from after in Gen.Elements(behind)
        select (one, before + string.Concat(bare.Select((c, i) => gaps[i] + (lower[i] ? char.ToLowerInvariant(c) : c))) + after);

    [Fact]
    public void A_postcode() => Prop.ForAll(
        Spelt(["GU35 9LP", "M1 1AE", "W1A 1HQ", "EC1A 1BB", "BFPO 57", "JE2 3AB", "GIR 0AA"], "", ".", "?", " UK", " (new)", "\u200E")
            .ToArbitrary(),
        one =>
        {
            ReadReferral read = Whole(But("/person/address/postcode", JsonSerializer.Serialize(one.Written)));
            Address home = read.Referral!.Person.Address!;
            return home.Postcode == one.Meant
                || (home.Postcode is null && home.Lines[^1] == PlainText.Seen(one.Written)
                    && read.Notes is [{ Code: "postcode-not-read" }]);
        }).Check(Cases.Of(1_000));

    [Fact]
    public void A_phone_number_is_read_as_it_was_meant_or_kept_as_it_was_written() => Prop.ForAll(
        PhoneNumberTests.Spelling().ToArbitrary(),
        one => Whole(WithPhone(one.Written)).Referral!.Person.Contacts is [var first, ..] contacts
            && (PhoneNumber.Read(first.Value) is { } read
                ? read.Number == one.Meant
                    && contacts.Skip(1).All(c => PhoneNumber.Read(c.Value) is { Number: "+447700900999" })
                : contacts is [{ Value: var kept }] && kept == PlainText.ReadableLine(one.Written)))
        .Check(Cases.Of(1_000));

    private static readonly string[] Shapes =
        ["\"Quokka\"", "[\"Quokka\"]", "{\"a\":\"Quokka\"}", "[[{\"a\":[\"Quokka\"]}]]", "[{\"kind\":\"Quokka\"}]"];

    /// <summary>Whatever stands in the wrong place, the referral is refused, or what was sent can be read with it.</summary>
    [Fact]
    public void Nothing_that_was_sent_is_lost()
    {
        string[] pieces =
            [.. Pieces(JsonDocument.Parse(Full).RootElement, ""), "/quokkas", "/person/quokkas", "/person/contacts/1/quokkas"];
        foreach (string pointer in pieces)
            foreach (string shape in Shapes)
            {
                ReadReferral read = Whole(But(pointer, shape));
                Assert.True((read.Referral is null) == (read.Problems.Count > 0), pointer);
                Assert.True(read.Referral is null || JsonSerializer.Serialize(read.Referral, JourneyJson.Default.Referral)
                    .Contains("Quokka", StringComparison.OrdinalIgnoreCase), $"{pointer} {shape} is lost");
            }
    }

    [Fact]
    public void A_number_of_the_NHS_is_read_or_refused() => Prop.ForAll(
        Spelt(["943 476 5919", "010 101 1237", "320 000 0007"], "", ".", "?", "9", "\u200E").ToArbitrary(),
        one => Whole(But("/person/nhsNumber", JsonSerializer.Serialize(one.Written))) is var read
            && (read.Referral is { Person.NhsNumber: { } number } ? number == one.Meant.Replace(" ", "", StringComparison.Ordinal)
                : read.Problems is [{ Code: "nhs-number-invalid" }]))
        .Check(Cases.Of(1_000));

    [Fact]
    public void A_code_of_an_organisation() => Prop.ForAll(
        Spelt(["J82201", "J82123001", "RXX", "00A"], "", "!", " (old)", "\u200E").ToArbitrary(),
        one => Whole(But("/gpPractice/odsCode", JsonSerializer.Serialize(one.Written))).Referral!.GpPractice is var practice
            && (practice!.OdsCode == one.Meant
                || (practice.OdsCode is null && practice.Name!.EndsWith($"({PlainText.Seen(one.Written)})", StringComparison.Ordinal))))
        .Check(Cases.Of(1_000));

    [Fact]
    public void A_date_of_birth_is_that_day_or_refused() => Prop.ForAll(
        (from day in Gen.Choose(0, 32)
         from month in Gen.Choose(0, 13)
         from year in Gen.Choose(1890, 2030)
         from form in Gen.Elements("{2:0000}-{1:00}-{0:00}", "{2:0000}-{0:00}-{1:00}", "{0:00}/{1:00}/{2:0000}", "{1:00}/{0:00}/{2:0000}",
             "{2:0000}{1:00}{0:00}", "{0} {1} {2}")
         select (Day: (year, month, day), Written: string.Format(null, form, day, month, year))).ToArbitrary(),
        one => Whole(But("/person/dateOfBirth", JsonSerializer.Serialize(one.Written))) is var read
            && (read.Referral is not { Person.DateOfBirth: var born } || born.ToString("yyyy-MM-dd", null) == one.Written))
        .Check(Cases.Of(1_000));
}
