using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;
using CsvHelper.Configuration;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>Finds the code behind a need as people write it: <c>Social isolation</c>, <c>social-isolation</c>.</summary>
internal static class NeedWords
{
    public static string? CodeOf(string text, Pathway pathway) =>
        Needs.Standard.Concat(pathway.ExtraNeeds).FirstOrDefault(code => Letters(code) == Letters(text));

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
