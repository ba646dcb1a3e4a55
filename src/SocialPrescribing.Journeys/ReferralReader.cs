using System.Globalization;
using System.Text.Json;

namespace SocialPrescribing.Journeys;

/// <summary>Reads a referral from JSON and finds every problem at once: what is not there, not known, not of its kind, and what <see cref="ReferralRules"/> says.</summary>
public static class ReferralReader
{
    /// <summary>The referral, or null where anything is wrong.</summary>
    /// <param name="root">An element of a document that was parsed without duplicate names.</param>
    public static (Referral? Referral, IReadOnlyList<Problem> Problems) Read(JsonElement root, Pathway pathway, DateOnly today)
    {
        List<Problem> problems = [];
        if (root.ValueKind is not JsonValueKind.Object)
            return (null, [new Problem("", "wrong-type", "Send one referral as a JSON object.")]);
        problems.AddRange(JsonText.Broken(root).Take(MaxItems).Select(pointer => new Problem(pointer, "text-broken", "This holds half a character, or bytes that are not UTF-8.")));
        if (problems.Count > 0)
            return (null, problems);

        Node node = new(root, "", problems);
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
            Consent = node.Object("consent", n => new Consent(n.Flag("toShare", required: true) ?? false, n.Text("givenBy"), n.Date("on")), required: true) ?? new Consent(false, null, null),
        };
        node.RefuseUnknown();

