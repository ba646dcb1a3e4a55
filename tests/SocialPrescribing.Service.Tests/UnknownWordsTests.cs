using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Service.Tests;

/// <summary>Somebody has gone back to this version, and records have words that only the newer one knows.</summary>
public sealed class UnknownWordsTests : StaffAccounts
{
    [Fact]
    public async Task Whoever_has_a_role_that_this_version_does_not_know_has_no_rights_and_nobody_else_notices()
    {
        StaffMember admin = await WithPassword(StaffRole.Admin), coach = await WithPassword();
        string session = (await SignIn(coach))!, link = await Staff.IssueSetUpLink(coach.Id, default);
        string token = await Staff.IssueToken(coach.Id, default);
        await Plant(RecordKinds.Staff, coach.Id, "role", "coach");

        Assert.Null(await SignIn(coach));
        Assert.Null(await Staff.BySession(session, default));
        Assert.Null(await Staff.ByToken(token, default));
        Assert.Null(await Staff.SetUpFor(link, default));
        Assert.Null(await Staff.FindByEmail(coach.Email, default));
        Assert.NotNull(await SignIn(admin));
        Assert.True(await Staff.HasAdmin(default));
        Assert.Equal([admin.Id], (await Staff.All(default)).Select(s => s.Id));
        Assert.Equal([admin.Id], (await Staff.AllCached([coach.Id], default)).Select(s => s.Id));
    }

    [Fact]
    public async Task What_this_version_cannot_read_it_does_not_write()
    {
        await WithPassword(StaffRole.Admin);
        StaffMember coach = await WithPassword();
        string link = await Staff.IssueSetUpLink(coach.Id, default);
        string before = await Plant(RecordKinds.Staff, coach.Id, "role", "coach");

        Assert.Null(await Staff.Change(coach.Id, s => s with { Name = "Somebody else" }, default));
        Assert.Null(await Staff.ChangeAccount(coach.Id, s => s with { Role = StaffRole.Lead }, platform: false, default));
        Assert.Null(await Staff.SetEnabled(coach.Id, false, default));
        Assert.Null(await Staff.Add(coach.Email, "A namesake", StaffRole.Lead, default));
        Assert.NotNull(await Staff.SetPassword(link, "", "", Another, default));

        Assert.Equal(before, await Stored(RecordKinds.Staff, coach.Id));
    }

    [Fact]
    public async Task With_the_newer_version_it_is_as_it_was()
    {
        StaffMember coach = await WithPassword();
        string session = (await SignIn(coach))!;
        await Plant(RecordKinds.Staff, coach.Id, "role", "coach");
        Assert.Null(await Staff.BySession(session, default));

        await Plant(RecordKinds.Staff, coach.Id, "role", "linkWorker");

        Assert.Equal(coach.Id, (await Staff.BySession(session, default))!.Id);
    }

    [Fact]
    public async Task A_list_is_shown_without_the_record_that_cannot_be_read()
    {
        ListingDetails details = new()
        {
            Name = "Walking group",
            Provider = new ActivityProvider(Guid.NewGuid(), "Green Walks"),
            StepFree = StepFree.Yes
        };
        Guid[] ids = [Guid.CreateVersion7(), Guid.CreateVersion7()];
        foreach (Guid id in ids)
            Assert.IsNotType<PutOutcome.Invalid>(await Here.Directory.Put(id, details, 0, default));
        await Plant(RecordKinds.Activity, $"{ids[0]:N}", "source.origin", "carrierPigeon");

        Assert.Equal([ids[1]], (await Here.Directory.All(default)).Select(s => s.Activity.Id));
    }

    [Fact]
    public async Task A_check_says_which_record_it_is_and_which_word()
    {
        StaffMember admin = await WithPassword(StaffRole.Admin), coach = await WithPassword();
        Assert.Empty(await RecordCheck.Run(Here.Store, default));
        await Plant(RecordKinds.Staff, coach.Id, "role", "coach");

        Assert.Equal([$"staff {coach.Id}: A newer version wrote what this one does not know: StaffRole \"coach\"."],
            (await RecordCheck.Run(Here.Store, default)).Select(f => $"{f.Kind} {f.Key}: {f.What}"));
        Assert.Equal([(coach.Id, "StaffRole \"coach\"")], await Staff.Unknown(default));
        Assert.NotNull(admin);
    }

    [Fact]
    public async Task A_damaged_record_is_named_too_and_stops_no_check()
    {
        StaffMember member = await WithPassword();
#pragma warning disable RS0030 // Damaged.
        await Here.Store.Put(new RecordWrite("staff", "0123456789ab", """{"id":"01""", 0), default);
#pragma warning restore RS0030

        RecordCheck.Finding found = Assert.Single(await RecordCheck.Run(Here.Store, default));

        Assert.Equal(("staff", "0123456789ab", "What is stored cannot be read."), (found.Kind, found.Key, found.What));
        Assert.NotNull(member);
    }

    /// <summary>What a room keeps stands in its fields, so whoever keeps words is found there.</summary>
    [Fact]
    public void Every_kind_of_record_with_such_words_is_checked() => Assert.Equal(
        typeof(RecordKinds).Assembly.GetTypes()
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
            .Select(f => f.FieldType)
            .Where(t => t.IsGenericType
                && (t.GetGenericTypeDefinition() == typeof(Records<>) || t.GetGenericTypeDefinition() == typeof(RecordKind<>)))
            .Select(t => t.GenericTypeArguments[0]).Where(t => !t.IsGenericParameter && HasWords(t, []))
            .Select(t => t.Name).Distinct().Order(StringComparer.Ordinal),
        RecordCheck.Held.Select(t => t.Name).Order(StringComparer.Ordinal));

    private static bool HasWords(Type type, HashSet<Type> seen) =>
        seen.Add(type) && (type.IsEnum || Inner(type).Any(t => HasWords(t, seen)));

    private static IEnumerable<Type> Inner(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value ? [value]
        : type.IsArray ? [type.GetElementType()!]
        : typeof(IEnumerable).IsAssignableFrom(type) ? type.GenericTypeArguments
        : type.Namespace?.StartsWith("SocialPrescribing", StringComparison.Ordinal) is true
            ? type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition is not JsonIgnoreCondition.Always)
                .Select(p => p.PropertyType)
        : [];

    private async Task<string> Plant(RecordKind kind, string key, string member, string word)
    {
        RegisterRecord record = (await Here.Store.Get(kind.Name, key, default))!;
#pragma warning disable RS0030 // As a newer version writes it.
        JsonNode json = JsonNode.Parse(record.Json)!;
        JsonNode holds = member.Split('.')[..^1].Aggregate(json, (inner, name) => inner[name]!);
        Assert.NotNull(holds[member.Split('.')[^1]]);
        holds[member.Split('.')[^1]] = word;
        Assert.True(await Here.Store.Put(new RecordWrite(kind.Name, key, json.ToJsonString(), record.Version), default));
#pragma warning restore RS0030
        return json.ToJsonString();
    }

    private async Task<string> Stored(RecordKind kind, string key) =>
#pragma warning disable RS0030 // To compare the bytes.
        (await Here.Store.Get(kind.Name, key, default))!.Json;
#pragma warning restore RS0030
}
