using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>The list for a person, as fields of a form.</summary>
public static class OfferFields
{
    public static string On(Guid activity) => $"on-{activity:N}";
    /// <summary>The field for how they get to this activity and who comes along, if that differs from the others.</summary>
    public static string Getting(Guid activity) => $"getting-{activity:N}";
    public static string Along(Guid activity) => $"along-{activity:N}";

    /// <summary>The ids in an address.</summary>
    public static IReadOnlyList<Guid> Ids(string? text) =>
        [.. (text ?? "").Split(',').Select(t => Guid.TryParse(t, out Guid id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Distinct()
            .Take(Choosing.MostActivities)];

    public static Choosing.OfferActivities Read(SentForm form, Journey journey)
    {
        List<Guid> chosen = [.. form.Values.Where(v => v.Value.Length > 0 && v.Key.StartsWith("on-", StringComparison.Ordinal))
            .Select(v => Guid.TryParse(v.Key[3..], out Guid id) ? id : Guid.Empty).Where(id => id != Guid.Empty)];
        if (Guid.TryParse(form["activity"], out Guid another))
            chosen.Add(another);
        if (chosen.Count is 0 || chosen.Distinct().Count() > Choosing.MostActivities)
            form.Problem("activity", $"Choose one to {Choosing.MostActivities} activities.");
        string? getting = form.Text("gettingThere", ReferralRules.MaxName), along = form.Text("along", ReferralRules.MaxName);
        return new(
            [.. chosen.Distinct().Select(id => new OfferedActivity(new ActivityDetails(Id: id),
                GettingThere: form.Text(Getting(id), ReferralRules.MaxName) ?? getting,
                Along: form.Text(Along(id), ReferralRules.MaxName) ?? along))],
            Typed.Choice<OfferWay>(form, "by", "Choose how they get it."));
    }

    /// <summary>The form is about a list and one of its activities: <c>l-1/2</c>.</summary>
    public static Choosing.AnswerOffer Answer(SentForm form)
    {
        int cut = form["about"].LastIndexOf('/');
        return new(cut < 0 ? "" : form["about"][..cut],
            int.TryParse(form["about"][(cut + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0,
            Typed.Choice<OfferSays>(form, "says", "Choose what they say."), form.Text("note", Notes.MaxLength));
    }
}
