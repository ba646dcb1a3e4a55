using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>
/// Runs before everything behind links. Nobody can change more there than a person would (<see cref="LinkLimiter"/>). And a link that was
/// ended only stops messages and shows the telephone number. Pages that are added later are guarded in the same way.
/// </summary>
public static class EarlierLinks
{
    private sealed record OpensForEver;

    private sealed record Keeps;

    public static RouteGroupBuilder MapLinks(this RouteGroupBuilder pages)
    {
        RouteGroupBuilder links = pages.MapGroup("");
        links.AddEndpointFilter(Guard);
        return links;
    }

    /// <summary>Somebody who wants no more messages must always be able to say so.</summary>
    public static RouteHandlerBuilder ForEver(this RouteHandlerBuilder route) => route.WithMetadata(new OpensForEver());

    /// <summary>For a form that only keeps what was typed for the next page and changes nothing in the journey.</summary>
    public static RouteHandlerBuilder OnlyKeeps(this RouteHandlerBuilder route) => route.WithMetadata(new Keeps());

    private static bool Has<T>(HttpContext context) where T : class => context.GetEndpoint()?.Metadata.GetMetadata<T>() is not null;

    private static async ValueTask<object?> Guard(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        HttpContext context = call.HttpContext;
        if (Has<OpensForEver>(context) || context.Request.RouteValues["token"] is not string token)
            return await next(call);
        IServiceProvider services = context.RequestServices;
        if (HttpMethods.IsPost(context.Request.Method)
            && services.GetRequiredService<LinkLimiter>()
                .WaitFor(context, Has<Keeps>(context) ? null : services.GetRequiredService<SignedLinks>().Read(token)) is { } wait)
            return LinkLimiter.Refused(context, wait);
        if (await services.GetRequiredService<LinkOpener>().OpenEarlier(token, context.RequestAborted) is not { } earlier)
            return await next(call);
        // The link to stop messages has the same generation, so it opens no more than this one does.
        string stop = services.GetRequiredService<SignedLinks>()
            .Create(earlier.Target with { Purpose = LinkPurpose.Preferences, Subject = "" });
        return Pages.Of<EarlierPage>(StatusCodes.Status410Gone, (nameof(EarlierPage.Stop), $"/p/{stop}/stop"),
            (nameof(EarlierPage.IsStopped), earlier.Journey.Preferences.OptOut is Journeys.OptOut.Everything));
    }
}
