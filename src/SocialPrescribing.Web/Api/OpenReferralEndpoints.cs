using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Api;

/// <summary>
/// The directory for everybody, in the form of Open Referral UK 3.0: entries that are active or temporarily closed, and nothing about
/// anybody who works here.
/// </summary>
internal static class OpenReferralEndpoints
{
    private const int UsualPage = 50;
    private const int LongestPage = 200;
    private const int LongestWord = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapApi(isPublic: true);
        api.AddEndpointFilter((call, next) => call.HttpContext.RequestServices.GetRequiredService<PublicReadLimiter>()
            .Read(call.HttpContext, () => next(call), () => ApiProblem.TooManyReads, () => ApiProblem.ManyRead));
        api.AddEndpointFilter(OpenReferralTag.Filter);
        api.TakesOnly("/open-referral", api.MapGet("/open-referral", About));
        api.TakesOnly("/open-referral/services", api.MapGet("/open-referral/services", Services));
        api.TakesOnly("/open-referral/services/{id}", api.MapGet("/open-referral/services/{id}", Service));
        api.TakesOnly("/open-referral/taxonomies", api.MapGet("/open-referral/taxonomies", Taxonomies));
        api.TakesOnly("/open-referral/taxonomy_terms", api.MapGet("/open-referral/taxonomy_terms", Terms));
        api.TakesOnly("/open-referral/service_at_locations", api.MapGet("/open-referral/service_at_locations", ServicesAtLocations));
        api.TakesOnly("/open-referral/taxonomies/{id}", api.MapGet("/open-referral/taxonomies/{id}", Taxonomy));
        api.TakesOnly("/open-referral/taxonomy_terms/{id}", api.MapGet("/open-referral/taxonomy_terms/{id}", Term));
        api.TakesOnly("/open-referral/service_at_locations/{id}",
            api.MapGet("/open-referral/service_at_locations/{id}", ServiceAtLocation));
        routes.MapNoSuchRoute("/open-referral/{**rest}");
    }

    private static Reply<OpenReferralView.About> About(ServiceProfile profile) => new(
        new("HSDS-UK-3.0", "https://docs.openreferraluk.org/en/latest/", new Uri(profile.PublicUrl, "/openapi.yaml")),
            OpenReferralJson.Default.About);

    private static Results<Reply<OpenReferralView.PageOf<OpenReferralView.Taxonomy>>, ApiProblem> Taxonomies(HttpContext context) =>
        Paged(context, OpenReferralView.Taxonomies, OpenReferralJson.Default.TaxonomyPage);

    private static Results<Reply<OpenReferralView.PageOf<OpenReferralView.Term>>, ApiProblem> Terms(HttpContext context, Pathway pathway) =>
        Paged(context, OpenReferralView.Terms(pathway), OpenReferralJson.Default.TermPage);

    private static async Task<Results<Reply<OpenReferralView.PageOf<OpenReferralView.Service>>, ApiProblem>> Services(
        HttpContext context, ActivityDirectory directory, PlaceFinder places, Clocks clocks)
    {
        (IReadOnlyList<StoredActivity>? found, ApiProblem? problem) = await Find(context, directory, places);
        DateOnly today = WorkingCalendar.LondonDate(clocks.Now);
        return found is null ? problem! : Paged(context, found, s => OpenReferralView.Of(s, today), OpenReferralJson.Default.Services);
    }

    private static Results<Reply<OpenReferralView.Taxonomy>, ApiProblem> Taxonomy(string id) =>
        OpenReferralView.Taxonomies.FirstOrDefault(t => Guid.TryParse(id, out Guid known) && t.Id == known) is { } taxonomy
            ? new Reply<OpenReferralView.Taxonomy>(taxonomy, OpenReferralJson.Default.Taxonomy) : ApiProblem.NotFound("taxonomy");

    private static Results<Reply<OpenReferralView.Term>, ApiProblem> Term(string id, Pathway pathway) =>
        OpenReferralView.Terms(pathway).FirstOrDefault(t => Guid.TryParse(id, out Guid known) && t.Id == known) is { } term
            ? new Reply<OpenReferralView.Term>(term, OpenReferralJson.Default.Term) : ApiProblem.NotFound("taxonomy term");

    private static async Task<Results<Reply<OpenReferralView.PageOf<OpenReferralView.ServiceAtLocationWithService>>, ApiProblem>>
        ServicesAtLocations(
        HttpContext context, ActivityDirectory directory, PlaceFinder places, Clocks clocks)
    {
        (IReadOnlyList<StoredActivity>? found, ApiProblem? problem) = await Find(context, directory, places);
        DateOnly today = WorkingCalendar.LondonDate(clocks.Now);
        return found is null ? problem! : Paged(context, [.. found.Where(s => s.Activity.Details.Place is not null)],
            stored => AtLocation(stored, today), OpenReferralJson.Default.ServicesAtLocations);
    }

    private static OpenReferralView.ServiceAtLocationWithService AtLocation(StoredActivity stored, DateOnly today)
    {
        OpenReferralView.Service service = OpenReferralView.Of(stored, today);
        return new(service.ServiceAtLocations[0].Id, service.ServiceAtLocations[0].Location, service with { ServiceAtLocations = [] });
    }

    private static async Task<Results<Reply<OpenReferralView.ServiceAtLocationWithService>, ApiProblem>> ServiceAtLocation(
        string id, ActivityDirectory directory, Clocks clocks, CancellationToken cancellation) =>
        Guid.TryParse(id, out Guid known) && (await directory.All(cancellation)).FirstOrDefault(s => s.IsPublic
            && s.Activity.Details.Place is not null && OpenReferralView.AtLocationOf(s.Activity.Id) == known) is { } stored
            ? new Reply<OpenReferralView.ServiceAtLocationWithService>(AtLocation(stored, WorkingCalendar.LondonDate(clocks.Now)),
                OpenReferralJson.Default.ServiceAtLocationWithService)
            : ApiProblem.NotFound("service at a location");

    private static async Task<Results<Reply<OpenReferralView.Service>, ApiProblem>> Service(
        string id, ActivityDirectory directory, Clocks clocks, CancellationToken cancellation) =>
        Guid.TryParse(id, out Guid activity) && await directory.Get(activity, cancellation) is { } stored && stored.IsPublic
            ? new Reply<OpenReferralView.Service>(OpenReferralView.Of(stored, WorkingCalendar.LondonDate(clocks.Now)),
                OpenReferralJson.Default.Service)
            : ApiProblem.NotFound("service");

    private static async Task<(IReadOnlyList<StoredActivity>? Found, ApiProblem? Problem)> Find(
        HttpContext context, ActivityDirectory directory, PlaceFinder places)
    {
        IQueryCollection sent = context.Request.Query;
        string? One(string name) => StaffEndpoints.One(sent, name);
        string? search = One("search");
        if (search?.Length > LongestWord)
            return (null, ApiProblem.Parameter("search", $"Give at most {LongestWord} characters."));
        IReadOnlyList<string> words = search is null ? [] : ActivityDirectory.WordsOf(search, most: ActivityDirectory.MostWords + 1);
        if (words.Count > ActivityDirectory.MostWords)
            return (null, ApiProblem.Parameter("search", $"Give at most {ActivityDirectory.MostWords} words."));
        if (!TryId(One("taxonomy_term_id"), out Guid? term))
            return (null, ApiProblem.Parameter("taxonomy_term_id", "Give the id of a taxonomy term, from /open-referral/taxonomy_terms."));
        if (!TryId(One("taxonomy_id"), out Guid? taxonomy))
            return (null, ApiProblem.Parameter("taxonomy_id", "Give the id of a taxonomy, from /open-referral/taxonomies."));
        if (!TryWhole(One("minimum_age"), 0, 120, out int? minimum))
            return (null, ApiProblem.Parameter("minimum_age", "Give a whole number from 0 to 120."));
        if (!TryWhole(One("maximum_age"), 0, 120, out int? maximum))
            return (null, ApiProblem.Parameter("maximum_age", "Give a whole number from 0 to 120."));
        if (!TryTime(One("start_time"), out TimeOnly? start))
            return (null, ApiProblem.Parameter("start_time", "Give a time of day such as 09:30."));
        if (!TryTime(One("end_time"), out TimeOnly? end))
            return (null, ApiProblem.Parameter("end_time", "Give a time of day such as 17:00."));
        DayOfWeek? day = One("day") is { } word ? DirectoryTerms.WeekdayOf(word) : null;
        if (day is null && One("day") is not null)
            return (null, ApiProblem.Parameter("day", "Give one of MO, TU, WE, TH, FR, SA and SU."));

        if (One("postcode") is { } postcode && !Postcode.TryParse(postcode, out _))
            return (null, ApiProblem.Parameter("postcode", "Give a whole postcode, such as GU35 0BP."));
        if (!TryWhole(One("proximity"), 1, 1_000_000, out int? metres) || (metres is not null && One("postcode") is null))
            return (null, ApiProblem.Parameter("proximity", "Give a whole number of metres, together with a postcode."));
        FoundPlace? around = metres is null ? null : await places.Find(One("postcode"), context.RequestAborted);
        if (metres is not null && around is null)
            return (null, ApiProblem.Parameter("postcode", "Nobody here knows where this postcode is."));

        IReadOnlyList<StoredActivity> all = await directory.All(context.RequestAborted);
        IReadOnlySet<Guid>? saying = directory.Saying(all, words);
        bool Fits(StoredActivity s)
        {
            ListingDetails details = s.Activity.Details;
            return s.IsPublic && saying?.Contains(s.Activity.Id) is not false
                && (term is null || OpenReferralView.TermsOf(details).Any(t => t.Id == term))
                && (taxonomy is null || OpenReferralView.TermsOf(details).Any(t => t.TaxonomyId == taxonomy))
                // For people of these ages. An entry without a limit suits everybody.
                && !(details.MaximumAge < minimum) && !(details.MinimumAge > maximum)
                && ((start is null && end is null && day is null)
                    || details.Schedules
                        .Any(t => (day is null || t.Weekday == day) && !(t.StartsAt < start) && !((t.EndsAt ?? t.StartsAt) > end)));
        }
        // An entry without a service area covers every postcode, so a postcode alone excludes nothing.
        return (around is null ? [.. all.Where(Fits)] : [.. (await places.Place(all, context.RequestAborted))
            .Where(p => Fits(p.Stored) && p.Point is { } point && Distance.Kilometres(point, around.Point) * 1_000 <= metres)
            .Select(p => p.Stored)], null);
    }

    private static Results<Reply<OpenReferralView.PageOf<T>>, ApiProblem> Paged<T>(
        HttpContext context, IReadOnlyList<T> all, JsonTypeInfo<OpenReferralView.PageOf<T>> type) =>
        Paged(context, all, item => item, type);

    private static Results<Reply<OpenReferralView.PageOf<T>>, ApiProblem> Paged<TFrom, T>(
        HttpContext context, IReadOnlyList<TFrom> all, Func<TFrom, T> of, JsonTypeInfo<OpenReferralView.PageOf<T>> type)
    {
        if (!TryWhole(StaffEndpoints.One(context.Request.Query, "page"), 1, 1_000_000, out int? page))
            return ApiProblem.Parameter("page", "Give a whole number from 1.");
        if (!TryWhole(StaffEndpoints.One(context.Request.Query, "per_page"), 1, LongestPage, out int? perPage))
            return ApiProblem.Parameter("per_page", $"Give a whole number from 1 to {LongestPage}.");
        (int number, int size) = (page ?? 1, perPage ?? UsualPage);
        int pages = (all.Count + size - 1) / size;
        T[] contents = [.. all.Skip((int)Math.Min((number - 1L) * size, int.MaxValue)).Take(size).Select(of)];
        return new Reply<OpenReferralView.PageOf<T>>(
            new(all.Count, pages, number, contents.Length, number is 1, number >= pages, contents.Length is 0, contents), type);
    }

    private static bool TryId(string? text, out Guid? id)
    {
        id = Guid.TryParse(text, out Guid given) ? given : null;
        return text is null || id is not null;
    }

    private static bool TryWhole(string? text, int least, int most, out int? number)
    {
        number = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int given) && given >= least && given <= most
            ? given : null;
        return text is null || number is not null;
    }

    private static bool TryTime(string? text, out TimeOnly? time)
    {
        time = TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly given)
            ? given : null;
        return text is null || time is not null;
    }
}
