using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Retention;

/// <summary>Something about a person that went to somebody outside. They may have kept it, so they must be told of an erasure.</summary>
/// <param name="Who">The name as it is in the record; for a volunteer their staff id.</param>
/// <param name="Kind">The letter; null if it was said, or shown on a page.</param>
/// <param name="At">Null if the time was not written down.</param>
public sealed record PassedOn(Recipient To, string Who, MessageKind? Kind, DateTimeOffset? At)
{
    /// <summary>Everything that is known, the earliest first. Read it before the record is erased.</summary>
    /// <param name="ledger">The journey's messages.</param>
    public static IReadOnlyList<PassedOn> Of(
        Journey journey, IReadOnlyList<QueuedMessage> ledger, IReadOnlyList<JournalCommit> journal) =>
        [.. Letters(journey, ledger)
            .Concat(journey.Introductions.Where(i => i is { As: IntroductionKind.Referral, Activity.Email: null })
                .Select(i => new PassedOn(Recipient.Provider, NameOf(i), null, i.At)))
            .Concat(journey.Sessions.Where(s => s.RegisterAskedAt is not null)
                .Select(s => new PassedOn(Recipient.Provider, NameOf(Activities.Find(journey, s.Introduction)), null, s.RegisterAskedAt)))
            .Concat(journal.SelectMany(c => c.Events).OfType<Contact.ConversationHeld>()
                .Select(c => new PassedOn(Recipient.Person, c.With, null, c.At)))
            .Concat(journey.Person.RelatedPeople.Select(p => new PassedOn(Recipient.Person, p.Name, null, null)))
            .Distinct().OrderBy(p => p.At is null).ThenBy(p => p.At)];

    private static IEnumerable<PassedOn> Letters(Journey journey, IEnumerable<QueuedMessage> ledger) =>
        from message in ledger
        where message.Status is MessageStatus.Sent or MessageStatus.Uncertain or MessageStatus.Sending
        let to = Messages.RecipientOf(message.Kind)
        let who = (to, message.What) switch
        {
            (Recipient.Referrer, MessageAbout.Referral about) => about.In(journey)?.Details.Referrer is { } referrer
                ? $"{referrer.Name}, {referrer.Organisation}" : null,
            (Recipient.Provider, MessageAbout.Introduction about) => NameOf(about.In(journey)),
            (Recipient.Volunteer, MessageAbout.GoingAlong about) => about.Volunteer,
            _ => null,
        }
        where who is not null
        select new PassedOn(to, who, message.Kind, message.MovedAt ?? message.QueuedAt);

    private static string NameOf(Introduction? introduction) =>
        string.Join(", ", new[] { introduction?.Activity.Provider, introduction?.Activity.Name }.Where(n => n is { Length: > 0 }));
}
