using System.Security.Cryptography;
using System.Text;

namespace SocialPrescribing.Service;

/// <summary>SHA-256 in small hexadecimal digits: a short name for a text or a secret, from which nobody learns it.</summary>
public static class HexDigest
{
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
