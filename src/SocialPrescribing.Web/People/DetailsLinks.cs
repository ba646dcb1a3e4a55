using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>
/// The person changes their name and contact details behind <c>/p/{token}/details</c>, once staff have checked who they are. Others may see
/// the page, so present details are only hinted at, and an empty field changes nothing.
/// </summary>
public static class DetailsLinks
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/p/{token}/details", Show);
        pages.MapPost("/p/{token}/details", Save);
    }

    /// <summary>Each round of a conflict lets one writer through.</summary>
    private const int Attempts = 20;

    private static async Task<PageResult> Show(string token, LinkOpener links, CancellationToken cancellation) =>
        await links.Open(token, LinkPurpose.Preferences, cancellation) is not { } link ? LinkOpener.Gone()
        : !link.ShowsHeld ? LinkOpener.TooOld(link)
        : link.IsConfirmed ? Page(link, SentForm.Empty) : NotYet(link);

    private static async Task<Results<PageResult, SeeOther>> Save(
        string token, HttpContext context, LinkOpener links, JourneyService journeys, Pathway pathway, Clocks clocks,
        CancellationToken cancellation)
    {
        SentForm form = SentForm.Of(context);
        string id = form.IdUnder(token);
        Retry retry = new(Attempts);
        while (await retry.Again(cancellation))
        {
            if (await links.Open(token, LinkPurpose.Preferences, cancellation) is not { } link)
                return LinkOpener.Gone();
            if (!link.ShowsHeld)
                return LinkOpener.TooOld(link);
            if (!link.IsConfirmed)
                return NotYet(link);
            // The form is compared with the details at that moment, so that it does not undo a change from another tab.
            if (Read(form, link.Journey.Preferences) is not { } change)
                return Page(link, form, StatusCodes.Status422UnprocessableEntity);
            string done = $"/p/{token}?{(change.Email is null ? "saved" : "sent")}";
            // If nothing changes, there is no command and nothing in the journal.
            Moment moment = new(clocks.Now, Actor.Person, id);
            if (Journey.Decide(link.Journey, change, pathway, moment) is Decision.Accepted { Events: [] })
                return Pages.SeeOther(done);
            switch (await journeys.Do(link.Journey.Id, change, Actor.Person, id, link.Version, cancellation))
            {
                case CommandResult.Done:
                    return Pages.SeeOther(done);
                case CommandResult.Refused { Code: "journey-changed" }:
                    continue;
                case CommandResult.Refused { IsForNow: true }:
                    return LinkOpener.LaterOn();
                case CommandResult.Refused { Code: Details.TooOften }:
                    return LinkLimiter.Refused(context, link.Journey.DetailsGivenAt[0].AddDays(1) - clocks.Now);
                default:
                    return LinkOpener.Gone();
            }
        }
        return LinkOpener.LaterOn();
    }

    /// <summary>Null if something is wrong. The form then says what.</summary>
    private static Details.Change? Read(SentForm form, Preferences.State now)
    {
        List<ContactDetail> contacts = [.. now.Contacts];
        foreach ((string field, ContactKind kind) in ((string, ContactKind)[])[("mobile", ContactKind.Mobile),
            ("landline", ContactKind.Landline)])
            if (form.Has(field))
            {
                ContactDetail typed = new(kind, form[field], Allowed: true);
                if (ContactRules.Check(typed) is not null)
                    form.Problem(field, Texts.Say("Problem.phone"));
                else if (IsNotToBeUsed(typed))
                    form.Problem(field, Texts.Say("Details.NotUsed"));
                else
                    Put(contacts, ContactRules.Canonical(typed));
            }
        if (form.Has("email") && !EmailAddress.IsPlausible(form["email"]))
            form.Problem("email", Texts.Say("Problem.email"));
        else if (form.Has("email") && IsNotToBeUsed(new ContactDetail(ContactKind.Email, form["email"], Allowed: true)))
            form.Problem("email", Texts.Say("Details.NotUsed"));
        if (contacts.Where((c, i) => contacts.Take(i).Any(before => ContactRules.IsSame(before, c))).Any()
            || contacts.Count > ReferralRules.MaxContacts)
            form.Problem("", Texts.Say("Problem.twice"));
        if (TypedNames.Check(form["knownAs"]) is { } problem)
            form.Problem("knownAs", Words.Problem(problem));
        string[] lines = form["address"].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length > 8 || lines.Any(l => l.Length > ReferralRules.MaxName))
            form.Problem("address", Texts.Say("Problem.addressLong"));
        if (form.Has("postcode") && !Postcode.TryParse(form["postcode"], out _))
            form.Problem("postcode", Texts.Say("Problem.postcode"));
        else if (form.Has("postcode") && lines.Length is 0)
            form.Problem("address", Texts.Say("Details.AddressFirst"));
        if (form.IsRight && !((string[])["knownAs", "mobile", "landline", "email", "address"]).Any(form.Has))
            form.Problem("knownAs", Texts.Say("Details.Nothing"));
        return !form.IsRight ? null : new Details.Change(
            Contacts: contacts.SequenceEqual(now.Contacts) ? null : contacts,
            PreferredName: form.Has("knownAs") ? form["knownAs"].ReplaceLineEndings(" ") : null,
            Address: lines.Length > 0 ? new Address(lines, form.Has("postcode") ? form["postcode"] : null) : null,
            Email: form.Has("email")
                && !now.Contacts.Any(c => c.Kind is ContactKind.Email && c.Value.Equals(form["email"], StringComparison.OrdinalIgnoreCase))
                ? form["email"] : null);

        // To type it here changes nothing, so nobody may believe that it is used now. The page before has a switch for it.
        bool IsNotToBeUsed(ContactDetail typed) =>
            now.Contacts.Any(c => !c.Allowed && ContactRules.IsSame(c, ContactRules.Canonical(typed)));
    }

    /// <summary>
    /// Replaces the contact that was used, and keeps what it may be used for, except voicemail: nobody has said yet who hears the
    /// messages on a new telephone. A number that is not to be used stays so.
    /// </summary>
    private static void Put(List<ContactDetail> contacts, ContactDetail changed)
    {
        int at = contacts.FindIndex(c => c.Kind == changed.Kind && c is { Allowed: true, Preferred: true }) is >= 0 and int preferred
            ? preferred
            : contacts.FindIndex(c => c.Kind == changed.Kind && c.Allowed);
        if (at < 0)
            contacts.Add(changed);
        else if (!ContactRules.IsSame(contacts[at], changed))
            contacts[at] = changed with { Text = contacts[at].Text, Preferred = contacts[at].Preferred };
    }

    private static PageResult NotYet(OpenedLink link) => Notices.ForPeople(
        StatusCodes.Status403Forbidden, "Details.Title", "Details.NotYet", "Details.NotYetCall", link.Discreet, $"/p/{link.Token}");

    private static PageResult Page(OpenedLink link, SentForm form, int status = StatusCodes.Status200OK) =>
        Pages.Of<DetailsPage>(status, (nameof(DetailsPage.Link), link), (nameof(DetailsPage.Form), form));
}
