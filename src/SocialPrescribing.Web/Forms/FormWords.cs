using System.Globalization;
using System.Resources;

namespace SocialPrescribing.Web.Forms;

/// <summary>
/// What the form of a command asks, in <c>StaffTexts.resx</c> under the command's name: <c>bookMeeting.at</c> is what a field is called,
/// <c>….hint</c> what helps to fill it in, and <c>….none</c> what stands for choosing nothing. What several forms ask in the same words
/// stands once, under <c>Field</c>.
/// </summary>
/// <param name="Variant">Which form, where one command has several.</param>
public sealed record FormWords(string Command, string? Variant = null)
{
    /// <summary>What a field is called.</summary>
    /// <param name="of">What the words name: a day, a number.</param>
    public static string Label(FormWords? form, string field, params object[] of) =>
        Filled(StaffTexts.Say(Key(form, field)), of);

    /// <summary>A <c>hint</c> or what stands for <c>none</c>; null where there is none.</summary>
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
