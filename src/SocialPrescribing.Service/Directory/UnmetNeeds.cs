using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Directory;

/// <summary>Something that people here need and nobody offers. No name, no journey, no full postcode.</summary>
/// <param name="Area">The first half of the postcode (<c>GU35</c>), or <c>unknown</c>.</param>
/// <param name="AgeBand">In years: <c>under 18</c>, <c>18–24</c>, then tens, <c>85 and over</c>.</param>
public sealed record UnmetNeed(string Need, string Area, string AgeBand, UnmetReason Reason, DateOnly On);

/// <summary>
/// The register of unmet needs. An entry is written in the same commit as the event behind it and stands for itself from then on: it stays
/// when the journey has long been erased, and nothing in it leads back to the journey.
/// </summary>
public sealed class UnmetNeeds(IRegister register)
{
    private static readonly RecordKind<UnmetNeed> _kind = RecordKinds.UnmetNeed.Of(DirectoryJson.Default.UnmetNeed);

    /// <summary>A month's entries, the earliest first.</summary>
    public async Task<Page<UnmetNeed>> Of(DateOnly month, int most, string? continueAfter, CancellationToken cancellation)
    {
        string begin = month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        Page<Record<UnmetNeed>> page = await _kind.In(register).List(begin, most, continueAfter, cancellation);
        return new([.. page.Items.Select(r => r.Value)], page.Continue);
    }

    /// <summary>
    /// What a commit has to write. The key is drawn from the command, so that a commit that is tried again writes the same.
    /// </summary>
    internal static IReadOnlyList<RecordWrite> Entries(Journey journey, IReadOnlyList<JourneyEvent> events, Moment moment)
    {
        DateOnly today = WorkingCalendar.LondonDate(moment.Instant);
        return [.. events.OfType<Activities.UnmetNeed>().Select((unmet, index) => _kind.Write(
            string.Create(CultureInfo.InvariantCulture,
                $"{today:yyyy-MM-dd}/{HexDigest.Of($"{journey.Id:N}/{moment.CommandId}/{index}")[..32]}"),
            new UnmetNeed(unmet.Need, AreaOf(journey), AgeBandOf(journey.Person, today), unmet.Reason, today)))];
    }

    public static string AreaOf(Journey journey) =>
        journey is { IsAddressProtected: false, Person.Address: { } home }
            && Postcode.Area(home.Postcode) is { Length: > 0 } area ? area : "unknown";

    public static string AgeBandOf(Person person, DateOnly today)
    {
        int age = today.Year - person.DateOfBirth.Year;
        if (person.DateOfBirth.AddYears(age) > today)
            age--;
        return age switch
        {
            < 18 => "under 18",
            < 25 => "18–24",
            >= 85 => "85 and over",
            _ => string.Create(CultureInfo.InvariantCulture, $"{(age - 5) / 10 * 10 + 5}–{(age - 5) / 10 * 10 + 14}"),
        };
    }
}
