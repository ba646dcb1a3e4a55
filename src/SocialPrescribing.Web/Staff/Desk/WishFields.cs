using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>Somebody's wishes, as fields of a form.</summary>
public static class WishFields
{
    public static string Day(Weekday day) => $"day-{day}";
    public static string Part(PartOfDay part) => $"part-{part}";
    public static string Way(TravelWay way) => $"by-{way}";

    public static Suiting.RecordWishes Read(SentForm form, Journey journey) => new(new Wishes
    {
        Days = Ticked<Weekday>(form, Day),
        Parts = Ticked<PartOfDay>(form, Part),
        Travel = Ticked<TravelWay>(form, Way),
        WalksMiles = Number(form, "walksMiles", 200, "Give miles in digits, such as 0.5."),
        FurthestMiles = Number(form, "furthestMiles", 200, "Give miles in digits, such as 5."),
        MostPounds = Number(form, "mostPounds", 1_000, "Give pounds in digits, such as 2.50; 0 for nothing."),
        StepFree = form.Has("stepFree"),
        AtHome = form.Has("atHome"),
        SmallGroups = form.Has("smallGroups"),
        Company = form.Has("company"),
        Likes = [.. form["likes"].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
        Note = form.Text("note", Notes.MaxLength),
    });

    /// <summary>A number as the form shows it.</summary>
    public static string Shown(decimal? number) => number?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";

    private static T[] Ticked<T>(SentForm form, Func<T, string> field) where T : struct, Enum =>
        [.. Enum.GetValues<T>().Where(choice => form.Has(field(choice)))];

    private static decimal? Number(SentForm form, string field, decimal most, string problem)
    {
        if (!form.Has(field))
            return null;
        if (decimal.TryParse(form[field].Trim().TrimStart('£'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out decimal number) && number <= most)
            return number;
        form.Problem(field, problem);
        return null;
    }
}
