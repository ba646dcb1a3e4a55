using SocialPrescribing.Journeys;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>How somebody gets to a session and how it went, as fields of a form.</summary>
public static class SessionFields
{
    public const string Came = "yes", DidNotCome = "no";

    public static Transport Transport(SentForm form)
    {
        TransportKind kind = Typed.Choice<TransportKind>(form, "transport", "Choose how they get there.");
        string? with = form.Text("with", ReferralRules.MaxName);
        bool arranged = form.Has("arranged");
        if (kind is TransportKind.Lift && arranged && with is null)
            form.Problem("with", "Say who gives the lift.");
        return new Transport(kind, with, arranged);
    }

    /// <summary>Null if the step of support decides.</summary>
    public static Companion? GoesAlong(SentForm form) =>
        form.Has("goesAlong") ? Typed.Choice<Companion>(form, "goesAlong", "Choose who goes along.") : null;

    /// <summary>
    /// Whether the person came is never guessed, because it decides their next step, or causes a call to somebody who did go.
    /// </summary>
    public static Attendance.RecordSession Record(SentForm form)
    {
        if (form["came"] is not (Came or DidNotCome))
            form.Problem("came", "Choose whether the person came.");
        bool came = form["came"] is Came;
        int? confidence = form.Has("confidence") ? Typed.Number(form, "confidence", 0, 10, "Confidence goes from 0 to 10.") : null;
        if (form["came"] is DidNotCome && confidence is not null)
            form.Problem("confidence", "You chose that they did not come. Take the number out, or choose that they came.");
        if (came && form.Has("whyNot"))
            form.Problem("whyNot", "You chose that they came. Take out what got in the way, or choose that they did not come.");
        return new(
            form["about"], came,
            came || !form.Has("whyNot") ? null : Typed.Choice<Journeys.Barrier>(form, "whyNot", "Choose what got in the way."),
            came && form.Has("wentAlong") ? Typed.Choice<Companion>(form, "wentAlong", "Choose who went along.") : null,
            confidence, form.Text("note", Notes.MaxLength), CommandForm.MinutesTaken(form));
    }
}
