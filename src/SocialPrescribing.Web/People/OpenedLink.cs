using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>What a signed link opened, as it is now.</summary>
/// <param name="IsCurrent">Nothing has ended it. One that has been ended stops messages and opens nothing else.</param>
/// <param name="IsConfirmed">It was sent to an address for which staff have checked who the person is.</param>
public sealed record OpenedLink(string Token, LinkTarget Target, Journey Journey, int Version, bool IsCurrent, bool IsConfirmed)
{
    public string Subject => Target.Subject;
    public bool Discreet => Journey.Preferences.Discretion;
}

/// <summary>Opens the links in people's emails.</summary>
public sealed class LinkOpener(SignedLinks links, IJourneyStore store)
{
    /// <summary>One and the same answer to every link that opens nothing, so that it tells nobody anything.</summary>
    public static PageResult Gone() => new(new Nothing(Notices.LinkGone(), LaterOn()));

    /// <summary>
    /// Whoever wants to hear nothing more must know that it has not been taken yet. A mail program that unsubscribes tries again.
    /// </summary>
    public static PageResult LaterOn() => Notices.ComeBackLater();

    /// <summary>A link of ours whose journey cannot be read opens again later, and whoever holds it must not take it for ended.</summary>
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

    /// <summary>Null for a link that is not ours, has ended, opens something else, or belongs to somebody who has died.</summary>
    public async Task<OpenedLink?> Open(string token, LinkPurpose purpose, CancellationToken cancellation) =>
        await Open(token, links.Read(token, purpose), cancellation) is { IsCurrent: true } link ? link : null;

    /// <summary>The link as one that stops messages, which links of every generation do for ever.</summary>
    public async Task<OpenedLink?> OpenToStop(string token, CancellationToken cancellation) =>
        await Open(token, links.Read(token, LinkPurpose.Preferences), cancellation);

    /// <summary>The link if it was the person's and is no more than a way to stop messages; else null.</summary>
    public async Task<OpenedLink?> OpenEarlier(string token, CancellationToken cancellation) =>
        // To confirm an address is no letter to the person yet: whoever got it by mistake must not stop the person's messages.
        links.Read(token) is { Purpose: not LinkPurpose.ConfirmAddress } target
            && await Open(token, target, cancellation) is { IsCurrent: false } link ? link : null;

    private async Task<OpenedLink?> Open(string token, LinkTarget? target, CancellationToken cancellation)
    {
        // What was sent for a journey that was joined to another stops messages there, and opens nothing else.
        if (target is null || await store.Current(target.Journey, cancellation) is not { State.HasDied: false } stored)
            return null;
        bool isJoined = stored.State.Id != target.Journey;
        if (isJoined && target.Purpose is LinkPurpose.Provider)
            return null;
        if (target.Purpose is not LinkPurpose.Provider)
            Texts.Turn(Texts.LanguageOf(stored.State.Preferences.Language));
        return new OpenedLink(token, target, stored.State, stored.Version, !isJoined && links.IsCurrent(target, stored.State),
            !isJoined && links.IsConfirmed(target, stored.State));
    }
}
