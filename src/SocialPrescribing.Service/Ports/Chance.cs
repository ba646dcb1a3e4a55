using System.Security.Cryptography;

namespace SocialPrescribing.Service.Ports;

/// <summary>
/// Draws ids, and how long somebody waits who was overtaken. Nobody can foresee them. In a simulation they follow from its seed, so that a
/// run can be repeated.
/// </summary>
public static class Chance
{
    private static readonly AsyncLocal<(Random Random, TimeProvider Pauses)?> _simulated = new();

    /// <summary>Counts for all that the caller starts from here on, also in other threads.</summary>
    public static void Simulate(Random random, TimeProvider pauses) => _simulated.Value = (random, pauses);

    /// <summary>The clock for pauses.</summary>
    public static TimeProvider Pauses => _simulated.Value?.Pauses ?? TimeProvider.System;

    public static Guid NewId() => _simulated.Value is null ? Guid.NewGuid() : new Guid(Bytes(16));

    /// <summary>One that sorts by the time at which it was drawn (version 7).</summary>
    public static Guid NewId(DateTimeOffset now)
    {
        Guid id = Guid.CreateVersion7(now);
        if (_simulated.Value is null)
            return id;
        byte[] bytes = id.ToByteArray(bigEndian: true);
        Bytes(8).CopyTo(bytes, 8);
        // The version stays, and so does the variant in the first two bits of the second half.
        (bytes[6], bytes[7], bytes[8]) = (0x70, Bytes(1)[0], (byte)((bytes[8] & 0x3f) | 0x80));
        return new Guid(bytes, bigEndian: true);
    }

    public static byte[] Bytes(int count)
    {
        if (_simulated.Value is not { Random: var random })
            return RandomNumberGenerator.GetBytes(count);
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <param name="below">One more than the greatest number that can be drawn.</param>
    public static int Between(int least, int below) =>
        _simulated.Value is { Random: var random } ? random.Next(least, below) : RandomNumberGenerator.GetInt32(least, below);
}
