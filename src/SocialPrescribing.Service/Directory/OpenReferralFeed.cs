using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>
/// Follows an Open Referral UK feed page by page. The feed is somebody else's machine: it may be slow, endless, or send us
/// elsewhere, so everything about it has a limit, and no redirect leads to another host.
/// </summary>
/// <param name="handler">The transport; it must not follow redirects by itself.</param>
/// <param name="pause">Waits as long as a feed asks for.</param>
public sealed class OpenReferralFeed(
    HttpMessageHandler handler, ListingReading reading, Func<TimeSpan, CancellationToken, Task>? pause = null) : IDisposable
{
    public const int MostPages = 1_000;
    private const int MostRedirects = 3;
    /// <summary>How often a page is asked for while the feed says that it is busy.</summary>
    private const int MostTries = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(5), LongestPause = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http =
        new(handler, disposeHandler: true) { Timeout = Patience, MaxResponseContentBufferSize = ActivityDirectory.MostBytes };
    private readonly Func<TimeSpan, CancellationToken, Task> _pause = pause ?? Task.Delay;

    public static OpenReferralFeed Open(ListingReading reading) =>
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            AutomaticDecompression = DecompressionMethods.All
        }, reading);

    public void Dispose() => _http.Dispose();

    /// <summary>Why such an address is not followed; null if it is.</summary>
    public static string? WhyNot(Uri address) =>
        address.Scheme is "https" || (address.Scheme is "http" && address.IsLoopback)
            ? null
            : "Only https addresses are followed (http on this machine alone).";

    /// <summary>Every service of the feed, and a refused row for whatever ended it early.</summary>
    /// <param name="address">Of the list of services: <c>https://example.org/open-referral/services</c>.</param>
    public async Task<IReadOnlyList<ImportRow>> Read(Uri address, CancellationToken cancellation)
    {
        List<ImportRow> rows = [];
        HashSet<string> seen = [];
        bool? hasMore = null;
        int began = 1;
        for (int page = 1; page <= MostPages; page++)
        {
            string part = string.Create(CultureInfo.InvariantCulture, $"page {page}, ");
            (byte[]? body, string? wrong) = await Fetch(page is 1 ? address : WithPage(address, began + page - 1), cancellation);
            if (body is null)
                return [.. rows, ImportRow.Unreadable($"{part}file", "unreachable", wrong!)];
            (JsonDocument? document, ImportRow? unreadable) = OpenReferralReader.Parse(body, part);
            if (document is null)
                return [.. rows, unreadable!];
            using (document)
            {
                if (OpenReferralReader.Services(document.RootElement) is not { } services)
                    return [.. rows, OpenReferralReader.NoServices(part)];
                ImportRow Broken(string code, string why) => ImportRow.Unreadable($"{part}file", code, why);
                int? pages = Whole(document.RootElement, "total_pages", "totalPages");
                int? total = Whole(document.RootElement, "total_items", "totalElements");
                int? number = Whole(document.RootElement, "page_number", "number");
                // Some count their pages from 0.
                if (page is 1 && number is 0)
                    began = 0;
                if (services.Count is 0)
                    return pages > page
                        ? [.. rows,
                            Broken("incomplete",
                                string.Create(CultureInfo.InvariantCulture,
                                    $"This page is empty, though the feed says that it has {pages}; the rest was not read."))]
                        : Counted(rows, seen.Count, total);
                int before = seen.Count;
                seen.UnionWith(services.Select(s => HexDigest.Of(JsonMarshal.GetRawUtf8Value(s))));
                // A feed that does not say whether there is more may know no pages, and give all it has each time.
                if (seen.Count == before)
                    return hasMore is true
                        ? [.. rows, Broken("endless", "The feed gave the same services again, so reading it would never end.")]
                        : Counted(rows, seen.Count, total);
                if (page > 1 && number is { } said && said != began + page - 1)
                    return [.. rows,
                        Broken("endless",
                            string.Create(CultureInfo.InvariantCulture,
                                $"The feed was asked for page {began + page - 1} and says that this is page {said}, so reading it would "
                                    + $"never end."))];
                for (int i = 0; i < services.Count; i++)
                {
                    if (rows.Count >= OpenReferralReader.MostServices)
                        return [.. rows, OpenReferralReader.TooMany(part)];
                    rows.AddRange(await ReadWhole(address, services[i], OpenReferralReader.At(part, i), cancellation));
                }
                hasMore = HasMore(document.RootElement, page, pages);
                if (hasMore is false)
                    return Counted(rows, seen.Count, total);
            }
        }
        return [.. rows, ImportRow.Unreadable("feed", "too-many", $"At most {MostPages} pages are followed; the rest was not read.")];
    }

    /// <summary>Reports that a feed gave fewer services than it announced: otherwise nobody would notice.</summary>
    private static IReadOnlyList<ImportRow> Counted(List<ImportRow> rows, int came, int? total) => total is null || total <= came ? rows
        : [.. rows, ImportRow.Unreadable("feed", "incomplete", string.Create(CultureInfo.InvariantCulture,
            $"The feed says that it has {total} services, and gave {came}."))];

    /// <summary>A list may hold only the simple fields of a service; then the service itself is asked for.</summary>
    private async Task<IReadOnlyList<ImportRow>> ReadWhole(Uri list, JsonElement listed, string at, CancellationToken cancellation)
    {
        if (listed.ValueKind is not JsonValueKind.Object
            || listed.TryGetProperty("schedules", out _)
            || listed.TryGetProperty("regular_schedule", out _)
            || listed.TryGetProperty("service_at_locations", out _)
            || IdOf(listed) is not { } id)
            return OpenReferralReader.Read(listed, at, reading);
        Uri one = new UriBuilder(list) { Path = $"{list.AbsolutePath.TrimEnd('/')}/{Uri.EscapeDataString(id)}", Query = "" }.Uri;
        (byte[]? body, string? wrong) = await Fetch(one, cancellation);
        if (body is null)
            return [ImportRow.Unreadable(at, "unreachable", wrong!)];
        (JsonDocument? document, ImportRow? unreadable) = OpenReferralReader.Parse(body, "");
        if (document is null)
            return [unreadable! with { At = at }];
        using (document)
            return OpenReferralReader.Services(document.RootElement) is [var whole] ? OpenReferralReader.Read(whole, at, reading)
                : [ImportRow.Unreadable(at, "not-open-referral", "Asked for this one service, the feed gave something else.")];
    }

    private async Task<(byte[]? Body, string? Wrong)> Fetch(Uri address, CancellationToken cancellation)
    {
        Uri next = address;
        int tries = 0;
        for (int redirects = 0; redirects <= MostRedirects; redirects++)
        {
            if (WhyNot(next) is { } why)
                return (null, why);
            if (next.Host != address.Host || (next.IsLoopback && next.Port != address.Port))
                return (null, "The feed sends us to another host. Give its new address if that is right.");
            try
            {
                using HttpRequestMessage request = new(HttpMethod.Get, next)
                {
                    // Some refuse whoever does not say who asks.
                    Headers = { { "Accept", "application/json" }, { "User-Agent", "SocialPrescribing/1.0 (directory import)" } },
                };
                using HttpResponseMessage response = await _http.SendAsync(request, cancellation);
                if (response
                    is
                    {
                        StatusCode: HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect
                        or HttpStatusCode.PermanentRedirect, Headers.Location: { } location
                    })
                {
                    next = new Uri(next, location);
                    continue;
                }
                if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable && ++tries < MostTries
                    && PauseOf(response.Headers.RetryAfter?.Delta) is { } wait)
                {
                    redirects--;
                    await _pause(wait, cancellation);
                    continue;
                }
                return response.IsSuccessStatusCode ? (await response.Content.ReadAsByteArrayAsync(cancellation), null)
                    : (null, string.Create(CultureInfo.InvariantCulture, $"The feed answered with {(int)response.StatusCode}."));
            }
            catch (HttpRequestException e)
            {
                return (null, e.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded
                    ? $"A page has more than {ActivityDirectory.MostBytes / 1024 / 1024} MB." : "The feed cannot be reached.");
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return (null, $"The feed did not answer within {Patience.TotalSeconds} seconds.");
            }
        }
        return (null, "The feed sends us around in a circle.");
    }

    /// <summary>As long as it says; null where that is longer than anybody waits.</summary>
    private static TimeSpan? PauseOf(TimeSpan? said) => said is not { } wait ? UsualPause : wait <= LongestPause ? wait : null;

    private static Uri WithPage(Uri address, int page)
    {
        IEnumerable<string> others = address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(p => !p.StartsWith("page=", StringComparison.Ordinal));
        return new UriBuilder(
            address)
        { Query = string.Join('&', others.Append(string.Create(CultureInfo.InvariantCulture, $"page={page}"))) }.Uri;
    }

    private static string? IdOf(JsonElement service)
    {
        try
        {
            return service.ValueKind is JsonValueKind.Object
                && service.TryGetProperty("id", out JsonElement id)
                && id.ValueKind is JsonValueKind.String ? id.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a character, which is no text: the reader refuses the service and says why.
            return null;
        }
    }

    /// <summary>
    /// Null where the page does not say, so that only asking for the next one tells. One sign that there is more counts for more than one
    /// that there is not.
    /// </summary>
    private static bool? HasMore(JsonElement root, int page, int? pages)
    {
        // The document is one service and no list.
        if (root.ValueKind is JsonValueKind.Object && !root.TryGetProperty("contents", out _) && !root.TryGetProperty("content", out _))
            return false;
        bool?[] said =
            [pages is { } all ? page < all : null,
                (Said(root, "last_page") ?? Said(root, "last")) switch { "true" => false, "false" => true, _ => null }];
        return said.Contains(true) ? true : said.Contains(false) ? false : null;
    }

    private static int? Whole(JsonElement root, string field, string older) =>
        int.TryParse(Said(root, field) ?? Said(root, older), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number : null;

    /// <summary>Some feeds write numbers, true and false as text, and some in bytes that are not UTF-8.</summary>
    private static string? Said(JsonElement root, string field) =>
        root.ValueKind is JsonValueKind.Object && root.TryGetProperty(field, out JsonElement value)
            ? Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value)).Trim('"').ToLowerInvariant() : null;
}
