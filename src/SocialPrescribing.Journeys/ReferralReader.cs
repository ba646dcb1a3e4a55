using System.Text.Json;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Reads a referral from JSON and finds every problem at once: what is not there, not known, not of its kind, and what
/// <see cref="ReferralRules"/> says.
/// </summary>
public static class ReferralReader
{
    /// <summary>The referral, or null where anything is wrong; and what was read otherwise than it was written.</summary>
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

        List<Misfit> misfits = [];
        JsonFields node = new(root, misfits) { AsSeen = true };
        Referral referral = new()
        {
            Source = node.Choice<ReferralSource>("source", required: true) ?? ReferralSource.Other,
            Referrer = node.Object("referrer", ReadReferrer),
            Person = node.Object("person", ReadPerson, required: true) ?? Nobody,
            GpPractice = node.Object("gpPractice", n => new GpPractice(n.Text("odsCode"), n.Text("name"))),
            Urgency = node.Choice<Urgency>("urgency") ?? Urgency.Routine,
            Reason = node.Text("reason"),
            Needs = node.Texts("needs"),
            WhatMattersMost = node.Text("whatMattersMost"),
            Risks = node.List("risks", n => new Risk(n.Text("kind") ?? "", n.Text("detail"))),
            Safeguarding = node.Object("safeguarding", n => new Safeguarding(n.Flag("concern", required: true) ?? false, n.Text("detail"))),
            Consent = node.Object("consent", n => new Consent(n.Flag("toShare", required: true) ?? false, n.Text("givenBy"), n.Date("on")),
                required: true) ?? new Consent(false, null, null),
        };
        node.RefuseUnknown();
        problems.AddRange(misfits.Select(m => m.Problem));

        (referral, IReadOnlyList<Problem> broken, IReadOnlyList<ReadingNote> notes) = ReferralRules.Check(referral, pathway, today);
        // What could not even be read is reported once, for what it is, and not again for what stands in its place.
        problems.AddRange(
            broken.Where(b => !problems.Any(p => b.Pointer == p.Pointer || b.Pointer.StartsWith(p.Pointer + "/", StringComparison.Ordinal)))
                .ToArray());
        return problems.Count is 0 ? new(referral, problems, notes) : new(null, problems, []);
    }

    private static Person Nobody { get; } = new() { FirstName = "", FamilyName = "", DateOfBirth = default };

    private static Referrer ReadReferrer(JsonFields node) => new()
    {
        Name = node.Text("name") ?? "",
        Role = node.Text("role"),
        Service = node.Text("service") ?? "",
        Organisation = node.Text("organisation") ?? "",
        OdsCode = node.Text("odsCode"),
        Email = node.Text("email"),
        Phone = node.Text("phone"),
    };

    private static Person ReadPerson(JsonFields node) => new()
    {
        FirstName = node.Text("firstName") ?? "",
        FamilyName = node.Text("familyName") ?? "",
        PreferredName = node.Text("preferredName"),
        Pronouns = node.Text("pronouns"),
        DateOfBirth = node.Date("dateOfBirth", required: true) ?? default,
        NhsNumber = node.Text("nhsNumber"),
        Sex = node.Text("sex"),
        Ethnicity = node.Text("ethnicity"),
        Disability = node.Text("disability"),
        Language = node.Text("language"),
        Address = node.Object("address", n => new Address(n.Texts("lines"), n.Text("postcode"), n.Flag("withheld") ?? false)),
        NoFixedAbode = node.Flag("noFixedAbode") ?? false,
        Contacts = node.List("contacts", ReadContact),
        RelatedPeople = node.List("relatedPeople", ReadRelated),
        Discretion = node.Flag("discretion") ?? false,
        WhenToCall = node.Text("whenToCall"),
        CommunicationNeeds = node.Text("communicationNeeds"),
        Adjustments = node.Texts("adjustments"),
        Mobility = node.Text("mobility"),
        Household = node.Text("household"),
        Carer = node.Flag("carer"),
        Residency = node.Choice<Residency>("residency") ?? Residency.Unknown,
    };

    private static RelatedPerson ReadRelated(JsonFields node) => new(
        node.Text("name") ?? "",
        node.Choice<RelatedRole>("role", required: true) ?? RelatedRole.Emergency,
        node.Text("relationship"),
        node.Text("phone"),
        node.Text("email"),
        node.Flag("mayBeTold") ?? false,
        node.Flag("contactFirst") ?? false);

    private static ContactDetail ReadContact(JsonFields node) => new(
        node.Choice<ContactKind>("kind", required: true) ?? ContactKind.Post,
        node.Text("value") ?? "",
        node.Flag("allowed", required: true) ?? false,
        node.Flag("text") ?? false,
        node.Flag("voicemail") ?? false,
        node.Flag("preferred") ?? false)
    {
        Note = node.Text("note"),
    };
}
