using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Staff;

/// <summary>Hashes passwords and recovery codes, so that somebody who steals the records gets neither.</summary>
/// <param name="rounds">Tests that are not about this use fewer, because each round costs time on purpose.</param>
/// <param name="hasher">For tests: one that counts; null for the platform's.</param>
public sealed class PasswordHashing(int rounds = PasswordHashing.Rounds, IPasswordHasher<StaffMember>? hasher = null)
{
    /// <summary>What OWASP recommends for PBKDF2 with SHA-512; the platform's default is less than half of it.</summary>
    public const int Rounds = 210_000;

    private readonly IPasswordHasher<StaffMember> _hasher =
        hasher ?? new PasswordHasher<StaffMember>(Options.Create(new PasswordHasherOptions { IterationCount = rounds }));
    private string? _nobodys;

    public string Of(string password) => _hasher.HashPassword(null!, password);

    /// <param name="hash">Null for somebody without a password. No password is theirs, and that takes as long to find out.</param>
    public PasswordVerificationResult Verify(string? hash, string password)
    {
        // The first time takes longer for everybody, and not only for an address without an account.
        string nobodys = LazyInitializer.EnsureInitialized(ref _nobodys, () => Of(Convert.ToHexString(Chance.Bytes(16))));
        return _hasher.VerifyHashedPassword(null!, hash ?? nobodys, password);
    }

    public string OfCode(string code, string salt) => Convert.ToHexStringLower(
        Rfc2898DeriveBytes.Pbkdf2(code, Encoding.UTF8.GetBytes(salt), rounds, HashAlgorithmName.SHA512, outputLength: 32));
}
