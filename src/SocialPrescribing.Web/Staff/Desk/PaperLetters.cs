using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>A letter to post.</summary>
/// <param name="Address">Name and address, one line each.</param>
public sealed record PaperLetter(
    Journey Journey, OpenTask Task, string FromName, string Subject, string Text, IReadOnlyList<string> Address);

/// <summary>
/// What to tell a person whom mail does not reach: the text of the letter, to say on the phone or to post. It is written from the present
/// record, without what only works as a link.
/// </summary>
public sealed class PaperLetters(ILetterWriter writer, InForce<Pathway> pathways, Clocks clocks)
{
    /// <summary>Whether the task is to tell the person something for which there is a letter, and which may be told now.</summary>
    public bool HasWords(Journey journey, OpenTask task) =>
        task is { Kind: TaskKind.TellPerson, Message: { } kind }
        && MessageType.Of(kind).Channels.Contains(MessageChannel.Post)
        && Messages.WhyNot(journey, kind, pathways.Now) is null or Messages.Reasons.NoChannel or Messages.Reasons.OptedOut
            or Messages.Reasons.SomebodyFirst;

    /// <summary>Why no letter may be posted, as a sentence; null if one may.</summary>
    public string? WhyNotPosted(Journey journey, OpenTask task) =>
        !HasWords(journey, task) ? "There is no letter for this now."
        : journey.IsAddressProtected ? "Their address is protected: it stands on no paper that leaves the house."
        : Messages.WhyNot(journey, task.Message!.Value, pathways.Now) is Messages.Reasons.SomebodyFirst
            ? "Somebody beside them is spoken to first."
        : journey.Person.Address is not { Lines.Count: > 0 } ? "We have no address for them." : null;

    /// <summary>People who can be phoned are phoned. The others, and those who prefer post, get a letter.</summary>
    public static bool WaitsForPost(Journey journey) =>
        journey.Preferences.Contacts.Any(c => c is { Kind: ContactKind.Post, Allowed: true })
        || !journey.Preferences.Contacts.Any(c => ContactRules.IsPhone(c) && c.Allowed && ContactRules.IsUsable(c));

    /// <summary>Null if it cannot be written any more, because what it was about no longer exists.</summary>
    public async Task<PaperLetter?> Write(Journey journey, OpenTask task, CancellationToken cancellation)
    {
        QueuedMessage message =
            new(journey.Id, task.Id, task.Message!.Value, task.About, null, 0, clocks.Now, MessageStatus.Queued, MovedAt: clocks.Now);
        return await writer.Write(message, journey, "", null, cancellation) is WritingOutcome.Written { Letter: var letter }
            ? new PaperLetter(journey, task, letter.FromName, letter.Subject, letter.Text.Trim(), AddressOf(journey.Person)) : null;
    }

    /// <summary>The letters of all tasks that are to tell the person something, by task id.</summary>
    public async Task<IReadOnlyDictionary<string, PaperLetter>> ToSay(Journey journey, CancellationToken cancellation)
    {
        Dictionary<string, PaperLetter> said = [];
        foreach (OpenTask task in journey.Tasks.Where(t => HasWords(journey, t)))
            if (await Write(journey, task, cancellation) is { } letter)
                said[task.Id] = letter;
        return said;
    }

    private static IReadOnlyList<string> AddressOf(Person person) =>
        [person.FullName, .. person.Address?.Lines ?? [], .. person.Address?.Postcode is { } postcode ? [postcode] : Array.Empty<string>()];
}
