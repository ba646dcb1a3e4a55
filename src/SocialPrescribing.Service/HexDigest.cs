using System.Security.Cryptography;
using System.Text;

namespace SocialPrescribing.Service;

/// <summary>SHA-256 in small hexadecimal digits: a short name for a text or a secret that does not give it away.</summary>
public static class HexDigest
{
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Hashes a text and the bytes after it, which may be many and are not copied.</summary>
    public static string Of(string first, ReadOnlySpan<byte> then)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(first));
        hash.AppendData(then);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static async ValueTask<string> Of(Stream content, CancellationToken cancellation) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));

    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
