using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Reports;

/// <summary>
/// How many people live in the area, as the operator enters it: lines of <c>kind,group,people</c> with the words of facts, such as
/// <c>ageBand,18-24,12400</c>. The numbers come from the census, which has no <i>rather not say</i>.
/// </summary>
public sealed class Populations(IRegister register)
{
    private const int MostPeople = 100_000_000;
    private readonly Records<ReportPopulation> _kept = RecordKinds.Population.Of(PortsJson.Default.ReportPopulation).In(register);

    /// <summary>What can be compared, and in which groups.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Kinds { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        ["ageBand"] = JourneyFacts.AgeBands,
        ["sex"] = Said(Equality.Sexes),
        ["ethnicity"] = Said(Equality.Ethnicities),
        ["disability"] = Said(Equality.Disabilities),
        ["decile"] = [.. Enumerable.Range(1, 10).Select(Codes.Number)],
        ["carer"] = ["yes", "no"],
    };

    private static IReadOnlyList<string> Said(IReadOnlyList<string> words) => [.. words.Where(w => w != Equality.RatherNotSay)];

    /// <summary>As it was typed; empty if there is nothing.</summary>
    public async Task<string> Written(CancellationToken cancellation) => string.Join('\n',
        ((await _kept.Get(cancellation))?.Value.Groups ?? ReportPopulation.None)
            .SelectMany(kind => kind.Value.Select(group => string.Create(
                CultureInfo.InvariantCulture, $"{kind.Key},{group.Key},{group.Value}"))));

    public Task Keep(ReportPopulation population, CancellationToken cancellation) =>
        _kept.Change(_ => population, cancellation);

    /// <returns>What is wrong, with its line; null if nothing is.</returns>
    public static (ReportPopulation Population, string? Problem) Read(string text)
    {
        Dictionary<string, Dictionary<string, int>> groups = [];
        using CsvParser lines = new(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            TrimOptions = TrimOptions.Trim,
            BadDataFound = null,
        });
        string? problem = null;
        while (problem is null && lines.Read())
            if (lines.Record is not { } line || line.All(string.IsNullOrEmpty) || (lines.Row is 1 && line is ["kind", ..]))
                continue;
            else if (line is not [var kind, var group, var people] || !Kinds.TryGetValue(kind, out IReadOnlyList<string>? known)
                || !known.Contains(group)
                || !int.TryParse(people, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count > MostPeople)
                problem = $"Line {lines.Row} is no kind, group and number of people, such as ageBand,18-24,12400.";
            else if (!(groups.TryGetValue(kind, out Dictionary<string, int>? of) ? of : groups[kind] = []).TryAdd(group, count))
                problem = $"Line {lines.Row} names a group a second time.";
        return (new(groups.ToDictionary(g => g.Key, g => (IReadOnlyDictionary<string, int>)g.Value)), problem);
    }
}
