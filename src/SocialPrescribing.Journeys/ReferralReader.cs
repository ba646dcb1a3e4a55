using System.Text.Json;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Reads a referral from JSON and finds every problem at once: missing fields, unknown fields, values of the wrong kind, and what
/// <see cref="ReferralRules"/> says. Problems that do not make the referral fail are reported, and the rest is read without those fields.
/// </summary>
public static class ReferralReader
{
    /// <summary>The referral, or null if it is refused; and what was read differently from how it was written.</summary>
    /// <param name="root">An element of a document that was parsed without duplicate names.</param>
    public static ReadReferral Read(JsonElement root, Pathway pathway, DateOnly today)
    {
        List<Problem> problems = [];
        if (root.ValueKind is not JsonValueKind.Object)
            return new(null, [new Problem("", "wrong-type", "Send one referral as a JSON object.")], []);
        problems.AddRange(JsonText.Broken(root).Take(JsonFields.MostItems)
            .Select(pointer => new Problem(pointer, "text-broken", "This holds half a character, or bytes that are not UTF-8.")));
        if (problems.Count > 0)
            return new(null, problems, []);

        (Referral referral, problems, List<ReadingNote> notes) = Once(root, pathway, today);
        List<ReadingNote> named = [];
        List<WrittenText> texts = [];
        // Taking something out may reveal another problem behind it. Whatever is left after three rounds is refused.
        for (int time = 0; time < 3 && IsTaken(problems = Unnamed(problems, named)) && problems.Count > 0; time++)
        {
            using JsonDocument mended = JsonDocument.Parse(KeptAsWritten.Without(root, problems, named, texts));
            root = mended.RootElement.Clone();
            (referral, problems, notes) = Once(root, pathway, today);
        }
        problems = Unnamed(problems, named);
        if (problems.Count is 0)
            return new(referral with { AsWritten = texts.Count is 0 ? null : texts }, [], [.. named, .. notes]);
        Problem[] refused = [.. problems.Where(KeptAsWritten.IsRefused)];
        if (refused.Length is 0 || problems.Count > JsonFields.MostItems)
            return new(null, problems, []);
        KeptAsWritten.Without(root, [.. problems.Except(refused)], named, texts);
        return new(null, refused, named);
    }

    /// <summary>Too many problems mean that it is not a referral at all.</summary>
    private static bool IsTaken(List<Problem> problems) =>
        problems.Count <= JsonFields.MostItems && !problems.Any(KeptAsWritten.IsRefused);

    /// <summary>Leaves out problems that were reported before: a field that was taken out is still missing.</summary>
    private static List<Problem> Unnamed(List<Problem> problems, List<ReadingNote> named) =>
        [.. problems.Where(p => KeptAsWritten.IsRefused(p) || !named.Any(n => n.Pointer == p.Pointer))];

    private static (Referral Referral, List<Problem> Problems, List<ReadingNote> Notes) Once(
        JsonElement root, Pathway pathway, DateOnly today)
    {
        List<Misfit> misfits = [];
        JsonFields node = new(root, misfits) { AsSeen = true };
        Referral referral = new()
        {
            Source = node.Choice<ReferralSource>("source", required: true) ?? ReferralSource.Other,
            Referrer = node.Object("referrer", ReadReferrer),
            Person = node.Object("person", ReadPerson, required: true) ?? Nobody,
            GpPractice = node.Object("gpPractice", n => new GpPractice(n.Line("odsCode"), n.Line("name"))),
            Urgency = node.Choice<Urgency>("urgency") ?? Urgency.Routine,
            Reason = node.Text("reason"),
            Needs = node.Texts("needs"),
            WhatMattersMost = node.Text("whatMattersMost"),
            Risks = [.. node.List("risks", n => new Risk(n.Line("kind") ?? "", n.Text("detail"))).Where(r => r is not null)],
            Safeguarding = node.Object("safeguarding", n => new Safeguarding(n.Flag("concern", required: true) ?? false, n.Text("detail"))),
            Consent = node.Object("consent", n => new Consent(n.Flag("toShare", required: true) ?? false, n.Line("givenBy"), n.Date("on")),
                required: true) ?? new Consent(false, null, null),
        };
        node.RefuseUnknown();
        List<Problem> problems = [.. misfits.Select(m => m.Problem)];

        (referral, IReadOnlyList<Problem> broken, IReadOnlyList<ReadingNote> notes) = ReferralRules.Check(referral, pathway, today);
        // A value that could not be read is reported once, and not again because its replacement is wrong.
        problems.AddRange(
            broken.Where(b => !problems.Any(p => b.Pointer == p.Pointer || b.Pointer.StartsWith(p.Pointer + "/", StringComparison.Ordinal)))
                .ToArray());
        return (referral, problems, [.. notes]);
    }

    private static Person Nobody { get; } = new() { FirstName = "", FamilyName = "", DateOfBirth = default };

    private static Referrer ReadReferrer(JsonFields node) => new()
    {
        Name = node.Line("name") ?? "",
        Role = node.Line("role"),
        Service = node.Line("service") ?? "",
        Organisation = node.Line("organisation") ?? "",
        OdsCode = node.Line("odsCode"),
        Email = node.Line("email"),
        Phone = node.Line("phone"),
    };

    private static Person ReadPerson(JsonFields node) => new()
    {
        FirstName = node.Line("firstName") ?? "",
        FamilyName = node.Line("familyName") ?? "",
        PreferredName = node.Line("preferredName"),
        Pronouns = node.Line("pronouns"),
        DateOfBirth = node.Date("dateOfBirth", required: true) ?? default,
        NhsNumber = node.Line("nhsNumber"),
        Sex = node.Line("sex"),
        Ethnicity = node.Line("ethnicity"),
        Disability = node.Line("disability"),
        Language = node.Line("language"),
        Address = node.Object("address", n => new Address(n.Texts("lines"), n.Line("postcode"), n.Flag("withheld") ?? false)),
        NoFixedAbode = node.Flag("noFixedAbode") ?? false,
        Contacts = node.List("contacts", ReadContact),
        RelatedPeople = node.List("relatedPeople", ReadRelated),
        Discretion = node.Flag("discretion") ?? false,
        WhenToCall = node.Line("whenToCall"),
        CommunicationNeeds = node.Text("communicationNeeds"),
        Adjustments = node.Texts("adjustments"),
        Mobility = node.Text("mobility"),
        Household = node.Text("household"),
        Carer = node.Flag("carer"),
        CarerRatherNotSay = node.Flag("carerRatherNotSay") ?? false,
        Residency = node.Choice<Residency>("residency") ?? Residency.Unknown,
    };

    private static RelatedPerson ReadRelated(JsonFields node) => new(
        node.Line("name") ?? "",
        node.Choice<RelatedRole>("role", required: true) ?? RelatedRole.Emergency,
        node.Line("relationship"),
        node.Line("phone"),
        node.Line("email"),
        node.Flag("mayBeTold") ?? false,
        node.Flag("contactFirst") ?? false);

    private static ContactDetail ReadContact(JsonFields node) => new(
        node.Choice<ContactKind>("kind", required: true) ?? ContactKind.Post,
        node.Line("value") ?? "",
        node.Flag("allowed", required: true) ?? false,
        node.Flag("text") ?? false,
        node.Flag("voicemail") ?? false,
        node.Flag("preferred") ?? false)
    {
        Note = node.Line("note"),
    };
}
