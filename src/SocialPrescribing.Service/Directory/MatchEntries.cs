using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>The directory as matching asks for it. Each entry is looked through once, as long as it stays the same.</summary>
public static partial class MatchEntries
{
    private static readonly ConditionalWeakTable<ListedActivity, MatchEntry> _read = new();

    /// <summary>Entries that take place now or may open again. Those that have ended are left out.</summary>
    public static IEnumerable<MatchEntry> Of(IEnumerable<StoredActivity> all)
    {
        foreach (StoredActivity stored in all)
            if (stored.Activity.Details.Status is ListingStatus.Active or ListingStatus.TemporarilyClosed)
            {
                MatchEntry entry = _read.GetValue(stored.Activity, Read);
                yield return entry.IsConfirmed != stored.Unconfirmed ? entry : entry with { IsConfirmed = !stored.Unconfirmed };
            }
    }

    private static MatchEntry Read(ListedActivity listed)
    {
        ListingDetails details = listed.Details;
        string words = MatchEntry.Plain($"{details.Name} {details.Description}");
        return new MatchEntry(listed.Id, details.Name)
        {
            Needs = details.Needs,
            // A day of the month falls on any weekday, so it says nothing about which weekdays suit.
            Times = [.. details.Schedules.SelectMany(s => s.Weekday is { } day
                ? [new MatchTime((Weekday)(((int)day + 6) % 7), s.StartsAt, RhythmOf(s.Every))] : (MatchTime[])[])],
            AtHome = details.Place is null && ComesToThem().IsMatch(words),
            Latitude = details.Place?.Latitude,
            Longitude = details.Place?.Longitude,
            StepFree = details.StepFree switch { StepFree.Yes => true, StepFree.No => false, _ => null },
            Company = details.AccompaniedFirstVisitWelcome,
            Cost = details.Cost,
            Pounds = ActivityCost.Pounds(details.Cost),
            Places = details.Capacity?.Available,
            PlacesSaidOn = details.Capacity?.Updated,
            Size = details.Capacity is { Maximum: var most, Available: var free } ? most ?? (free > 0 ? free : null) : null,
            MinimumAge = details.MinimumAge,
            MaximumAge = details.MaximumAge,
            Languages = details.Languages,
            IsClosed = details.Status is ListingStatus.TemporarilyClosed,
            ClosedUntil = details.ClosedUntil,
            IsConfirmed = true,
            ConfirmedOn = details.ConfirmedOn,
            Words = words,
        };
    }

    private static MatchRhythm RhythmOf(Every every) => every switch
    {
        Every.Week => MatchRhythm.Week,
        Every.Fortnight => MatchRhythm.Fortnight,
        Every.Month => MatchRhythm.Month,
    };

    /// <summary>No field says yet that an activity comes to people at home. It has no place then, and its words say how it comes.</summary>
    [GeneratedRegex(" (online|zoom|video|phone|telephone|home visits?|at home) ", RegexOptions.CultureInvariant)]
    private static partial Regex ComesToThem();
}
