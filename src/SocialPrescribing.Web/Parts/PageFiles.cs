using System.Collections.Frozen;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace SocialPrescribing.Web.Parts;

/// <summary>
/// The files that pages need. They are part of the assembly, so both hosts serve the same files without a folder. Their names contain a
/// hash of their content, so a browser can keep them for ever and never mixes two versions.
/// </summary>
public static class PageFiles
{
    private const string Prefix = "assets/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private sealed record Asset(string File, string Type)
    {
        private readonly Lazy<(byte[] Plain, byte[] Packed)> _content = new(() => Read(File));
        public byte[] Plain => _content.Value.Plain;
        public byte[] Packed => _content.Value.Packed;
    }

    private static readonly FrozenDictionary<string, Asset> ByFile = typeof(PageFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..], name => new Asset(name[Prefix.Length..], Types[Path.GetExtension(name)]));

    /// <summary>By the name without its hash: <c>pages.css</c> leads to <c>pages-D3HFLTMF.css</c>.</summary>
    private static readonly FrozenDictionary<string, string> ByName =
        ByFile.Keys.ToFrozenDictionary(file => $"{file[..file.LastIndexOf('-')]}{Path.GetExtension(file)}");

    /// <summary>The address of the file with this name.</summary>
    public static string Address(string name) => $"/assets/{ByName[name]}";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/assets/{file}", Give);

    private static Results<FileContentHttpResult, NotFound> Give(string file, HttpContext context)
    {
        if (!ByFile.TryGetValue(file, out Asset? asset))
            return TypedResults.NotFound();
        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.XContentTypeOptions = "nosniff";
        headers.Vary = "Accept-Encoding";
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
            return TypedResults.Bytes(asset.Plain, asset.Type);
        headers.ContentEncoding = "gzip";
        return TypedResults.Bytes(asset.Packed, asset.Type);
    }

    private static (byte[] Plain, byte[] Packed) Read(string file)
    {
        using Stream stream = typeof(PageFiles).Assembly.GetManifestResourceStream(Prefix + file)!;
        byte[] plain = new byte[stream.Length];
        stream.ReadExactly(plain);
        using MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionLevel.SmallestSize))
            zip.Write(plain);
        return (plain, packed.ToArray());
    }
}
