namespace SocialPrescribing.Journeys;

/// <summary>
/// The index of multiple deprivation to which a rank belongs. Rank 1 is the most deprived area in each of them. Ranks of different
/// indices cannot be compared.
/// </summary>
public enum DeprivationIndex { None, England2019, England2025, Wales2019, Wales2025, Scotland2020, NorthernIreland2017 }

/// <summary>A rank of deprivation as a tenth of the areas of its own nation: 1 is the most deprived.</summary>
public static class Deprivation
{
    /// <summary>The last rank of each tenth, as published. For England it is worked out as the guide says.</summary>
    /// <remarks>
    /// For Wales only the limits at 10, 20, 30 and 50 % are published, and those of 2025 do not divide the areas evenly. The other limits
    /// are worked out, so one or two areas next to each of them may belong to the neighbouring tenth.
    /// </remarks>
    private static readonly int[] _wales2019 = [191, 382, 573, 764, 955, 1145, 1336, 1527, 1718, 1909];
    private static readonly int[] _wales2025 = [191, 382, 574, 766, 958, 1150, 1341, 1533, 1725, 1917];

    /// <summary>How many areas there are in an index.</summary>
    public static int Areas(DeprivationIndex index) => index switch
    {
        DeprivationIndex.England2019 => 32_844,
        DeprivationIndex.England2025 => 33_755,
        DeprivationIndex.Wales2019 => 1_909,
        DeprivationIndex.Wales2025 => 1_917,
        DeprivationIndex.Scotland2020 => 6_976,
        DeprivationIndex.NorthernIreland2017 => 890,
        DeprivationIndex.None => 0,
    };

    /// <summary>From 1, the most deprived, to 10; null if the index has no such rank.</summary>
    public static int? Decile(DeprivationIndex index, int rank) => rank < 1 || rank > Areas(index) ? null : index switch
    {
        DeprivationIndex.Wales2019 => 1 + Array.FindIndex(_wales2019, end => rank <= end),
        DeprivationIndex.Wales2025 => 1 + Array.FindIndex(_wales2025, end => rank <= end),
        DeprivationIndex.None => null,
        DeprivationIndex.England2019 or DeprivationIndex.England2025 or DeprivationIndex.Scotland2020
            or DeprivationIndex.NorthernIreland2017 => ((rank * 10) + Areas(index) - 1) / Areas(index),
    };

    /// <summary>The index of a rank: the one of the nation to which the area's code belongs.</summary>
    /// <param name="area">The code of an area, such as <c>E01027484</c>.</param>
    /// <param name="isOf2025">Whether the rank is in a column for the indices of 2025.</param>
    public static DeprivationIndex IndexOf(char area, bool isOf2025) => area switch
    {
        'E' => isOf2025 ? DeprivationIndex.England2025 : DeprivationIndex.England2019,
        'W' => isOf2025 ? DeprivationIndex.Wales2025 : DeprivationIndex.Wales2019,
        'S' => DeprivationIndex.Scotland2020,
        'N' or '9' => DeprivationIndex.NorthernIreland2017,
        _ => DeprivationIndex.None,
    };
}
