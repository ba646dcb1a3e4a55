using Microsoft.AspNetCore.Http;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Parts;

/// <summary>A link in a sentence of a <see cref="Notice"/>.</summary>
/// <param name="InNewTab">Where this page is still needed.</param>
public sealed record Onward(string Before, string Address, string Link, string After = "", bool InNewTab = false);

/// <summary>Notices for every audience.</summary>
public static class Notices
{
    /// <summary>
    /// One notice for every link that opens nothing: wrong, ended, used, or for something else. It does not say which, and not
    /// what the service is for.
    /// </summary>
    public static PageResult LinkGone() => ForPeople(StatusCodes.Status404NotFound, "Gone.Title", "Gone.Why", "Gone.Call");

    /// <summary>The request was not carried out, and may be a little later.</summary>
    public static PageResult ComeBackLater() =>
        ForPeople(StatusCodes.Status503ServiceUnavailable, "Later.Title", "Later.Why", "Later.Call");

    /// <summary>A bug of ours, or a broken machine.</summary>
    public static PageResult WentWrong() =>
        ForPeople(StatusCodes.Status500InternalServerError, "WentWrong.Title", "WentWrong.Why", "Later.Call");

    public static PageResult FormRefused(int status = StatusCodes.Status400BadRequest) => ForPeople(status, "Refused.Title", "Refused.Why");

    /// <param name="behindLink">Whether it was a form behind a link in a letter. Then somebody else may see the screen.</param>
    public static PageResult TooMany(bool behindLink = false) => ForPeople(
        StatusCodes.Status429TooManyRequests, "TooMany.Title", behindLink ? "TooMany.WhyLink" : "TooMany.Why", "TooMany.Call", behindLink);

    /// <summary>Too much was read from one address.</summary>
    public static PageResult TooManyReads() =>
        ForPeople(StatusCodes.Status429TooManyRequests, "TooMany.Title", "TooMany.WhyRead", "TooMany.Call", discreet: false);

    /// <summary>Too many people read at the same time.</summary>
    public static PageResult ManyRead() =>
        ForPeople(StatusCodes.Status503ServiceUnavailable, "TooMany.Title", "TooMany.WhyAll", "TooMany.Call", discreet: false);

    /// <param name="reader">Null for somebody who is not signed in.</param>
    public static PageResult NoSuchPage(StaffMember? reader = null) => Pages.Of<Notice>(StatusCodes.Status404NotFound,
        (nameof(Notice.Title), "There is no such page"), (nameof(Notice.Reader), reader),
        (nameof(Notice.Onward), new Onward("It may have been moved or taken out. ", "/", "Go to the start")));

    /// <summary>For staff who follow an old link or bookmark, so that they stop looking for the person.</summary>
    public static PageResult Erased(StaffMember reader, DateOnly on) => Pages.Of<Notice>(StatusCodes.Status410Gone,
        (nameof(Notice.Title), "This record was erased"), (nameof(Notice.Reader), reader),
        (nameof(Notice.Sentence), $"That was on {Words.Date(on)}. What was in it cannot be brought back."),
        (nameof(Notice.Onward), new Onward("", "/board", "Go to the board")));

    /// <param name="title">The key of the text; the others likewise.</param>
    /// <param name="discreet">Whether it must not say what the service is for.</param>
    /// <param name="back">The address of the previous page.</param>
    public static PageResult ForPeople(
        int status, string title, string sentence, string? call = null, bool discreet = true, string? back = null) =>
        Pages.Of<Notice>(status,
            (nameof(Notice.Title), Texts.Say(title)), (nameof(Notice.Sentence), Texts.Say(sentence)), (nameof(Notice.Call), call),
            (nameof(Notice.ForPeople), true), (nameof(Notice.Discreet), discreet), (nameof(Notice.Back), back));
}
