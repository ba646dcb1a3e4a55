using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Desk;
using SocialPrescribing.Web.Staff.Entry;
using SocialPrescribing.Web.Staff.Team;

namespace SocialPrescribing.Web.Staff;

/// <summary><c>/unsent</c>: a form that was sent after its sender's session had ended is shown again on its page after
/// signing in.</summary>
public static class UnsentForms
{
    public static void Map(IEndpointRouteBuilder staffPages) => staffPages.MapGet(KeptForms.Address, Show);

    private static async Task<Results<PageResult, SeeOther>> Show(
        HttpContext context, KeptForms kept, [AsParameters] JourneyPages.Services journeys, IJourneyStore store, StaffDirectory staff) =>
        await kept.Find(context) is not { } form ? Pages.SeeOther("/board")
        : form.Path.Split('/') is ["", "journeys", var id, "commands"] && Guid.TryParse(id, out Guid journey)
            ? await JourneyPages.ShowAgain(journey, SentForm.Again(form.Values), context, journeys)
        : Pages.Of<KeptFormPage>((nameof(KeptFormPage.Reader), context.Reader()), (nameof(KeptFormPage.Form), form),
            (nameof(KeptFormPage.Said), await Said(form, store, staff, context.RequestAborted)));

    /// <summary>What the form says, with names in place of ids, so that people can read what they are about to send.</summary>
    private static async Task<IReadOnlyList<(string Field, string Value)>> Said(
        KeptForm form, IJourneyStore store, StaffDirectory staff, CancellationToken cancellation)
    {
        Dictionary<string, string> names = (await staff.All(cancellation)).ToDictionary(s => s.Id, s => s.Name);
        List<(string, string)> said = [];
        foreach ((string field, string value) in form.Values.Where(v => v.Value.Length > 0 && v.Key is not ("commandId" or "version")))
            said.Add(
                (field.StartsWith(TeamPages.To, StringComparison.Ordinal)
                    ? await Named(field[TeamPages.To.Length..])
                    : field is "q" ? "Looked for" : Words.Sentence(Words.Code(field.Replace('_', ' '))), await Named(value)));
        return said;

        async Task<string> Named(string id) => names.GetValueOrDefault(id)
            ?? (Guid.TryParseExact(id, "N", out Guid journey) && await store.Find(journey, cancellation) is { State.Person: { } person }
                ? person.CalledInFull : id);
    }
}
