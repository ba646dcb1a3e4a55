using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>
/// How the person wants to be reached, behind <c>/p/{token}</c>, with one tap for each wish. Such a link never ends, because somebody who
/// wants no more messages must always be able to say so. Only what is held it shows no longer than other links last.
/// </summary>
public static class PreferencesLinks
{
    /// <summary>Each round of a conflict lets one writer through.</summary>
    private const int Attempts = 20;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/p/{token}", Show);
        pages.MapPost("/p/{token}", Set);
        pages.MapGet("/p/{token}/stop", ShowStop).ForEver();
        pages.MapPost("/p/{token}/stop", Stop).ForEver().FromAnywhere();
    }

    private static async Task<PageResult> Show(string token, HttpRequest request, LinkOpener links, CancellationToken cancellation) =>
        await links.Open(token, LinkPurpose.Preferences, cancellation) is { } link
            ? Preferences(link, saved: request.Query.ContainsKey("saved"), sent: request.Query.ContainsKey("sent")) : LinkOpener.Gone();

    private static async Task<Results<PageResult, SeeOther>> Set(
        string token, HttpContext context, LinkOpener links, JourneyService journeys, CancellationToken cancellation)
    {
        SentForm form = SentForm.Of(context);
        (OpenedLink? link, PageResult otherwise) = await Change(form.IdUnder(token), state => Wish.Of(form["wish"])?.In(state),
            () => links.Open(token, LinkPurpose.Preferences, cancellation), journeys, cancellation);
        return link is null ? otherwise : Pages.SeeOther($"/p/{link.Token}?saved");
    }

    private static async Task<PageResult> ShowStop(string token, HttpRequest request, LinkOpener links, CancellationToken cancellation) =>
        await links.OpenToStop(token, cancellation) is { } link
            ? Pages.Of<StopPage>((nameof(StopPage.Link), link), (nameof(StopPage.OfSurveys), IsOfSurveys(request))) : LinkOpener.Gone();

    private static bool IsOfSurveys(HttpRequest request) => request.QueryString.Value is Pages.OfSurveys;

    /// <summary>
    /// A mail program posts <c>List-Unsubscribe=One-Click</c> and expects no redirect (RFC 8058, 3.2). A person has pressed the button and
    /// sees the present settings.
    /// </summary>
    private static async Task<Results<PageResult, SeeOther, ContentHttpResult>> Stop(
        string token, HttpContext context, LinkOpener links, JourneyService journeys, CancellationToken cancellation)
    {
        SentForm form = SentForm.Of(context);
        bool ofSurveys = IsOfSurveys(context.Request);
        (OpenedLink? link, PageResult otherwise) = await Change(form.IdUnder(token),
            // Somebody who has stopped everything does not get letters again by stopping some of them.
            state => new Preferences.Change(
                OptOut: ofSurveys && state.OptOut is not OptOut.Everything ? OptOut.Surveys : OptOut.Everything),
            () => links.OpenToStop(token, cancellation), journeys, cancellation);
        return link is null ? otherwise
            : form.Has("List-Unsubscribe") ? TypedResults.Text("Stopped.")
            : Pages.SeeOther(link.IsCurrent ? $"/p/{token}?saved" : $"/p/{token}/stop{(ofSurveys ? Pages.OfSurveys : "")}");
    }

    /// <summary>
    /// Decides again as long as somebody else changes the contacts at the same time, so that neither change is lost.
    /// </summary>
    /// <param name="commandId">Depends on what was typed. The command's own id also depends on the settings at that moment.</param>
    private static async Task<(OpenedLink? Link, PageResult Otherwise)> Change(
        string commandId, Func<Preferences.State, Preferences.Change?> wish, Func<Task<OpenedLink?>> open, JourneyService journeys,
        CancellationToken cancellation)
    {
        Retry retry = new(Attempts);
        while (await retry.Again(cancellation))
        {
            if (await open() is not { } link || wish(link.Journey.Preferences) is not { } change)
                return (null, LinkOpener.Gone());
            // Mail programs click twice. If nothing changes, there is no command and nothing in the journal.
            if (Journeys.Preferences.WhatChanges(link.Journey, change) is Decision.Accepted { Events: [] })
                return (link, LinkOpener.Gone());
            CommandResult result =
                await journeys.Do(link.Journey.Id, change, Actor.Person, commandId, link.Version, cancellation, body: commandId);
            if (result is not CommandResult.Refused { Code: "journey-changed" })
                return (result is CommandResult.Done ? link : null,
                    result is CommandResult.Refused { IsForNow: true } ? LinkOpener.LaterOn() : LinkOpener.Gone());
        }
        return (null, LinkOpener.LaterOn());
    }

    private static PageResult Preferences(OpenedLink link, bool saved, bool sent) =>
        Pages.Of<PreferencesPage>((nameof(PreferencesPage.Link), link), (nameof(PreferencesPage.Saved), saved),
            (nameof(PreferencesPage.Sent), sent));
}

