using System.Collections.Frozen;

namespace SocialPrescribing.Journeys;

/// <summary>The nation whose bank holidays a service keeps.</summary>
public enum Nation
{
    England,
    Wales,
    Scotland,
    NorthernIreland,
}

/// <summary>
/// The bank holidays of the four nations, <see cref="FirstYear"/> to <see cref="LastYear"/>, on the weekday on which they are observed: for
/// a holiday on a weekend that is its substitute day.
/// </summary>
/// <remarks>
/// Source: the lists at gov.uk/bank-holidays and, for years that are not listed there yet, the Banking and Financial Dealings Act 1971 with
/// the usual substitutes. A one-off day that is proclaimed later belongs in the settings, as one of <see cref="WorkingCalendar"/>'s extra
/// holidays, and so do local holidays of Scottish towns.
/// </remarks>
public static class BankHolidays
{
    public const int FirstYear = 2024;
    public const int LastYear = 2028;

    private static readonly DateOnly[] EnglandAndWales =
    [
        new(2024, 1, 1), new(2024, 3, 29), new(2024, 4, 1), new(2024, 5, 6), new(2024, 5, 27), new(2024, 8, 26), new(2024, 12, 25),
        new(2024, 12, 26),
        new(2025, 1, 1), new(2025, 4, 18), new(2025, 4, 21), new(2025, 5, 5), new(2025, 5, 26), new(2025, 8, 25), new(2025, 12, 25),
        new(2025, 12, 26),
        new(2026, 1, 1), new(2026, 4, 3), new(2026, 4, 6), new(2026, 5, 4), new(2026, 5, 25), new(2026, 8, 31), new(2026, 12, 25),
        new(2026, 12, 28),
        new(2027, 1, 1), new(2027, 3, 26), new(2027, 3, 29), new(2027, 5, 3), new(2027, 5, 31), new(2027, 8, 30), new(2027, 12, 27),
        new(2027, 12, 28),
        new(2028, 1, 3), new(2028, 4, 14), new(2028, 4, 17), new(2028, 5, 1), new(2028, 5, 29), new(2028, 8, 28), new(2028, 12, 25),
        new(2028, 12, 26),
    ];

    /// <summary>2 January, the first Monday of August and St Andrew's Day; no Easter Monday.</summary>
    private static readonly DateOnly[] Scotland =
    [
        new(2024, 1, 1), new(2024, 1, 2), new(2024, 3, 29), new(2024, 5, 6), new(2024, 5, 27), new(2024, 8, 5), new(2024, 12, 2),
        new(2024, 12, 25), new(2024, 12, 26),
        new(2025, 1, 1), new(2025, 1, 2), new(2025, 4, 18), new(2025, 5, 5), new(2025, 5, 26), new(2025, 8, 4), new(2025, 12, 1),
        new(2025, 12, 25), new(2025, 12, 26),
        new(2026, 1, 1), new(2026, 1, 2), new(2026, 4, 3), new(2026, 5, 4), new(2026, 5, 25), new(2026, 8, 3), new(2026, 11, 30),
        new(2026, 12, 25), new(2026, 12, 28),
        new(2027, 1, 1), new(2027, 1, 4), new(2027, 3, 26), new(2027, 5, 3), new(2027, 5, 31), new(2027, 8, 2), new(2027, 11, 30),
        new(2027, 12, 27), new(2027, 12, 28),
        new(2028, 1, 3), new(2028, 1, 4), new(2028, 4, 14), new(2028, 5, 1), new(2028, 5, 29), new(2028, 8, 7), new(2028, 11, 30),
        new(2028, 12, 25), new(2028, 12, 26),

        // One day only, by royal proclamation of February 2026: Scotland's first men's World Cup match since 1998.
        new(2026, 6, 15),
    ];

    /// <summary>England's days, St Patrick's Day and the Battle of the Boyne (12 July).</summary>
    private static readonly DateOnly[] NorthernIreland =
    [
        .. EnglandAndWales,
        new(2024, 3, 18), new(2024, 7, 12),
        new(2025, 3, 17), new(2025, 7, 14),
        new(2026, 3, 17), new(2026, 7, 13),
        new(2027, 3, 17), new(2027, 7, 12),
        new(2028, 3, 17), new(2028, 7, 12),
    ];

    private static readonly FrozenSet<DateOnly> InEnglandAndWales = EnglandAndWales.ToFrozenSet();
    private static readonly FrozenSet<DateOnly> InScotland = Scotland.ToFrozenSet();
    private static readonly FrozenSet<DateOnly> InNorthernIreland = NorthernIreland.ToFrozenSet();

    public static FrozenSet<DateOnly> Of(Nation nation) => nation switch
    {
        Nation.England or Nation.Wales => InEnglandAndWales,
        Nation.Scotland => InScotland,
        Nation.NorthernIreland => InNorthernIreland,
    };
}
