using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>
/// What others call our needs: a file of two columns, <c>term,need</c>. The starter that comes with the service knows usual words of the
/// lists of esd and the Local Government Association.
/// </summary>
public sealed class NeedMap
{
    private readonly Dictionary<string, string> _needs;

    private NeedMap(Dictionary<string, string> needs) => _needs = needs;

    public static NeedMap Starter { get; } = Read(Embedded());

    /// <summary>Lines that name no need are passed over, and so is the header.</summary>
    /// <param name="csv">What stands further down counts more.</param>
    public static NeedMap Read(string csv, NeedMap? before = null)
    {
        Dictionary<string, string> needs = before is null ? [] : new(before._needs);
        foreach (string line in csv.ReplaceLineEndings("\n").Split('\n'))
            if (line.LastIndexOf(',') is > 0 and int comma)
                needs[NeedWords.Letters(line[..comma])] = line[(comma + 1)..].Trim(' ', '"');
        return new(needs);
    }

    internal string? Find(string letters) => _needs.GetValueOrDefault(letters);

    private static string Embedded()
    {
        using StreamReader file = new(typeof(NeedMap).Assembly.GetManifestResourceStream("needs.csv")!);
        return file.ReadToEnd();
    }
}

/// <summary>Finds the code behind a need as people write it: <c>Social isolation</c>, <c>social-isolation</c>, <c>Food banks</c>.</summary>
internal static class NeedWords
{
    public static string? CodeOf(string text, Pathway pathway, NeedMap? map = null)
    {
        string letters = Letters(text);
        return pathway.KnownNeeds().FirstOrDefault(code => Letters(code) == letters)
            ?? ((map ?? NeedMap.Starter).Find(letters) is { } known && pathway.KnowsNeed(known) ? known : null);
    }

    internal static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
