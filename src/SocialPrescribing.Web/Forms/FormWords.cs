using System.Globalization;
using System.Resources;

namespace SocialPrescribing.Web.Forms;

/// <summary>
/// The words of a command's form, in <c>StaffTexts.resx</c> under the command's name: <c>bookMeeting.at</c> is a field's label,
/// <c>….hint</c> its hint, and <c>….none</c> the label for choosing nothing. Words that several forms share are under <c>Field</c>.
/// </summary>
/// <param name="Variant">Which form, if a command has several.</param>
public sealed record FormWords(string Command, string? Variant = null)
{
    /// <summary>The label of a field.</summary>
    /// <param name="of">The values that the words mention: a day, a number.</param>
    public static string Label(FormWords? form, string field, params object[] of) =>
        Filled(StaffTexts.Say(Key(form, field)), of);

    /// <summary>A field's <c>hint</c> or its label for <c>none</c>; null if it has none.</summary>
    public static string? Part(FormWords? form, string field, string part, params object[] of) =>
        StaffTexts.Find($"{Key(form, field)}.{part}") is { } text ? Filled(text, of) : null;

    /// <summary>
    /// Under which key the words of a field stand. A hint is looked up under the same key as its label, so that the two fit each other.
    /// </summary>
    internal static string Key(FormWords? form, string field)
    {
        string[] places = [$"{form?.Command}.{form?.Variant}.{field}", $"{form?.Command}.{field}", $"Field.{field}"];
        return places.FirstOrDefault(key => StaffTexts.Find(key) is not null)
            ?? throw new MissingManifestResourceException($"There is no text {places[1]}.");
    }

    private static string Filled(string text, object[] of) => of.Length is 0 ? text : string.Format(CultureInfo.InvariantCulture, text, of);
}
