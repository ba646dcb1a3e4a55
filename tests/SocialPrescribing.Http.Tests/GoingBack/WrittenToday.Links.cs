using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Http.Tests.GoingBack;

internal sealed partial record WrittenToday
{
    /// <summary>Links that a letter could have today, whether or not one went in the last week.</summary>
    private static async Task<IReadOnlyList<string>> LinksOf(TestedService service)
    {
        SignedLinks links = service.Get<SignedLinks>();
        List<string> found = [.. (await service.Get<ActivityDirectory>().All(default))
            .Where(a => a.Activity.Details.Provider.Email is not null)
            .Select(a => "/d/" + links.ToProvider(LinkPurpose.ConfirmActivity, a.Activity.Id, "", a.Activity.Details.Provider.Email!))];
        List<Journey> journeys = await Journeys(service);
        // First those that can be confirmed: they are to come, and nobody has said yes.
        foreach ((Journey of, Meeting booked) in journeys.SelectMany(j => j.Meetings.Where(m => m.IsBooked).Select(m => (Of: j, Booked: m)))
            .OrderBy(m => m.Booked.ConfirmedAt is not null).ThenByDescending(m => m.Booked.At))
            if (EmailOf(of) is { } to)
                found.AddRange(
                [
                    "/m/" + links.ToPerson(LinkPurpose.Meeting, of, booked.VersionId, to),
                    $"/c/{links.ToPerson(LinkPurpose.Calendar, of, booked.Id, to)}.ics",
                ]);
        foreach (Journey journey in journeys)
        {
            if (EmailOf(journey) is not { } email)
                continue;
            string To(LinkPurpose purpose, string subject) => links.ToPerson(purpose, journey, subject, email);
            found.Add("/p/" + To(LinkPurpose.Preferences, ""));
            found.AddRange(journey.Surveys.Where(s => s.IsOpenAt(service.Clock.GetUtcNow()))
                .Select(s => "/s/" + To(LinkPurpose.Survey, s.Id)));
            found.AddRange(journey.Lists.Select(l => "/l/" + To(LinkPurpose.ActivityList, l.Id)));
            found.AddRange(journey.Introductions.Where(i => i.Answer is ProviderAnswer.None && i.EndedAt is null)
                .Select(i => "/a/" + links.Create(new LinkTarget(LinkPurpose.Provider, journey.Id, i.Id))));
        }
        return found;
    }

    private static string? EmailOf(Journey journey) =>
        journey.Preferences.Contacts.FirstOrDefault(c => c.Kind is ContactKind.Email)?.Value;

    /// <summary>Those that are not erased.</summary>
    private static async Task<List<Journey>> Journeys(TestedService service)
    {
        List<Journey> journeys = [];
        await foreach (Guid id in service.Get<IJourneyStore>().All(default))
            if (await service.Get<IJourneyStore>().Find(id, default) is { } stored)
                journeys.Add(stored.State);
        return journeys;
    }

    [GeneratedRegex(@"https?://[^\s/]+(/[a-z-]+/[^\s)>]+)")]
    private static partial Regex Link();
}
