using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests.Directory;

/// <summary>Entries are kept in memory and read again every minute.</summary>
public sealed class ActivityDirectoryTests
{
    private readonly TestService _service = new();
    private ActivityDirectory Directory => _service.Directory;

    [Fact]
    public async Task What_has_not_changed_is_in_memory_once_however_often_it_is_read()
    {
        Guid choir = await Put("Choir"), walk = await Put("Walk");
        IReadOnlyList<StoredActivity> before = await Directory.All(default);

        _service.Move(TimeSpan.FromMinutes(2));
        Assert.Same(before, await Directory.All(default));

        await Directory.Change(choir, a => a with { Details = a.Details with { Cost = "Free" } }, default);
        IReadOnlyList<StoredActivity> after = await Directory.All(default);
        Assert.Same(Of(before, walk), Of(after, walk));
        Assert.Equal("Free", Of(after, choir).Activity.Details.Cost);
    }

    [Fact]
    public async Task What_was_removed_and_put_again_is_seen_although_its_version_is_the_same()
    {
        Guid choir = await Put("Choir");
        Assert.Equal(1, Of(await Directory.All(default), choir).Version);
        string key = choir.ToString("N"), kind = RecordKinds.Activity.Name;
        RegisterRecord record = (await ((IRegister)_service.Store).Get(kind, key, default))!;
        IRegister register = _service.Store;
        Assert.True(await register.Delete(kind, key, 1, default));
#pragma warning disable RS0030 // Another program writes what it likes.
        string other = record.Json.Replace("Choir", "Band", StringComparison.Ordinal);
#pragma warning restore RS0030
        Assert.True(await register.Put(new RecordWrite(kind, key, other), default));

        _service.Move(TimeSpan.FromMinutes(2));
        StoredActivity now = Of(await Directory.All(default), choir);
        Assert.Equal(("Band", 1), (now.Activity.Details.Name, now.Version));
    }

    [Fact]
    public async Task An_entry_that_is_gone_is_in_no_list_and_one_that_nobody_has_confirmed_since_says_so()
    {
        Guid choir = await Put("Choir"), walk = await Put("Walk", confirmed: new DateOnly(2027, 2, 1));
        Assert.False(Of(await Directory.All(default), walk).Unconfirmed);
        Assert.True(await ((IRegister)_service.Store).Delete(RecordKinds.Activity.Name, choir.ToString("N"), 1, default));

        _service.Move(TimeSpan.FromDays(400));
        StoredActivity left = Assert.Single(await Directory.All(default));
        Assert.Equal((walk, true), (left.Activity.Id, left.Unconfirmed));
    }

    private static StoredActivity Of(IReadOnlyList<StoredActivity> all, Guid id) => all.Single(s => s.Activity.Id == id);

    private async Task<Guid> Put(string name, DateOnly? confirmed = null)
    {
        Guid id = Guid.NewGuid();
        Assert.IsType<PutOutcome.Done>(await Directory.Put(id, new ListingDetails
        {
            Name = name,
            Provider = new ActivityProvider(Guid.NewGuid(), "Voices"),
            ConfirmedOn = confirmed,
        }, 0, default));
        return id;
    }
}