/// <summary>
/// One wish that one tap can make. It says how things should be, not what should change, so sending it twice is harmless.
/// </summary>
/// <param name="Contact">For a wish about a contact: its <see cref="NameOf"/>. Otherwise empty.</param>
public sealed record Wish(string What, bool On, string Contact = "")
{
    public const string Use = "use", Text = "text", Voicemail = "voicemail", Discretion = "discretion", Surveys = "surveys",
        Emails = "emails", InWelsh = "welsh";

    public override string ToString() => $"{What}:{(On ? "on" : "off")}:{Contact}";

    public static Wish? Of(string typed) =>
        typed.Split(':') is [Use or Text or Voicemail or Discretion or Surveys or Emails or InWelsh, "on" or "off", var contact] parts
            ? new Wish(parts[0], parts[1] is "on", contact) : null;

    /// <summary>The change to make; null if the contact no longer exists.</summary>
    public Preferences.Change? In(Preferences.State state) => What switch
    {
        Discretion => new Preferences.Change(Discretion: On),
        Surveys => new Preferences.Change(OptOut: On ? OptOut.Nothing : OptOut.Surveys),
        Emails => new Preferences.Change(OptOut: On ? OptOut.Nothing : OptOut.Everything),
        InWelsh => OffersWelsh(state.Language) ? new Preferences.Change(Language: On ? "cy" : "en") : null,
        _ when state.Contacts.Any(c => NameOf(c) == Contact) =>
            new Preferences.Change(Contacts: [.. state.Contacts.Select(c => NameOf(c) == Contact ? With(c) : c)]),
        _ => null,
    };

    /// <summary>If another language is recorded, perhaps for an interpreter, one tap must not replace it.</summary>
    public static bool OffersWelsh(string language) =>
        Texts.LanguageOf(language) == Texts.Welsh || language.StartsWith("en", StringComparison.OrdinalIgnoreCase);

    /// <summary>The name of a contact in forms. It stays when the list changes, and does not contain the number.</summary>
    public static string NameOf(ContactDetail contact) =>
        HexDigest.Of($"{contact.Kind}/{contact.Value}")[..12];

    /// <summary>Enough to recognise one's own number, too little for somebody else who sees the screen or got the email
    /// by mistake.</summary>
    public static string Hint(ContactDetail contact) => contact.Kind switch
    {
        ContactKind.Email when contact.Value.IndexOf('@', StringComparison.Ordinal) is > 0 and int at =>
            $"{contact.Value[0]}…{contact.Value[at..]}",
        ContactKind.Post => Texts.Say("Contact.HintPost"),
        ContactKind.Email or ContactKind.Mobile or ContactKind.Landline =>
            Texts.Say("Contact.HintNumber", contact.Value[^Math.Min(3, contact.Value.Length)..]),
    };

    private ContactDetail With(ContactDetail contact) => What switch
    {
        Text => contact with { Text = On },
        Voicemail => contact with { Voicemail = On },
        _ => contact with { Allowed = On },
    };
}
