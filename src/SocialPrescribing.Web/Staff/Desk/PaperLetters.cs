using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>A letter to post.</summary>
/// <param name="Address">Name and address, a line each.</param>
public sealed record PaperLetter(
    Journey Journey, OpenTask Task, string FromName, string Subject, string Text, IReadOnlyList<string> Address);

/// <summary>
/// What a person is to be told where no mail reaches them: the words of the letter, to say on the phone or to post. They are written from
/// the record as it is now, without what only a link does.
/// </summary>
public sealed class PaperLetters(ILetterWriter writer, InForce<Pathway> pathways, Clocks clocks)
{
    /// <summary>Whether the task is to tell the person something that there is a letter for, and that may be told now.</summary>
    public bool HasWords(Journey journey, OpenTask task) =>
        task is { Kind: TaskKind.TellPerson, Message: { } kind }
        && Messages.RecipientOf(kind) is Recipient.Person
        && Messages.WhyNot(journey, kind, pathways.Now) is null or Messages.Reasons.NoChannel or Messages.Reasons.OptedOut
            or Messages.Reasons.SomebodyFirst;

    /// <summary>Why no letter may be posted, as a sentence; null where one may.</summary>
    public string? WhyNotPosted(Journey journey, OpenTask task) =>
        !HasWords(journey, task) ? "There is no letter for this now."
        : journey.IsAddressProtected ? "Their address is protected: it stands on no paper that leaves the house."
        : Messages.WhyNot(journey, task.Message!.Value, pathways.Now) is Messages.Reasons.SomebodyFirst
            ? "Somebody beside them is spoken to first."
        : journey.Person.Address is not { Lines.Count: > 0 } ? "We have no address for them." : null;

    /// <summary>Whoever can be phoned is phoned; the others, and whoever wants post, get a letter.</summary>
    public static bool WaitsForPost(Journey journey) =>
        journey.Preferences.Contacts.Any(c => c is { Kind: ContactKind.Post, Allowed: true })
        || !journey.Preferences.Contacts.Any(c => ContactRules.IsPhone(c) && c.Allowed && ContactRules.IsUsable(c));

    /// <summary>Null where it cannot be written any more: what it was about is gone.</summary>
    public async Task<PaperLetter?> Write(Journey journey, OpenTask task, CancellationToken cancellation)
    {
        QueuedMessage message =
            new(journey.Id, task.Id, task.Message!.Value, task.About, null, 0, clocks.Now, MessageStatus.Queued, MovedAt: clocks.Now);
        return await writer.Write(message, journey, "", null, cancellation) is WritingOutcome.Written { Letter: var letter }
            ? new PaperLetter(journey, task, letter.FromName, letter.Subject, letter.Text.Trim(), AddressOf(journey.Person)) : null;
    }

    /// <summary>For every task of a journey that is to tell the person something, by its id.</summary>
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
