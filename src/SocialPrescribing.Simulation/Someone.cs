using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Simulation;

/// <summary>Somebody in the year: who they are, and their own chance.</summary>
internal sealed class Someone(int number, Temperament temperament, Random random, DateTimeOffset came)
{
    public int Number => number;
    public Guid Id => Journey.Id;
    /// <summary>As it is now; looked at again after everything that happens to it.</summary>
    public required Journey Journey { get; set; }
    public Temperament Temperament => temperament;
    public Random Random => random;
    public DateTimeOffset Came => came;
    public int Commands { get; set; }
    public int Introductions { get; set; }
    public List<string> Places { get; } = [];
}
