using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Pages.Desk;

/// <summary>How somebody gets to a session and how it went, as fields of a form.</summary>
public static class SessionFields
{
    /// <summary>Stands in the field for a person who did not come and nobody knows why.</summary>
    public const string NotKnown = "NotKnown";

    public static Transport Transport(SentForm form)
    {
        TransportKind kind = CommandForm.Choice<TransportKind>(form, "transport", "Choose how they get there.");
        string? with = form.Text("with", ReferralRules.MaxName);
        bool arranged = form.Has("arranged");
        if (kind is TransportKind.Lift && arranged && with is null)
            form.Problem("with", "Say who gives the lift.");
        return new Transport(kind, with, arranged);
    }

    /// <summary>A reason says that the person did not come, so that nobody has to say it twice.</summary>
    public static Attendance.RecordSession Record(SentForm form)
    {
        bool came = !form.Has("whyNot");
        int? confidence = form.Has("confidence") ? CommandForm.Number(form, "confidence", 0, 10, "Confidence goes from 0 to 10.") : null;
        if (!came && confidence is not null)
            form.Problem("whyNot", "Choose either how confident they feel, or why they did not come.");
        return new(
            form["about"], came,
            came || form["whyNot"] is NotKnown ? null : CommandForm.Choice<Journeys.Barrier>(form, "whyNot", "Choose what got in the way."),
            came && form.Has("wentAlong") ? CommandForm.Choice<Companion>(form, "wentAlong", "Choose who went along.") : null,
            confidence, form.Text("note", Notes.MaxLength));
    }
}
