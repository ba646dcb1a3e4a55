using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>
/// Shows a letter about a journey. Letters are not stored, so it is written again from the journey as it was when the letter was sent, and
/// the page says so. Links are left out, because they are only for the letter's reader.
/// </summary>
public static partial class LetterPages
{
    public static void Map(IEndpointRouteBuilder staffPages) => staffPages.MapGet("/journeys/{id:guid}/letters", Show);

    /// <summary>Letters to staff only say that something waits here, so they are not shown.</summary>
    public static bool CanBeRead(MessageKind kind) => MessageType.Of(kind).Audience is not Recipient.Staff;

    private static async Task<Results<PageResult, SeeOther>> Show(
        Guid id, HttpContext context, IJourneyStore store, IOutbox outbox, ILetterWriter writer, AccessLog looks, Pathway pathway)
    {
        CancellationToken cancellation = context.RequestAborted;
        string key = context.Request.Query["key"].ToString();
        Task<LoadedJourney> loading = store.Load(id, cancellation);
        Task<IReadOnlyList<JournalCommit>> reading = store.Journal(id, cancellation);
        Task<IReadOnlyList<QueuedMessage>> sending = outbox.Of(id, cancellation);
        await Task.WhenAll(loading, reading, sending);
        LoadedJourney loaded = await loading;
        IReadOnlyList<JournalCommit> journal = await reading;
        if (loaded is LoadedJourney.Unreadable)
            return Pages.SeeOther($"/journeys/{id:N}");
        if (loaded is not LoadedJourney.Found { Stored.State: var now }
            || journal.FirstOrDefault(c => c.Events.OfType<Messages.Queued>().Any(m => m.Key == key)) is not { } commit
            || commit.Events.OfType<Messages.Queued>().First(m => m.Key == key) is not { } queued || !CanBeRead(queued.Kind))
            return Notices.NoSuchPage(context.Reader());
        await looks.Record(id, context.Reader(), LookedBy.Page, cancellation);
        QueuedMessage message = (await sending).FirstOrDefault(m => m.Key == key)
            ?? new QueuedMessage(id, key, queued.Kind, queued.About, null, 0, commit.At, MessageStatus.Sent, MovedAt: commit.At);
        Letter? letter = message.Status is MessageStatus.Dropped or MessageStatus.Failed ? null
            : await Again(message, now, journal, writer, pathway, cancellation);
        return Pages.Of<LetterToRead>((nameof(LetterToRead.Reader), context.Reader()), (nameof(LetterToRead.Journey), now),
            (nameof(LetterToRead.Message), message), (nameof(LetterToRead.Subject), letter?.Subject),
            (nameof(LetterToRead.To), letter?.To), (nameof(LetterToRead.Text), letter is null ? null : WithoutLinks(letter.Text)));
    }

    /// <summary>The letter as it was when it was sent; null if it cannot be written again.</summary>
    public static Task<Letter?> Again(
        QueuedMessage message, Journey now, IReadOnlyList<JournalCommit> journal, ILetterWriter writer, Pathway pathway,
        CancellationToken cancellation)
    {
        bool waits = message.Status is MessageStatus.Queued or MessageStatus.Sending;
        return Write(message, waits ? now : AsOf(journal, message.MovedAt ?? message.QueuedAt), writer, pathway, cancellation);
    }

    private static async Task<Letter?> Write(
        QueuedMessage message, Journey? then, ILetterWriter writer, Pathway pathway, CancellationToken cancellation) =>
        then is not null && Messages.AddressOf(then, message.Kind, message.What, pathway) is { } address
            ? (await writer.Write(message, then, address, null, cancellation) as WritingOutcome.Written)?.Letter : null;

    /// <summary>The journey at that moment; null if part of its journal cannot be read.</summary>
    private static Journey? AsOf(IReadOnlyList<JournalCommit> journal, DateTimeOffset at)
    {
        Journey? then = null;
        foreach (JournalCommit commit in journal.TakeWhile(c => c.At <= at))
        {
            if (!commit.IsWhole)
                return null;
            foreach (JourneyEvent happened in commit.Events)
                then = Journey.Apply(then, new JournalEntry(commit.At, commit.By, happened));
        }
        return then;
    }

    public static string WithoutLinks(string text) => Address().Replace(text, "[a link that only its reader has]");

    [GeneratedRegex(@"https?://[^\s<>""]+")]
    private static partial Regex Address();
}
