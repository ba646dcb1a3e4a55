using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>What a signed link opens, as it is now.</summary>
/// <param name="IsCurrent">Whether nothing has ended it. An ended link only stops messages.</param>
/// <param name="IsConfirmed">Whether it was sent to an address for which staff have checked who the person is.</param>
/// <param name="ShowsHeld">Whether it is young enough to show what is held, and to change details.</param>
public sealed record OpenedLink(
    string Token, LinkTarget Target, Journey Journey, int Version, bool IsCurrent, bool IsConfirmed, bool ShowsHeld)
{
    public string Subject => Target.Subject;
    public bool Discreet => Journey.Preferences.Discretion;
}

/// <summary>Opens the links in people's emails.</summary>
public sealed class LinkOpener(SignedLinks links, IJourneyStore store)
{
    /// <summary>Every link that opens nothing gets the same answer, so that it tells nobody anything.</summary>
    public static PageResult Gone() => new(new Nothing(Notices.LinkGone(), LaterOn()));

    /// <summary>For a link that only opens the preferences by now. Every letter has a new one.</summary>
    public static PageResult TooOld(OpenedLink link) => Notices.ForPeople(
        StatusCodes.Status410Gone, "Earlier.TooOldTitle", "Earlier.TooOld", "Earlier.TooOldCall", link.Discreet, $"/p/{link.Token}");

    /// <summary>
    /// Tells somebody who wants no more messages that this could not be recorded now. A mail program that unsubscribes tries again.
    /// </summary>
    public static PageResult LaterOn() => Notices.ComeBackLater();

    /// <summary>If a link's journey cannot be read now, it opens again later. Its holder must not believe that it has ended.</summary>
    private sealed class Nothing(IResult gone, IResult later) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext) =>
            await (await IsUnreadable(httpContext) ? later : gone).ExecuteAsync(httpContext);

        private static async Task<bool> IsUnreadable(HttpContext context)
        {
            SignedLinks links = context.RequestServices.GetRequiredService<SignedLinks>();
            return context.Request.RouteValues["token"] is string token
                && links.Read(token) is { Journey: var journey }
                && await context.RequestServices.GetRequiredService<IJourneyStore>()
                    .Load(journey, context.RequestAborted) is LoadedJourney.Unreadable;
        }
    }

    /// <summary>Null for a link that is not ours, has ended, is for another purpose, or belongs to somebody who has died.</summary>
    public async Task<OpenedLink?> Open(string token, LinkPurpose purpose, CancellationToken cancellation) =>
        await Open(token, links.Read(token, purpose), cancellation) is { IsCurrent: true } link ? link : null;

    /// <summary>The link as one that stops messages. Links of every generation can do that for ever.</summary>
    public async Task<OpenedLink?> OpenToStop(string token, CancellationToken cancellation) =>
        await Open(token, links.Read(token, LinkPurpose.Preferences), cancellation);

    /// <summary>The link, if it was the person's and can now only stop messages; otherwise null.</summary>
    public async Task<OpenedLink?> OpenEarlier(string token, CancellationToken cancellation) =>
        links.Read(token) is { } target && !LinkType.Of(target.Purpose).MayBeAStrangers
            && await Open(token, target, cancellation) is { IsCurrent: false } link ? link : null;

    private async Task<OpenedLink?> Open(string token, LinkTarget? target, CancellationToken cancellation)
    {
        // If the journey was joined to another, its links stop messages there, and open nothing else.
        if (target is null || await store.Current(target.Journey, cancellation) is not { State.HasDied: false } stored)
            return null;
        bool isJoined = stored.State.Id != target.Journey, isThePersons = LinkType.Of(target.Purpose).IsThePersons;
        // The links of others open nothing of what has come together since, and must not stop the person's messages.
        if (isJoined && !isThePersons)
            return null;
        if (isThePersons)
            Texts.Turn(Texts.LanguageOf(stored.State.Preferences.Language));
        return new OpenedLink(token, target, stored.State, stored.Version, !isJoined && links.IsCurrent(target, stored.State),
            !isJoined && links.IsConfirmed(target, stored.State), links.ShowsHeld(target, stored.State));
    }
}
