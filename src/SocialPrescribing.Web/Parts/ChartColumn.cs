using System.Globalization;

namespace SocialPrescribing.Web.Parts;

/// <param name="Drawn">What it is called in the chart; null for a column that is not drawn.</param>
/// <param name="Points">Marks without a line between them.</param>
public sealed record ChartColumn(string Head, string? Drawn = null, bool Points = false);

/// <param name="Value">Null where there is nothing to draw.</param>
public sealed record ChartCell(string Text, double? Value = null)
{
    public static ChartCell Of(double? value) => new(value?.ToString("0.#", CultureInfo.InvariantCulture) ?? "–", value);
}
