using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Web.Pages.Parts;

namespace SocialPrescribing.Web.Pages.Links;

/// <summary>What a signed link opened, as it is now.</summary>
public sealed record OpenedLink(string Token, string Subject, Journey Journey, int Version)
{
    public bool Discreet => Journey.Preferences.Discretion;
}

/// <summary>Opens the links in people's emails.</summary>
public sealed class LinkOpener(SignedLinks links, IJourneyStore store)
{
    /// <summary>One and the same answer to every link that opens nothing, so that it tells nobody anything.</summary>
    public static IResult Gone() => new Nothing(Page.Of<LinkGone>(StatusCodes.Status404NotFound), LaterOn());

    /// <summary>Whoever wants to hear nothing more must know that it has not been taken yet. A mail program that unsubscribes tries again.</summary>
    public static IResult LaterOn() => Page.Of<ComeBackLater>(StatusCodes.Status503ServiceUnavailable);

    /// <summary>A link of ours whose journey cannot be read opens again later, and whoever holds it must not take it for ended.</summary>
    private sealed class Nothing(IResult gone, IResult later) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext) => await (await IsUnreadable(httpContext) ? later : gone).ExecuteAsync(httpContext);

        private static async Task<bool> IsUnreadable(HttpContext context)
        {
            SignedLinks links = context.RequestServices.GetRequiredService<SignedLinks>();
            return context.Request.RouteValues["token"] is string token
                && Enum.GetValues<LinkPurpose>().Select(p => links.Read(token, p)).FirstOrDefault(t => t is not null) is { Journey: var journey }
                && await context.RequestServices.GetRequiredService<IJourneyStore>().Load(journey, context.RequestAborted) is LoadedJourney.Unreadable;
        }
    }

    /// <summary>Null for a link that is not ours, has ended, opens something else, or belongs to somebody who has died.</summary>
    public async Task<OpenedLink?> Open(string token, LinkPurpose purpose, CancellationToken cancellation)
    {
        if (links.Read(token, purpose) is not { } target || await store.Find(target.Journey, cancellation) is not { State.HasDied: false } stored)
            return null;
        if (purpose is not LinkPurpose.Provider)
            Texts.Turn(Texts.LanguageOf(stored.State.Preferences.Language));
        return new OpenedLink(token, target.Subject, stored.State, stored.Version);
    }
}
