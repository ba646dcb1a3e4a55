namespace SocialPrescribing.Journeys.Tests;

public sealed class DeprivationTests
{
    private static readonly DeprivationIndex[] _all = [.. Enum.GetValues<DeprivationIndex>().Where(i => i is not DeprivationIndex.None)];

    /// <summary>The last rank of a tenth, as published or as the guides work it out.</summary>
    [Theory]
    [InlineData(DeprivationIndex.England2019, 3284, 1)]
    [InlineData(DeprivationIndex.England2019, 6568, 2)]
    [InlineData(DeprivationIndex.England2019, 16422, 5)]
    [InlineData(DeprivationIndex.England2019, 29559, 9)]
    [InlineData(DeprivationIndex.England2025, 3375, 1)]
    [InlineData(DeprivationIndex.England2025, 20253, 6)]
    [InlineData(DeprivationIndex.England2025, 30379, 9)]
    [InlineData(DeprivationIndex.Wales2019, 191, 1)]
    [InlineData(DeprivationIndex.Wales2019, 573, 3)]
    [InlineData(DeprivationIndex.Wales2019, 955, 5)]
    [InlineData(DeprivationIndex.Wales2025, 382, 2)]
    [InlineData(DeprivationIndex.Wales2025, 574, 3)]
    [InlineData(DeprivationIndex.Wales2025, 958, 5)]
    [InlineData(DeprivationIndex.NorthernIreland2017, 89, 1)]
    public void A_tenth_ends_where_its_nation_says(DeprivationIndex index, int rank, int decile)
    {
        Assert.Equal(decile, Deprivation.Decile(index, rank));
        Assert.Equal(decile + 1, Deprivation.Decile(index, rank + 1));
    }

    [Fact]
    public void The_first_area_is_in_the_first_tenth_and_the_last_in_the_last_and_others_are_in_none() => Assert.All(_all, index =>
    {
        Assert.Equal(1, Deprivation.Decile(index, 1));
        Assert.Equal(10, Deprivation.Decile(index, Deprivation.Areas(index)));
        Assert.Null(Deprivation.Decile(index, 0));
        Assert.Null(Deprivation.Decile(index, Deprivation.Areas(index) + 1));
    });

    [Theory]
    [InlineData('E', false, DeprivationIndex.England2019)]
    [InlineData('E', true, DeprivationIndex.England2025)]
    [InlineData('W', true, DeprivationIndex.Wales2025)]
    [InlineData('S', true, DeprivationIndex.Scotland2020)]
    [InlineData('N', false, DeprivationIndex.NorthernIreland2017)]
    [InlineData('L', false, DeprivationIndex.None)]
    public void A_rank_belongs_to_its_nation(char area, bool isOf2025, DeprivationIndex index) =>
        Assert.Equal(index, Deprivation.IndexOf(area, isOf2025));
}
