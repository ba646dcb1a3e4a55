using System.Globalization;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Simulation;

/// <summary>A person in the year: what they are like, and random numbers of their own.</summary>
internal sealed class Someone(int number, Temperament temperament, Random random, DateTimeOffset came)
{
    private static readonly string[] _postcodes = ["GU35 9AB", "GU35 0HJ", "GU34 2QT", "GU30 7DW", "GU14 6LN", "GU11 1PY"];

    /// <summary>Names repeat in a large town, but no two people live in the same house.</summary>
    public static Referral Referral(int number, Random random, DateOnly today)
    {
        Referral referral = InventedReferrals.Next(random, today);
        return referral with
        {
            Person = referral.Person with
            {
                Address = new Address([string.Create(CultureInfo.InvariantCulture, $"{number + 1} Invented Road")],
                    _postcodes[number % _postcodes.Length])
            }
        };
    }

    public int Number => number;
    public Guid Id => Journey.Id;
    /// <summary>The journey as it is now. It is read again after everything that happens to it.</summary>
    public required Journey Journey { get; set; }
    public Temperament Temperament => temperament;
    public Random Random => random;
    public DateTimeOffset Came => came;
    public int Commands { get; set; }
    public int Introductions { get; set; }
    public List<string> Places { get; } = [];
}
