namespace SocialPrescribing.Service.Ports;

/// <summary>How many people live in the area, for comparison with whom the service reaches.</summary>
/// <param name="Groups">By how they are split up (<c>ageBand</c>, <c>sex</c>), and then by the word of the group.</param>
public sealed record ReportPopulation(IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Groups)
{
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> None { get; } =
        new Dictionary<string, IReadOnlyDictionary<string, int>>();
}
