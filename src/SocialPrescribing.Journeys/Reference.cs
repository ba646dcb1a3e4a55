using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace SocialPrescribing.Journeys;

/// <summary>
/// The reference of a referral, <c>SP-7K3M-9QXQ</c>: seven random characters and a check character, made for reading out on the
/// telephone and copying by hand.
/// </summary>
/// <remarks>
/// <para>The alphabet has no two characters that look alike: it has at most one of 0 O D, one of 1 I L, one of U V Y, and one each of B 8,
/// S 5, Z 2 and G 6. It has no vowels, so no reference spells a word that nobody wants on a letter.</para>
/// <para>It has 23 characters, a prime number, and the eight positions have eight different weights. The weighted sum must be zero modulo
/// 23. A wrong character changes the sum by weight × difference, and two characters that changed places change it by difference of weights
/// × difference: never by zero. So every single wrong character and every swap is found, and of all other mistakes 22 in 23.</para>
/// <para>There are 23⁷ ≈ 3.4 thousand million references. They are hard to guess but not secret, and not unique by themselves. Whoever
/// stores one must insert it, and draw again if it exists.</para>
/// </remarks>
public static class Reference
{
    public const string Alphabet = "23456789CDFHJKMNPQRTWXY";

    private const string Prefix = "SP";
    private const int RandomCharacters = 7;
    private const int Length = RandomCharacters + 1;

    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    /// <param name="random">At least eight bytes from a cryptographic source; the first eight are used.</param>
    /// <exception cref="ArgumentException">Fewer than eight bytes.</exception>
    public static string From(ReadOnlySpan<byte> random) => random.Length >= sizeof(ulong)
        ? From(BinaryPrimitives.ReadUInt64LittleEndian(random))
        : throw new ArgumentException("A reference needs eight random bytes.", nameof(random));

    /// <summary>The same number gives the same reference.</summary>
    public static string From(ulong random)
    {
        Span<char> characters = stackalloc char[Length];
        for (int position = 0; position < RandomCharacters; position++)
        {
            characters[position] = Alphabet[(int)(random % (ulong)Alphabet.Length)];
            random /= (ulong)Alphabet.Length;
        }

        // The check character has the weight one, so it is what the sum of the others lacks.
        int sum = WeightedSum(characters[..RandomCharacters]);
        characters[RandomCharacters] = Alphabet[(Alphabet.Length - sum) % Alphabet.Length];
        return Show(characters);
    }

    /// <param name="text">In upper or lower case, with or without spaces, hyphens and the leading SP.</param>
    /// <param name="canonical">As in <c>SP-7K3M-9QXQ</c>, or empty.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out string canonical)
    {
        canonical = "";
        string typed = Typed.WithoutSeparators(text).ToUpperInvariant();
        if (typed.Length == Prefix.Length + Length && typed.StartsWith(Prefix, StringComparison.Ordinal))
            typed = typed[Prefix.Length..];

        if (typed.Length != Length || typed.AsSpan().ContainsAnyExcept(Characters) || WeightedSum(typed) != 0)
            return false;

        canonical = Show(typed);
        return true;
    }

    /// <summary>Weights 8 to 1 from the left, modulo the size of the alphabet.</summary>
    private static int WeightedSum(ReadOnlySpan<char> characters)
    {
        int sum = 0;
        for (int position = 0; position < characters.Length; position++)
            sum += (Length - position) * Alphabet.IndexOf(characters[position], StringComparison.Ordinal);
        return sum % Alphabet.Length;
    }

    private static string Show(ReadOnlySpan<char> characters) => $"{Prefix}-{characters[..4]}-{characters[4..]}";
}
