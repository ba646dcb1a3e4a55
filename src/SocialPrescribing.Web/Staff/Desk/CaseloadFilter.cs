using System.Globalization;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>The order of the people. The first is the default.</summary>
public enum CaseloadOrder { Need, LongestSilence, Stage, Weight, Name }

/// <summary>Which people of a caseload are shown, and in which order. It is in the address.</summary>
/// <param name="Quiet">Only people to whom nobody has spoken for this many days.</param>
/// <param name="Need">Only people with this need, by its code.</param>
/// <param name="Ended">People whose support has ended, and who are still asked how they are.</param>
public sealed record CaseloadFilter(
    CaseloadOrder Order = CaseloadOrder.Need, int? Quiet = null, Stage? Stage = null, string? Need = null, bool Ended = false)
{
    /// <summary>The choices on the page. The address may contain any other number.</summary>
    public static readonly int[] QuietDays = [7, 14, 21, 30, 60];
    private const int LongestQuiet = 1_000;
    private const int LongestCode = 60;

    public bool IsNarrow => Quiet is not null || Stage is not null || Need is not null;

    /// <summary>Values in the address that make no sense are ignored.</summary>
    public static CaseloadFilter Of(IQueryCollection query) => new(
        Enum.TryParse(query["sort"], ignoreCase: true, out CaseloadOrder order) && Enum.IsDefined(order) ? order : CaseloadOrder.Need,
        int.TryParse(query["quiet"], NumberStyles.None, CultureInfo.InvariantCulture, out int days) && days is > 0 and <= LongestQuiet
            ? days : null,
        Enum.TryParse(query["stage"], ignoreCase: true, out Stage stage) && Caseloads.Supported.Contains(stage) ? stage : null,
        query["need"].ToString() is { Length: > 0 and <= LongestCode } need ? need : null,
        query.ContainsKey("after-care"));

    /// <summary>Usual values are left out of the address.</summary>
    public string Path(string? of, int page = 1)
    {
        (string Name, string? Value)[] parts =
        [
            ("of", of), ("sort", Order is CaseloadOrder.Need ? null : Order.ToString()), ("quiet", Quiet is { } days ? $"{days}" : null),
            ("stage", Stage?.ToString()), ("need", Need), ("page", page > 1 ? $"{page}" : null), ("after-care", Ended ? "yes" : null),
        ];
        return "/caseload"
            + QueryString.Create(parts.Where(p => p.Value is { Length: > 0 }).Select(p => KeyValuePair.Create(p.Name, p.Value)));
    }

    public bool Takes(CaseloadPerson person, DateTimeOffset now) =>
        (Quiet is not { } days || (person.Last?.At ?? person.Journey.ReceivedAt) <= now.AddDays(-days))
        && (Stage is null || person.Journey.Stage == Stage)
        && (Need is null || person.Journey.Needs.Contains(Need));

    public IEnumerable<CaseloadPerson> Sorted(IEnumerable<CaseloadPerson> people) => Order switch
    {
        CaseloadOrder.LongestSilence => people.OrderBy(p => p.Last?.At ?? DateTimeOffset.MinValue).ThenBy(p => p.Journey.ReceivedAt),
        CaseloadOrder.Stage => people.OrderBy(p => p.Journey.Stage).ThenBy(p => p.Journey.ReceivedAt),
        CaseloadOrder.Weight => people.OrderByDescending(p => p.Weight).ThenBy(p => p.Journey.ReceivedAt),
        CaseloadOrder.Name => people.OrderBy(p => p.Journey.Person.FamilyName, Service.Alphabetical.Order)
            .ThenBy(p => p.Journey.Person.KnownAs, Service.Alphabetical.Order),
        // Open concerns first, then late tasks, then by what comes next.
        CaseloadOrder.Need => people.OrderByDescending(p => p.Journey.HasOpenConcern).ThenByDescending(p => p.Next.IsLate)
            .ThenBy(p => p.Next.At ?? DateTimeOffset.MaxValue).ThenBy(p => p.Last?.At ?? default),
    };
}

/// <summary>The figures of one link worker's caseload.</summary>
/// <param name="Name">Null for people who have no link worker yet.</param>
/// <param name="Quiet">How many people nobody has spoken to for thirty days.</param>
/// <param name="Alone">How many people go alone by now.</param>
public sealed record CaseloadSum(string? Id, string? Name, int People, int Weight, int Quiet, int Alone)
{
    public const int QuietDays = 30;

    public static IReadOnlyList<CaseloadSum> Of(IEnumerable<CaseloadPerson> people, Func<string, string> nameOf, DateTimeOffset now) =>
    [
        .. people.GroupBy(p => p.Journey.LinkWorker).Select(g => new CaseloadSum(g.Key, g.Key is null ? null : nameOf(g.Key), g.Count(),
            g.Sum(p => p.Weight), g.Count(p => new CaseloadFilter(Quiet: QuietDays).Takes(p, now)),
            g.Count(p => p.Journey.IndependentAt is not null)))
            .OrderBy(s => s.Name is null).ThenBy(s => s.Name, Service.Alphabetical.Order),
    ];
}
