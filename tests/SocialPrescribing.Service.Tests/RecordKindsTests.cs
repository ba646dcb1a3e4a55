using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SocialPrescribing.Contracts;
using SocialPrescribing.Invented;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests;

public sealed class RecordKindsTests
{
    private static readonly JsonTypeInfo<JsonElement> _any =
        (JsonTypeInfo<JsonElement>)JsonSerializerOptions.Default.GetTypeInfo(typeof(JsonElement));
    private static readonly JsonTypeInfo<string> _text = (JsonTypeInfo<string>)JsonSerializerOptions.Default.GetTypeInfo(typeof(string));

    /// <summary>
    /// Records that do not move. Sessions, half-finished sign-ins, forms kept after one, and links to set a password end with the host. The
    /// quota, and the ids under which messages went, belong to the other host, as does what it finds out by itself. Addresses and work
    /// accounts are derived from staff.
    /// </summary>
    private static readonly string[] _stay =
    [
        "activity-experience", "kept-form", "mail-operation", "quota mail", "referrer-asked", "referrer-link", "referrer-session",
        "service alike-entries", "service erasing-reached", "service facts-reached",
        "service last-watch", "service looked-through", "service pathway", "service pathway-reached", "service ready", "service rest",
        "service retention-due", "service swept-documents", "session", "set-up-link", "sign-in-step", "sign-in-tries",
        "staff-email", "staff-principal", "test-referral", "unreadable",
    ];

    [Fact]
    public void What_stays_behind_when_a_service_moves_is_written_down() => Assert.Equal(
        _stay, RecordKinds.All.Where(k => !k.Moves).Select(k => k.Key is null ? k.Name : $"{k.Name} {k.Key}")
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Every_kind_is_in_the_one_list()
    {
        Assert.Equal(
            typeof(RecordKinds).GetProperties(BindingFlags.Public | BindingFlags.Static)
                .Where(p => p.PropertyType == typeof(RecordKind)).Select(p => (RecordKind)p.GetValue(null)!),
            RecordKinds.All);
        Assert.Distinct(RecordKinds.All.Select(k => (k.Name, k.Key)));
    }

    public static TheoryData<int> Earlier { get; } = [.. Enumerable.Range(0, EarlierRecords.Known.Count)];

    [Theory]
    [MemberData(nameof(Earlier))]
    public void What_an_earlier_version_wrote_is_read_as_what_is_written_now(int which)
    {
        (RecordKind kind, string bare, string json) = EarlierRecords.Known[which];
        foreach (string text in (string[])[bare, json])
        {
            JsonElement read = kind.Of(_any).Read(new RegisterRecord(kind.Name, kind.Key ?? "key", text, 1)).Value;
            Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, read), read.GetRawText());
        }
    }

    private sealed record Known(string Name, Inside? Inner = null, IReadOnlyList<Inside>? Many = null);

    private sealed record Inside(int Number);

    [Fact]
    public async Task What_a_newer_version_added_to_a_record_stays_when_an_older_one_changes_it()
    {
        MemoryStore register = new();
        JsonTypeInfo<Known> type = (JsonTypeInfo<Known>)JsonSerializerOptions.Default.GetTypeInfo(typeof(Known));
        Records<Known> records = RecordKinds.Staff.Of(type).In(register);
#pragma warning disable RS0030 // As a newer version writes it.
        await register.Put(new RecordWrite("staff", "ann",
            """{"Name":"Ann","Colour":{"Is":"red"},"Inner":{"Number":1,"Unit":"km"},"Many":[{"Number":1,"Unit":"km"}]}"""), default);
#pragma warning restore RS0030

        await records.Change("ann", was => was!.Value with { Name = "Anna", Inner = new Inside(2), Many = [new Inside(3)] }, default);
        Record<Known> changed = (await records.Get("ann", default))!;
        Assert.True(await records.Replace("ann", changed, changed.Value with { Name = "Hannah" }, default));

#pragma warning disable RS0030
        string stored = (await register.Get("staff", "ann", default))!.Json;
#pragma warning restore RS0030
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(
            """{"Name":"Hannah","Inner":{"Number":2,"Unit":"km"},"Many":[{"Number":3}],"Colour":{"Is":"red"}}""").RootElement,
            JsonDocument.Parse(stored).RootElement), stored);
        // A removed part stays removed.
        await records.Change("ann", was => was!.Value with { Inner = null }, default);
        Assert.Null((await records.Get("ann", default))!.Value.Inner);
    }

    [Fact]
    public void Every_kind_that_once_held_bare_text_is_among_them() =>
        Assert.Equal(RecordKinds.All.Where(k => k.Former is not null).ToHashSet(), EarlierRecords.Known.Select(k => k.Kind).ToHashSet());

    [Fact]
    public async Task A_change_that_is_always_overtaken_ends()
    {
        Records<string> records = RecordKinds.StaffEmail.Of(_text).In(new Overtaken(new MemoryStore()));
        await Assert.ThrowsAsync<TimeoutException>(() => records.Change("tom@service.example", _ => "0123456789ab", default));
    }

    [Fact]
    public async Task A_change_that_changes_nothing_writes_nothing()
    {
        Records<string> records = RecordKinds.StaffEmail.Of(_text).In(new MemoryStore());
        Assert.Null(await records.Change("tom@service.example", _ => null, default));
        Assert.Equal(1, (await records.Change("tom@service.example", _ => "0123456789ab", default))!.Version);
        Assert.Equal(1, (await records.Change("tom@service.example", _ => "0123456789ab", default))!.Version);
        Assert.Equal(2, (await records.Change("tom@service.example", r => r!.Value + "c", default))!.Version);
    }

    /// <summary>A register in which somebody else always writes first.</summary>
    private sealed class Overtaken(IRegister register) : RegisterAround(register)
    {
        public override Task<bool> Put(RecordWrite write, CancellationToken cancellation) => Task.FromResult(false);

        public override Task<bool> Delete(string kind, string key, int expectedVersion, CancellationToken cancellation) =>
            Task.FromResult(false);
    }
}
