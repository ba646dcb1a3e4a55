using System.Globalization;

namespace SocialPrescribing.Web.Parts;

/// <param name="Drawn">Its name in the chart; null if it is not drawn.</param>
/// <param name="Points">Whether it is drawn as points without a line.</param>
public sealed record ChartColumn(string Head, string? Drawn = null, bool Points = false);

/// <param name="Value">Null if there is nothing to draw.</param>
public sealed record ChartCell(string Text, double? Value = null)
{
    public static ChartCell Of(double? value) => new(value?.ToString("0.#", CultureInfo.InvariantCulture) ?? "–", value);
}
