using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Contracts;

/// <summary>What every place for postcodes promises: each found as it was imported, areas by their middle, and the newest counts.</summary>
public abstract class PlacesContract : IAsyncLifetime
{
    private static CancellationToken Cancellation => CancellationToken.None;
    private static readonly DateTimeOffset _now = new(2027, 3, 1, 9, 0, 0, TimeSpan.Zero);

    /// <summary>An empty one, that keeps all of GU35 and GU3.</summary>
    protected abstract Task<IPlaces> Open();

    /// <summary>The same, as after a restart.</summary>
    protected abstract Task<IPlaces> Reopen();

    private IPlaces Places { get; set; } = null!;

    public async Task InitializeAsync() => Places = await Open();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    private static PostcodeRow Row(string postcode, double latitude, double longitude, string? ward = null) => new(
        PostcodeRow.KeyOf(Encoding.ASCII.GetBytes(postcode)),
        new PostcodePlace(new MapPoint(latitude, longitude), "E01022222", ward, "E07000085", "E54000042", 12_000,
            DeprivationIndex.England2019));

    [Fact]
    public async Task Before_anything_was_imported_nothing_is_known()
    {
        Assert.Null(await Places.Source(Cancellation));
        Assert.Null(await Places.Find("GU35 0BP", Cancellation));
        Assert.Null(await Places.Middle("GU35", Cancellation));
    }

    [Fact]
    public async Task What_was_imported_is_found_also_after_a_restart()
    {
        PlacesSource taken = await Places.Import(
            [Row("GU35 0BP", 51.1128, -0.8589, "E05009999"), Row("GU35 0AA", 51.11, -0.85), Row("GU35 9AA", 51.2, -0.8),
                Row("GU3 5AA", 51.25, -0.62)], "one.csv", _now, Cancellation);
        Assert.Equal(new PlacesSource("one.csv", _now, 4), taken);
        foreach (IPlaces places in (IPlaces[])[Places, await Reopen()])
        {
            Assert.Equal(taken, await places.Source(Cancellation));
            Assert.Equal(Row("GU35 0BP", 51.1128, -0.8589, "E05009999").Place, await places.Find("GU35 0BP", Cancellation));
            Assert.Null(await places.Find("GU35 0BQ", Cancellation));
            Assert.Equal(51.1114, (await places.Middle("GU35 0", Cancellation))!.Value.Latitude, 0.0001);
            Assert.Equal((51.1128 + 51.11 + 51.2) / 3, (await places.Middle("GU35", Cancellation))!.Value.Latitude, 0.0001);
            // A shorter code is another area, whatever follows it.
            Assert.Equal(51.25, (await places.Middle("GU3", Cancellation))!.Value.Latitude, 0.0001);
            Assert.Null(await places.Middle("GU34", Cancellation));
        }
    }

    [Fact]
    public async Task The_newer_file_counts_and_a_postcode_that_stands_twice_is_one()
    {
        await Places.Import([Row("GU35 0BP", 50, -1)], "one.csv", _now, Cancellation);
        PlacesSource taken = await Places.Import(
            [Row("GU35 9AA", 51.2, -0.8), Row("GU35 0BP", 51.1128, -0.8589), Row("GU35 9AA", 51.2, -0.8)], "two.csv", _now.AddDays(1),
            Cancellation);
        Assert.Equal(2, taken.Postcodes);
        Assert.Equal("two.csv", (await Places.Source(Cancellation))!.File);
        Assert.Equal(51.1128, (await Places.Find("GU35 0BP", Cancellation))!.Point.Latitude, 0.0001);
    }

    [Fact]
    public async Task A_file_without_a_place_changes_nothing()
    {
        await Places.Import([Row("GU35 0BP", 51.1128, -0.8589)], "one.csv", _now, Cancellation);
        await Assert.ThrowsAsync<PlacesException>(() => Places.Import([], "none.csv", _now, Cancellation));
        Assert.Equal("one.csv", (await Places.Source(Cancellation))!.File);
        Assert.NotNull(await Places.Find("GU35 0BP", Cancellation));
    }
}
