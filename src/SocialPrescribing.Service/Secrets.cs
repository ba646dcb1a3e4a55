using System.Security.Cryptography;
using System.Text;

namespace SocialPrescribing.Service;

/// <summary>The keys of a service: one that names people without their names, and those that sign links.</summary>
/// <param name="Person">For keyed hashes of people. Never changed: every person key of the register hangs on it.</param>
/// <param name="Links">The first signs; all of them are believed, so that a new one can be put in front while old links live on.</param>
public sealed record Secrets(byte[] Person, IReadOnlyList<LinkKey> Links)
{
    /// <summary>HMAC-SHA-256 of a person key, in hex.</summary>
    public string HashOfPerson(string key) => Convert.ToHexStringLower(HMACSHA256.HashData(Person, Encoding.UTF8.GetBytes(key)));
}

/// <param name="Id">Two characters, carried in the link.</param>
public sealed record LinkKey(string Id, byte[] Key);
