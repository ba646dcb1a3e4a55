using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.People;

/// <summary>
/// What we hold about the person, behind the link to their preferences: <c>/p/{token}/data</c> to read,
/// <c>/p/{token}/data.json</c> to keep.
/// </summary>
public static class HeldLinks
{
    /// <summary>Does not escape names, because nothing here ends up in HTML.</summary>
    private static readonly JsonSerializerOptions Written =
        new(JsonSerializerOptions.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/p/{token}/data", Show);
        pages.MapGet("/p/{token}/data.json", Save);
    }

    /// <summary>Somebody who asked for discretion is warned before anything is on the screen.</summary>
    private static async Task<PageResult> Show(
        string token, HttpRequest request, LinkOpener links, SignedLinks signed, IJourneyStore store, IOutbox outbox, StaffDirectory staff,
        CancellationToken cancellation) =>
        await links.Open(token, LinkPurpose.Preferences, cancellation) is not { } link ? LinkOpener.Gone()
        : !link.ShowsHeld ? LinkOpener.TooOld(link)
        : link.Discreet && !request.Query.ContainsKey("show") ? Pages.Of<HeldFirst>((nameof(HeldFirst.Link), link))
        : !link.IsConfirmed ? Pages.Of<HeldOwn>((nameof(HeldOwn.Link), link), (nameof(HeldOwn.Words), OwnWords(link, signed)))
        : Pages.Of<HeldPage>((nameof(HeldPage.Link), link), (nameof(HeldPage.Data), await Of(link, store, outbox, staff, cancellation)));

    private static async Task<Results<PageResult, SeeOther, FileContentHttpResult>> Save(
        string token, LinkOpener links, IJourneyStore store, IOutbox outbox, StaffDirectory staff, Clocks clocks,
        CancellationToken cancellation) =>
        await links.Open(token, LinkPurpose.Preferences, cancellation) is not { } link ? LinkOpener.Gone()
        : !link.ShowsHeld ? LinkOpener.TooOld(link)
        : !link.IsConfirmed ? Pages.SeeOther($"/p/{token}/data")
        : TypedResults.File(
            JsonSerializer.SerializeToUtf8Bytes((await Of(link, store, outbox, staff, cancellation)).File(clocks.Now), Written),
            "application/json", "my-data.json");

    /// <summary>
    /// Words that the reader may have typed themselves: those of the form that began this journey, if it named this address. Nothing that
    /// anybody else said; and nothing at all for a guarded journey, because the words may be about what is guarded.
    /// </summary>
    private static IReadOnlyList<string> OwnWords(OpenedLink link, SignedLinks signed)
    {
        HeldReferral first = link.Journey.Referrals[0];
        Referral typed = first.Details;
        return typed.Source is ReferralSource.Self
            && first.Organisation is null
            && !link.Journey.IsGuarded
            && typed.Person.Contacts.Any(c => c.Kind is ContactKind.Email && signed.WasSentTo(link.Target, c.Value))
            ? [.. ((string?[])[typed.Reason, typed.WhatMattersMost, typed.Person.CommunicationNeeds])
                .Where(words => !string.IsNullOrWhiteSpace(words)).Cast<string>()] : [];
    }

    private static async Task<HeldData> Of(
        OpenedLink link, IJourneyStore store, IOutbox outbox, StaffDirectory staff, CancellationToken cancellation)
    {
        Guid id = link.Journey.Id;
        Dictionary<string, string> names = (await staff.All(cancellation)).ToDictionary(s => s.Id, s => s.Name);
        return new HeldData(link.Journey, await store.Journal(id, cancellation), await outbox.Of(id, cancellation),
            member => names.GetValueOrDefault(member, ""));
    }
}
