using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Contracts;

/// <summary>What every place for postcodes promises: it finds each one as imported, an area by its middle, and the newest
/// import counts.</summary>
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

    /// <summary>The headings of the Postcode Directory of August 2026, as they were published; the rows are invented.</summary>
    private const string Directory2026 =
        "pcd7,pcd8,pcds,dointr,doterm,cty26cd,ced25cd,lad26cd,wd26cd,parncp26cd,usrtypind,east1m,north1m,gridind,hlth19cd,nhser24cd,"
            + "ctry26cd,rgn26cd,ssr95cd,pcon24cd,eer20cd,educ23cd,ttwa15cd,pco19cd,"
            + "itl25cd,wdstl05cd,oa01cd,wdcas03cd,npark16cd,lsoa01cd,msoa01cd,"
            + "ruc01ind,oac01ind,oa11cd,lsoa11cd,msoa11cd,wz11cd,sicbl26cd,bua24cd,ruc11ind,oac11ind,lat,long,lep21cd1,lep21cd2,pfa23cd,"
            + "imd20ind,cal26cd,icb26cd,oa21cd,lsoa21cd,msoa21cd,ruc21ind,oac21ind,imd25ind";

    [Fact]
    public async Task What_is_counted_of_somebody_says_their_area_and_its_tenth_and_never_their_postcode()
    {
        FactsWriter writer = new(null!, new Secrets(new byte[32], [new LinkKey("k1", new byte[32])]), Places);
        async Task<JourneyFacts> Counted(string postcode) => (await writer.After(null, Given.Begin(referral: Given.Referral() with
        {
            Person = Given.Referral().Person with { Address = new Address(["1 High Street"], postcode) },
        }), Cancellation)).Facts!;
        Assert.Equal(("GU35", null), ((await Counted("GU35 0BP")).Area, (await Counted("GU35 0BP")).Decile));

        Dictionary<string, string> row = new()
        {
            ["pcds"] = "\"GU35 0BP\"",
            ["lad26cd"] = "\"E07000085\"",
            ["lsoa11cd"] = "\"E01022221\"",
            ["lsoa21cd"] = "\"E01034567\"",
            ["lat"] = "51.112800",
            ["long"] = "-0.858900",
            ["imd20ind"] = "30000",
            ["imd25ind"] = "12000",
        };
        string file = $"{Directory2026}\r\n{string.Join(',', Directory2026.Split(',').Select(h => row.GetValueOrDefault(h, "")))}\r\n";
        using (PostcodeFile read = PostcodeFile.Open(new MemoryStream(Encoding.UTF8.GetBytes(file))).File!)
            await Places.Import(read.Rows(), "ONSPD_AUG_2026.csv", _now, Cancellation);

        JourneyFacts known = await Counted("gu350bp"), elsewhere = await Counted("GU35 9ZZ");
        Assert.Equal(("E01034567", 4, "england2025"), (known.Area, known.Decile, known.Index));
        Assert.Equal(("GU35", null), (elsewhere.Area, elsewhere.Decile));
        Assert.DoesNotContain("0BP", FactsRow.Of(known, null).Json, StringComparison.OrdinalIgnoreCase);
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
        await Assert.ThrowsAsync<ImportRefusedException>(() => Places.Import([], "none.csv", _now, Cancellation));
        Assert.Equal("one.csv", (await Places.Source(Cancellation))!.File);
        Assert.NotNull(await Places.Find("GU35 0BP", Cancellation));
    }
}