        (referral, IReadOnlyList<Problem> broken) = ReferralRules.Check(referral, pathway, today);
        // What could not even be read is reported once, for what it is, and not again for what stands in its place.
        problems.AddRange(broken.Where(b => !problems.Any(p => b.Pointer == p.Pointer || b.Pointer.StartsWith(p.Pointer + "/", StringComparison.Ordinal))).ToArray());
        return problems.Count is 0 ? (referral, problems) : (null, problems);
    }

    /// <summary>More than any list may hold. What a small body can repeat without end must not make a large answer.</summary>
    private const int MaxItems = 100;

    private static Person Nobody { get; } = new() { FirstName = "", FamilyName = "", DateOfBirth = default };

    private static Referrer ReadReferrer(Node node) => new()
    {
        Name = node.Text("name") ?? "",
        Role = node.Text("role"),
        Service = node.Text("service") ?? "",
        Organisation = node.Text("organisation") ?? "",
        OdsCode = node.Text("odsCode"),
        Email = node.Text("email"),
        Phone = node.Text("phone"),
    };

    private static Person ReadPerson(Node node) => new()
    {
        FirstName = node.Text("firstName") ?? "",
        FamilyName = node.Text("familyName") ?? "",
        PreferredName = node.Text("preferredName"),
        Pronouns = node.Text("pronouns"),
        DateOfBirth = node.Date("dateOfBirth", required: true) ?? default,
        NhsNumber = node.Text("nhsNumber"),
        Sex = node.Text("sex"),
        Ethnicity = node.Text("ethnicity"),
        Language = node.Text("language"),
        Address = node.Object("address", n => new Address(n.Texts("lines"), n.Text("postcode"))),
        NoFixedAbode = node.Flag("noFixedAbode") ?? false,
        Contacts = node.List("contacts", ReadContact),
        RelatedPeople = node.List("relatedPeople", ReadRelated),
        Discretion = node.Flag("discretion") ?? false,
        CommunicationNeeds = node.Text("communicationNeeds"),
        Adjustments = node.Texts("adjustments"),
        Mobility = node.Text("mobility"),
        Household = node.Text("household"),
        Carer = node.Flag("carer"),
        Residency = node.Choice<Residency>("residency") ?? Residency.Unknown,
    };

    private static RelatedPerson ReadRelated(Node node) => new(
        node.Text("name") ?? "",
        node.Choice<RelatedRole>("role", required: true) ?? RelatedRole.Emergency,
        node.Text("relationship"),
        node.Text("phone"),
        node.Text("email"),
        node.Flag("mayBeTold") ?? false,
        node.Flag("contactFirst") ?? false);

    private static ContactDetail ReadContact(Node node) => new(
        node.Choice<ContactKind>("kind", required: true) ?? ContactKind.Post,
        node.Text("value") ?? "",
        node.Flag("allowed", required: true) ?? false,
        node.Flag("text") ?? false,
        node.Flag("voicemail") ?? false,
        node.Flag("preferred") ?? false);

    /// <summary>An object being read: it remembers which fields it was asked for, so that the others can be refused by name.</summary>
    private sealed class Node(JsonElement element, string pointer, List<Problem> problems)
    {
        private readonly List<string> _asked = [];

        public string? Text(string name) =>
            Find(name, JsonValueKind.String, "text", false) is { } e ? Blank(e.GetString()) : null;

        public bool? Flag(string name, bool required = false)
        {
            JsonElement? found = Find(name, null, "", required);
            if (found is not { } e)
                return null;
            if (e.ValueKind is JsonValueKind.True or JsonValueKind.False)
                return e.GetBoolean();
            Refuse(name, "wrong-type", "This must be true or false.");
            return null;
        }

        public DateOnly? Date(string name, bool required = false)
        {
            if (Find(name, JsonValueKind.String, "a date such as 1952-03-28", required) is not { } e)
                return null;
            if (DateOnly.TryParseExact(e.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
                return date;
            Refuse(name, "date-invalid", "Give a date that exists, as year-month-day: 1952-03-28.");
            return null;
        }

        public T? Choice<T>(string name, bool required = false) where T : struct, Enum
        {
            if (Find(name, JsonValueKind.String, "a word", required) is not { } e)
                return null;
            foreach ((string word, T value) in Words<T>.All)
                if (e.ValueEquals(word))
                    return value;
            Refuse(name, "not-one-of", "This must be one of " + string.Join(", ", Words<T>.All.Select(w => w.Word)) + ".");
            return null;
        }

        public T? Object<T>(string name, Func<Node, T> read, bool required = false) where T : class
        {
            if (Find(name, JsonValueKind.Object, "an object", required) is not { } e)
                return null;
            Node node = new(e, $"{pointer}/{name}", problems);
            T value = read(node);
            node.RefuseUnknown();
            return value;
        }

        public IReadOnlyList<T> List<T>(string name, Func<Node, T> read)
        {
            if (Find(name, JsonValueKind.Array, "a list", false) is not { } list)
                return [];
            List<T> items = [];
            foreach (JsonElement e in list.EnumerateArray())
            {
                if (TooMany(name, items.Count))
                    break;
                string at = string.Create(CultureInfo.InvariantCulture, $"{pointer}/{name}/{items.Count}");
                Node node = new(e.ValueKind is JsonValueKind.Object ? e : default, at, problems);
                if (e.ValueKind is not JsonValueKind.Object)
                    problems.Add(new(at, "wrong-type", "This must be an object."));
                items.Add(read(node));
                node.RefuseUnknown();
            }
            return items;
        }

        public IReadOnlyList<string> Texts(string name)
        {
            if (Find(name, JsonValueKind.Array, "a list", false) is not { } list)
                return [];
            List<string> items = [];
            foreach (JsonElement e in list.EnumerateArray())
            {
                if (TooMany(name, items.Count))
                    break;
                if (e.ValueKind is not JsonValueKind.String)
                    problems.Add(new(string.Create(CultureInfo.InvariantCulture, $"{pointer}/{name}/{items.Count}"), "wrong-type", "This must be text."));
                items.Add(e.ValueKind is JsonValueKind.String ? e.GetString()! : "");
            }
            return items;
        }

        public void RefuseUnknown()
        {
            if (element.ValueKind is not JsonValueKind.Object)
                return;
            foreach (JsonProperty property in element.EnumerateObject().Where(p => !_asked.Contains(p.Name)).Take(MaxItems))
                problems.Add(new($"{pointer}/{JsonText.Escaped(property.Name)}", "unknown-field", "There is no such field here. Known are: " + string.Join(", ", _asked) + "."));
        }

        private bool TooMany(string name, int items)
        {
            if (items == MaxItems)
                Refuse(name, "too-many", $"Give at most {MaxItems}.");
            return items == MaxItems;
        }

        private JsonElement? Find(string name, JsonValueKind? kind, string what, bool required)
        {
            _asked.Add(name);
            bool there = element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out JsonElement found) && found.ValueKind is not JsonValueKind.Null;
            if (!there)
            {
                if (required && element.ValueKind is JsonValueKind.Object)
                    Refuse(name, "required", "This is required.");
                return null;
            }
            JsonElement e = element.GetProperty(name);
            if (kind is null || e.ValueKind == kind)
                return e;
            Refuse(name, "wrong-type", $"This must be {what}.");
            return null;
        }

        private void Refuse(string name, string code, string detail) => problems.Add(new($"{pointer}/{name}", code, detail));

        private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private static class Words<T> where T : struct, Enum
    {
        public static (string Word, T Value)[] All { get; } = [.. Enum.GetValues<T>().Select(v => (JsonNamingPolicy.CamelCase.ConvertName(v.ToString()), v))];
    }
}
