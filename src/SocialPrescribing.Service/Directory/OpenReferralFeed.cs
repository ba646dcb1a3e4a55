using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service;

/// <summary>
/// Follows an Open Referral UK feed page by page. The feed is somebody else's machine: it may be slow, endless, or send us
/// elsewhere, so everything about it has a limit, and no redirect leads to another host.
/// </summary>
/// <param name="handler">The transport; it must not follow redirects by itself.</param>
public sealed class OpenReferralFeed(HttpMessageHandler handler, Pathway pathway) : IDisposable
{
    public const int MostPages = 1_000;
    private const int MostRedirects = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new(handler, disposeHandler: true) { Timeout = Patience, MaxResponseContentBufferSize = ActivityDirectory.MostBytes };

    public static OpenReferralFeed Open(Pathway pathway) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(15), AutomaticDecompression = DecompressionMethods.All }, pathway);

    public void Dispose() => _http.Dispose();

    /// <summary>Why such an address is not followed; null if it is.</summary>
    public static string? WhyNot(Uri address) =>
        address.Scheme is "https" || (address.Scheme is "http" && address.IsLoopback) ? null : "Only https addresses are followed (http on this machine alone).";

    /// <summary>Every service of the feed, and a refused row for whatever ended it early.</summary>
    /// <param name="address">Of the list of services: <c>https://example.org/open-referral/services</c>.</param>
    public async Task<IReadOnlyList<ImportRow>> Read(Uri address, CancellationToken cancellation)
    {
        List<ImportRow> rows = [];
        HashSet<string> seen = [];
        for (int page = 1; page <= MostPages; page++)
        {
            string part = string.Create(CultureInfo.InvariantCulture, $"page {page}, ");
            (byte[]? body, string? wrong) = await Fetch(page is 1 ? address : WithPage(address, page), cancellation);
            if (body is null)
                return [.. rows, ImportRow.Unreadable($"{part}file", "unreachable", wrong!)];
            if (!seen.Add(Convert.ToHexString(SHA256.HashData(body))))
                return [.. rows, ImportRow.Unreadable($"{part}file", "endless", "The feed gave the same page again, so reading it would never end.")];
            (JsonDocument? document, ImportRow? unreadable) = OpenReferralReader.Parse(body, part);
            if (document is null)
                return [.. rows, unreadable!];
            using (document)
            {
                if (OpenReferralReader.Services(document.RootElement) is not { } services)
                    return [.. rows, OpenReferralReader.NoServices(part)];
                if (page > 1 && PageNumber(document.RootElement) is { } number && number != page)
                    return [.. rows, ImportRow.Unreadable($"{part}file", "endless", string.Create(CultureInfo.InvariantCulture, $"The feed was asked for page {page} and says that this is page {number}, so reading it would never end."))];
                for (int i = 0; i < services.Count; i++)
                {
                    if (rows.Count == OpenReferralReader.MostServices)
                        return [.. rows, OpenReferralReader.TooMany(part)];
                    rows.Add(await ReadWhole(address, services[i], OpenReferralReader.At(part, i), cancellation));
                }
                if (services.Count is 0 || IsLast(document.RootElement, page))
                    return rows;
            }
        }
        return [.. rows, ImportRow.Unreadable("feed", "too-many", $"At most {MostPages} pages are followed; the rest was not read.")];
    }

    /// <summary>A list may hold only the simple fields of a service; then the service itself is asked for.</summary>
    private async Task<ImportRow> ReadWhole(Uri list, JsonElement listed, string at, CancellationToken cancellation)
    {
        if (listed.ValueKind is not JsonValueKind.Object || listed.TryGetProperty("schedules", out _) || listed.TryGetProperty("service_at_locations", out _)
            || !listed.TryGetProperty("id", out JsonElement id) || id.ValueKind is not JsonValueKind.String)
            return OpenReferralReader.Read(listed, at, pathway);
        Uri one = new UriBuilder(list) { Path = $"{list.AbsolutePath.TrimEnd('/')}/{Uri.EscapeDataString(id.GetString()!)}", Query = "" }.Uri;
        (byte[]? body, string? wrong) = await Fetch(one, cancellation);
        return body is null ? ImportRow.Unreadable(at, "unreachable", wrong!) : OpenReferralReader.Read(body, pathway) is [var row] ? row with { At = at } : ImportRow.Unreadable(at, "not-open-referral", "Asked for this one service, the feed gave something else.");
    }

    private async Task<(byte[]? Body, string? Wrong)> Fetch(Uri address, CancellationToken cancellation)
    {
        Uri next = address;
        for (int redirects = 0; redirects <= MostRedirects; redirects++)
        {
            if (WhyNot(next) is { } why)
                return (null, why);
            if (next.Host != address.Host || (next.IsLoopback && next.Port != address.Port))
                return (null, "The feed sends us to another host. Give its new address if that is right.");
            try
            {
                using HttpRequestMessage request = new(HttpMethod.Get, next) { Headers = { { "Accept", "application/json" } } };
                using HttpResponseMessage response = await _http.SendAsync(request, cancellation);
                if (response is { StatusCode: HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect, Headers.Location: { } location })
                {
                    next = new Uri(next, location);
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

    private static Uri WithPage(Uri address, int page)
    {
        IEnumerable<string> others = address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(p => !p.StartsWith("page=", StringComparison.Ordinal));
        return new UriBuilder(address) { Query = string.Join('&', others.Append(string.Create(CultureInfo.InvariantCulture, $"page={page}"))) }.Uri;
    }

    private static int? PageNumber(JsonElement root) => root.ValueKind is JsonValueKind.Object && root.TryGetProperty("page_number", out JsonElement e) && e.ValueKind is JsonValueKind.Number && e.TryGetInt32(out int n) ? n : null;

    private static bool IsLast(JsonElement root, int page) => root.ValueKind is not JsonValueKind.Object
        || (root.TryGetProperty("last_page", out JsonElement last) ? last.ValueKind is JsonValueKind.True
            : !root.TryGetProperty("total_pages", out JsonElement total) || total.ValueKind is not JsonValueKind.Number || !total.TryGetInt32(out int pages) || page >= pages);
}
