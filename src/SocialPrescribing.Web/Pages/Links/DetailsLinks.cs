using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;

namespace SocialPrescribing.Web.Pages.Links;

/// <summary>
/// What the person is called and where they are reached, changed behind <c>/p/{token}/details</c>. What is held is only hinted at, and what is left empty stays: the
/// page may be seen by others.
/// </summary>
public static class DetailsLinks
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/p/{token}/details", Show);
        pages.MapPost("/p/{token}/details", Save);
    }

    private static async Task<IResult> Show(string token, LinkOpener links, CancellationToken cancellation) =>
        await links.Open(token, LinkPurpose.Preferences, cancellation) is { } link ? Page(link, SentForm.Empty) : LinkOpener.Gone();

    private static async Task<IResult> Save(string token, HttpContext context, LinkOpener links, JourneyService journeys, CancellationToken cancellation)
    {
        if (await links.Open(token, LinkPurpose.Preferences, cancellation) is not { } opened)
            return LinkOpener.Gone();
        SentForm form = SentForm.Of(context);
        Preferences.Change? change = Read(form, opened.Journey.Preferences);
        if (change is null)
            return Page(opened, form, StatusCodes.Status422UnprocessableEntity);
        // Read anew from what is held then, so that a wish from another tab is not undone.
        (OpenedLink? link, IResult otherwise) = await PreferencesLinks.Change(form.IdUnder(token), state => Read(form, state), () => links.Open(token, LinkPurpose.Preferences, cancellation), journeys, cancellation);
        return link is null ? otherwise : Pages.Page.SeeOther($"/p/{token}?saved");
    }

    /// <summary>Null where something is wrong, which the form then says.</summary>
    private static Preferences.Change? Read(SentForm form, Preferences.State now)
    {
        List<ContactDetail> contacts = [.. now.Contacts];
        foreach ((string field, ContactKind kind) in ((string, ContactKind)[])[("mobile", ContactKind.Mobile), ("landline", ContactKind.Landline), ("email", ContactKind.Email)])
            if (form.Has(field))
            {
                if (ContactRules.Check(new ContactDetail(kind, form[field], Allowed: true)) is not null)
                    form.Problem(field, Texts.Say(kind is ContactKind.Email ? "Problem.email" : "Problem.phone"));
                else
                    Put(contacts, ContactRules.Canonical(new ContactDetail(kind, form[field], Allowed: true)));
            }
        if (contacts.Where((c, i) => contacts.Take(i).Any(before => ContactRules.IsSame(before, c))).Any() || contacts.Count > ReferralRules.MaxContacts)
            form.Problem("", Texts.Say("Problem.twice"));
        if (form["knownAs"].Length > ReferralRules.MaxName)
            form.Problem("knownAs", Texts.Say("Details.TooLong", ReferralRules.MaxName));
        string[] lines = form["address"].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length > 8 || lines.Any(l => l.Length > ReferralRules.MaxName))
            form.Problem("address", Texts.Say("Problem.addressLong"));
        if (form.Has("postcode") && !Postcode.TryParse(form["postcode"], out _))
            form.Problem("postcode", Texts.Say("Problem.postcode"));
        else if (form.Has("postcode") && lines.Length is 0)
            form.Problem("address", Texts.Say("Details.AddressFirst"));
        if (form.IsRight && !((string[])["knownAs", "mobile", "landline", "email", "address"]).Any(form.Has))
            form.Problem("knownAs", Texts.Say("Details.Nothing"));
        return !form.IsRight ? null : new Preferences.Change(
            Contacts: contacts.SequenceEqual(now.Contacts) ? null : contacts,
            PreferredName: form.Has("knownAs") ? form["knownAs"].ReplaceLineEndings(" ") : null,
            Address: lines.Length > 0 ? new Address(lines, form.Has("postcode") ? form["postcode"] : null) : null);
    }

    /// <summary>Takes the place of the one that was used, with what it may be used for; nobody has said yet who hears the messages on a new telephone.</summary>
    private static void Put(List<ContactDetail> contacts, ContactDetail changed)
    {
        int at = contacts.FindIndex(c => c.Kind == changed.Kind && c.Preferred) is >= 0 and int preferred ? preferred : contacts.FindIndex(c => c.Kind == changed.Kind);
        if (at < 0)
            contacts.Add(changed);
        else if (!ContactRules.IsSame(contacts[at], changed))
            contacts[at] = changed with { Text = contacts[at].Text, Preferred = contacts[at].Preferred };
    }

    private static IResult Page(OpenedLink link, SentForm form, int status = StatusCodes.Status200OK) =>
        Pages.Page.Of<DetailsPage>(status, (nameof(DetailsPage.Link), link), (nameof(DetailsPage.Form), form));
}
