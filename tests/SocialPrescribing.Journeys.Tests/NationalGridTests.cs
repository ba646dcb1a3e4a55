namespace SocialPrescribing.Journeys.Tests;

public sealed class NationalGridTests
{
    /// <summary>
    /// Ordnance Survey's own test points for OSTN15 (© Crown copyright, published under a BSD licence): degrees on ETRS89, metres on
    /// the grid.
    /// </summary>
    [Theory]
    [InlineData(49.92226393730, -6.29977752014, 91492.146, 11318.804)]
    [InlineData(49.96006137820, -5.20304609998, 170370.718, 11572.405)]
    [InlineData(50.43885825610, -4.10864563561, 250359.811, 62016.569)]
    [InlineData(50.57563665000, -1.29782277240, 449816.371, 75335.861)]
    [InlineData(50.93127937910, -1.45051433700, 438710.920, 114792.250)]
    [InlineData(51.40078220140, -3.55128349240, 292184.870, 168003.465)]
    [InlineData(51.37447025550, 1.44454730409, 639821.835, 169565.858)]
    [InlineData(51.42754743020, -2.54407618349, 362269.991, 169978.690)]
    [InlineData(51.48936564950, -0.11992557180, 530624.974, 178388.464)]
    [InlineData(51.85890896400, -4.30852476960, 241124.584, 220332.641)]
    [InlineData(51.89436637350, 0.89724327012, 599445.590, 225722.826)]
    [InlineData(52.25529381630, -2.15458614387, 389544.190, 261912.153)]
    [InlineData(53.80021519630, -1.66379168242, 422242.186, 433818.701)]
    [InlineData(57.48625000720, -4.21926398555, 267056.768, 846176.972)]
    [InlineData(60.13308091660, -2.07382822798, 395999.668, 1138728.951)]
    public void Points_of_Ordnance_Survey_are_met_within_five_metres(double latitude, double longitude, double east, double north)
    {
        MapPoint found = NationalGrid.ToMapPoint(east, north);
        Assert.InRange(Distance.Kilometres(found, new MapPoint(latitude, longitude)) * 1000, 0, 5);
    }

    /// <summary>The worked example of Ordnance Survey's guide, which stays on one ellipsoid and so shows the projection alone.</summary>
    [Fact]
    public void The_projection_is_that_of_the_guide_to_a_millimetre()
    {
        (double latitude, double longitude) = NationalGrid.OnAiry(651409.903, 313177.270);
        const double metre = 1 / 6_371_000.0;
        Assert.Equal((52 + (39 / 60.0) + (27.2531 / 3600)) * Math.PI / 180, latitude, 0.005 * metre);
        Assert.Equal((1 + (43 / 60.0) + (4.5177 / 3600)) * Math.PI / 180, longitude, 0.005 * metre);
    }

    /// <summary>Postcodes as the statistics office has them, both on the grid and in degrees.</summary>
    [Theory]
    [InlineData(366033, 564878, 54.977349, -2.532223)]
    [InlineData(549571, 169349, 51.403453, 0.148952)]
    [InlineData(549370, 168924, 51.399687, 0.145885)]
    public void Postcodes_lie_where_the_statistics_office_says(double east, double north, double latitude, double longitude) =>
        Assert.InRange(
            Distance.Kilometres(NationalGrid.ToMapPoint(east, north), new MapPoint(latitude, longitude)) * 1000, 0, 5);

    [Theory]
    [InlineData(0.1, 0, 0)]
    [InlineData(0, 0.1, 90)]
    [InlineData(-0.1, 0, 180)]
    [InlineData(0, -0.1, 270)]
    [InlineData(0.1, 0.1, 32.2)]
    public void A_bearing_goes_round_from_north_with_the_clock(double north, double east, double bearing)
    {
        MapPoint from = new(51.1, -0.86);
        Assert.Equal(bearing, Distance.Bearing(from, new MapPoint(from.Latitude + north, from.Longitude + east)), 0.2);
    }

    [Fact]
    public void A_mile_is_a_mile()
    {
        MapPoint bordon = new(51.1128, -0.8589);
        Assert.Equal(0, Distance.Miles(bordon, bordon));
        // A minute of latitude is a nautical mile, 1.15 miles on land.
        Assert.Equal(1.151, Distance.Miles(bordon, bordon with { Latitude = bordon.Latitude + (1 / 60.0) }), 0.01);
    }
}
