using System.Security.Cryptography;
using System.Text;

namespace SocialPrescribing.Service;

/// <summary>The keys of a service: one that hashes what identifies people, and those that sign links.</summary>
/// <param name="Person">For keyed hashes of people. It must never change: every person key of the register depends on it.</param>
/// <param name="Links">The first one signs and all are believed. So a new key can be put first while old links still work.</param>
public sealed record Secrets(byte[] Person, IReadOnlyList<LinkKey> Links)
{
    /// <summary>HMAC-SHA-256 of what identifies a person, in hex.</summary>
    public string HashOfPerson(string key) => Convert.ToHexStringLower(HMACSHA256.HashData(Person, Encoding.UTF8.GetBytes(key)));
}

/// <param name="Id">Two characters, carried in the link.</param>
public sealed record LinkKey(string Id, byte[] Key);
