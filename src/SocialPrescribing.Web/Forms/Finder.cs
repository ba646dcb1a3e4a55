using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Web.Forms;

/// <summary>Finds what a page of activities shows, whoever reads it.</summary>
public static class Finder
{
    /// <param name="from">From where distances count, and what that is called; null for what the query says.</param>
    /// <param name="isInPublic">Read by everybody.</param>
    public static async Task<FoundPage> Find(
        FindQuery query, string path, (FoundPlace Place, string Words)? from, bool isInPublic, ActivityDirectory directory,
        PlaceFinder finder, Pathway pathway, DateTimeOffset now, CancellationToken cancellation)
    {
        FoundPlace? place = from?.Place ?? await finder.Find(query.Near, cancellation);
        IReadOnlyList<PlacedActivity> all = await finder.Place(await directory.All(cancellation), cancellation);
        FoundActivities found = Finding.Of(all, query.Sought with { From = place?.Point, InPublic = isInPublic }, now,
            pathway.SchoolHolidays);
        return new FoundPage(query, path, found, place, from?.Words, query.Near is not null && place is null);
    }

    public static IEnumerable<string> NeedsOf(Pathway pathway) => Needs.Standard.Concat(pathway.ExtraNeeds);
}
