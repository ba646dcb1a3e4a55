using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SocialPrescribing.Web.Pages;

/// <summary>
/// The files that pages need. They travel inside the assembly, so both hosts serve the same without a folder beside them, and
/// carry a hash of what is in them in their address, so a browser keeps them for good and never mixes two versions.
/// </summary>
public static class PageFiles
{
    private const string Prefix = "assets/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
    }.ToFrozenDictionary();

    private sealed record Asset(string Address, string Type, byte[] Content);

    private static readonly FrozenDictionary<string, Asset> ByName = typeof(PageFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && Types.ContainsKey(Path.GetExtension(name)))
        .ToFrozenDictionary(name => name[Prefix.Length..], Read);

    private static readonly FrozenDictionary<string, Asset> ByAddress = ByName.Values.ToFrozenDictionary(asset => asset.Address);

    /// <summary>Where a page finds the file of this name.</summary>
    public static string Address(string name) => ByName[name].Address;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/assets/{file}", (string file, HttpResponse response) =>
    {
        if (!ByAddress.TryGetValue($"/assets/{file}", out Asset? asset))
            return Results.NotFound();
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(asset.Content, asset.Type);
    });

    private static Asset Read(string resource)
    {
        using Stream stream = typeof(PageFiles).Assembly.GetManifestResourceStream(resource)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        string hash = Convert.ToHexStringLower(SHA256.HashData(content))[..16];
        string name = Path.GetFileNameWithoutExtension(resource);
        return new Asset($"/assets/{name}-{hash}{Path.GetExtension(resource)}", Types[Path.GetExtension(resource)], content);
    }
}
