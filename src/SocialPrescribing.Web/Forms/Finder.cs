using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Web.Forms;

/// <summary>Finds what a page of activities shows, for every kind of reader.</summary>
public static class Finder
{
    /// <param name="from">The point from which distances count, and its name; null to use the query.</param>
    /// <param name="isInPublic">Whether everybody may read the page.</param>
    public static async Task<FoundPage> Find(
        FindQuery query, string path, (FoundPlace Place, string Words)? from, bool isInPublic, ActivityDirectory directory,
        PlaceFinder finder, Pathway pathway, DateTimeOffset now, CancellationToken cancellation)
    {
        FoundPlace? place = from?.Place ?? await finder.Find(query.Near, cancellation);
        IReadOnlyList<StoredActivity> all = await directory.All(cancellation);
        Sought sought = query.Sought with { Among = directory.Saying(all, query.Words), From = place?.Point, InPublic = isInPublic };
        FoundActivities found = Finding.Of(await finder.Place(all, cancellation), sought, now, pathway.SchoolHolidays);
        return new FoundPage(query, path, found, place, from?.Words, query.Near is not null && place is null);
    }
}
