using System.Security.Cryptography;
using System.Text;

namespace SocialPrescribing.Service;

/// <summary>Makes ids from names (UUID version 5, RFC 9562, section 5.5), so that the same thing read twice has the same id.</summary>
public static class NamedGuid
{
    /// <summary>The directory's own name space. It must never change: every imported id depends on it.</summary>
    private static readonly Guid Directory = Guid.Parse("6f0e6a3c-5a64-5a54-9e6b-2f7f7d1f1c11");

    /// <summary>Capitals and spaces around a name make no difference.</summary>
    public static Guid Of(params ReadOnlySpan<string> name) => Of(Directory, string.Join('\n', [.. name]).ToUpperInvariant());

    public static Guid Of(Guid space, string name)
    {
#pragma warning disable CA5350 // The version 5 of RFC 9562 is SHA-1; nothing secret hangs on it.
        byte[] hash = SHA1.HashData([.. space.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)]);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
