using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Refer;

/// <summary>Turns a form into a referral, from whichever page it is sent.</summary>
internal static class Sending
{
    /// <param name="draft">Names the request, so that it is accepted once even if it is sent twice.</param>
    /// <param name="sent">Gets the problems.</param>
    /// <param name="again">Shows the page once more, if it could not be accepted.</param>
    public static async Task<Results<PageResult, SeeOther>> Off(
        HttpContext context, ReferralForm form, Draft draft, SentForm sent, ReferPages.Services services, Func<int, PageResult> again)
    {
        IReadOnlyDictionary<string, string> values = draft.Content.Values;
        (Referral? referral, IReadOnlyList<FormProblem> problems, IReadOnlyList<ReadingNote> notes) =
            form.Read(values, services.Pathway, services.Today, await services.Practices.Now(context.RequestAborted));
        foreach (FormProblem problem in problems)
            sent.Problem(problem);
        if (referral is null)
            return again(StatusCodes.Status422UnprocessableEntity);
        if (!services.Limiter.Allows(context))
            return PublicFormLimiter.Refused(context);

        byte[] body = JsonSerializer.SerializeToUtf8Bytes(draft.Content, DraftJson.Default.DraftContent);
        IntakeResult result = await services.Intake.Receive(
            referral, notes, organisation: null, body, $"page {draft.Secret}", context.RequestAborted);
        if (result is IntakeResult.KeyReused)
        {
            sent.Problem("", Texts.Say("Problem.SentBefore"));
            return again(StatusCodes.Status410Gone);
        }
        if (result is not IntakeResult.Received received)
        {
            bool full = result is IntakeResult.Full;
            sent.Problem("", Texts.Say(full ? "Problem.Full" : "Problem.NotTaken"));
            return again(full ? StatusCodes.Status409Conflict : StatusCodes.Status503ServiceUnavailable);
        }
        // What was typed is no longer needed.
        DateTimeOffset? readBy = UrgentWords.AreIn(referral, services.Pathway)
            ? UrgentWords.ReadBy(services.Pathway, received.Receipt.ReceivedAt) : null;
        DraftContent sentOff = new(form.Name, new Dictionary<string, string>(), [], received.Receipt, ReadBy: readBy);
        await services.Drafts.Save(draft with { Content = sentOff }, context.RequestAborted);
        Drafts.Remember(context, form.Name, draft.Secret);
        if (form == ReferralForm.Professional)
            services.Memory.Heed(context, values);
        return Pages.SeeOther(ReferPages.PathOf(form, ReferPages.Done));
    }
}
