using System.Text;
using SocialPrescribing.Contracts;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests.Directory;

public sealed class MemoryPlacesTests : PlacesContract
{
    private readonly MemoryPlaces _places = new();

    protected override Task<IPlaces> Open() => Reopen();
    protected override Task<IPlaces> Reopen() => Task.FromResult<IPlaces>(_places);
}

public sealed class PlaceFinderTests : IDisposable
{
    private readonly MemoryPlaces _places = new();
    private readonly ActivityDirectory _directory;
    private readonly PlaceFinder _finder;

    public PlaceFinderTests()
    {
        _directory = new ActivityDirectory(new MemoryStore(), new InForce<Pathway>(new Pathway(), TimeProvider.System),
            new DirectorySettings(), new Clocks(TimeProvider.System, TimeProvider.System));
        _finder = new PlaceFinder(_places, _directory);
    }

    public void Dispose() => _directory.Dispose();

    private async Task<StoredActivity> List(string postcode, double? latitude = null, double? longitude = null)
    {
        Guid id = Guid.NewGuid();
        Assert.IsType<PutOutcome.Done>(await _directory.Put(id, new ListingDetails
        {
            Name = "Choir",
            Provider = new ActivityProvider(Guid.NewGuid(), "Voices"),
            Place = new ActivityPlace(Postcode: postcode, Latitude: latitude, Longitude: longitude),
        }, 0, default));
        return (await _directory.Get(id, default))!;
    }

    private Task Import(params (string Postcode, double Latitude)[] places) => _places.Import(
        places.Select(p => new PostcodeRow(PostcodeRow.KeyOf(Encoding.ASCII.GetBytes(p.Postcode)),
            new PostcodePlace(new MapPoint(p.Latitude, -0.86)))), "places.csv", DateTimeOffset.UtcNow, default);

    [Fact]
    public async Task With_imported_places_a_postcode_is_where_it_is_and_an_unknown_one_in_the_middle_of_its_area()
    {
        await Import(("GU35 0BP", 51.10), ("GU35 0AA", 51.12), ("GU35 9AA", 51.20));
        Assert.Equal(("GU35 0BP", Exactness.Exact), await Found("gu350bp"));
        Assert.Equal(("GU35 0", Exactness.Area), await Found("GU35 0ZZ"));
        Assert.Equal(("GU35", Exactness.Area), await Found("GU35 5ZZ"));
        Assert.Equal(("GU35", Exactness.Area), await Found("gu35"));
        Assert.Null(await _finder.Find("GU34", default));
    }

    [Fact]
    public async Task Without_them_it_goes_by_the_entries_and_says_so()
    {
        await List("GU35 0BP", 51.10, -0.86);
        await List("GU35 9AA", 51.20, -0.86);
        Assert.Equal(("GU35 0BP", Exactness.Exact), await Found("GU35 0BP"));
        Assert.Equal(("GU35", Exactness.Entries), await Found("GU35 0AA"));
        Assert.Equal(51.15, (await _finder.Find("GU35", default))!.Point.Latitude, 0.001);
        Assert.Null(await _finder.Find("SW1A 1AA", default));
    }

    [Fact]
    public async Task An_entry_is_where_it_says_else_where_its_postcode_is_and_an_import_tells_at_once()
    {
        StoredActivity[] all = [await List("GU35 0BP", 51.5, -0.5), await List("GU35 0AA"), await List("GU35 5ZZ")];
        Assert.Equal([51.5, null, null], (await _finder.Place(all, default)).Select(p => p.Point?.Latitude));
        await Import(("GU35 0BP", 51.10), ("GU35 0AA", 51.12));
        IReadOnlyList<PlacedActivity> placed = await _finder.Place(all, default);
        Assert.Equal([51.5, 51.12, 51.11], placed.Select(p => Math.Round(p.Point!.Value.Latitude, 3)));
        Assert.Equal([false, false, true], placed.Select(p => p.IsRough));
    }

    private async Task<(string Name, Exactness Exactness)?> Found(string text) =>
        await _finder.Find(text, default) is { } found ? (found.Name, found.Exactness) : null;
}
