using System.Globalization;
using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Web;

/// <summary>Something that the operator should look at. It stops nothing, so it raises no alarm.</summary>
/// <param name="Code">For programs; it does not change.</param>
public sealed record HealthNote(string Code, string Detail);

public sealed class HealthNotes(
    PublicNotices notices, ILetterTemplates letters, Visitors visitors, InForce<Pathway> pathways, Clocks clocks, Health? health = null,
    ClockJumps? clockJumps = null)
{
    public IReadOnlyList<HealthNote> Now =>
    [
        .. notices.Unfinished.Select(file => new HealthNote("page-unfinished",
            $"{file} still holds places in double brackets, where only you can know what is true. Everybody can read this page.")),
        .. letters.Unusable.Select(u => new HealthNote("letter-unusable",
            $"The words of the letter {u.Letter} ({u.Problem.Language}) that were set by page cannot be used by this version, so it goes "
                + $"out as supplied: found {u.Problem.Found}; allowed: {u.Problem.Allowed}. An admin can save it again.")),
        .. letters.UnusableFiles.Select(u => new HealthNote("letter-file-unusable",
            $"The file of the letter {u.Letter} ({u.Problem.Language}) cannot be used in the nation that was set by page, so the letter "
                + $"goes out as supplied: found {u.Problem.Found}; allowed: {u.Problem.Allowed}.")),
        .. visitors.LookAlike ? [new HealthNote("visitors-look-alike",
            "All visitors of the last hour came from one address. If something stands in front of the service, it does not say who visits, "
                + "and a few wrong passwords close the door for everybody.")]
            : Array.Empty<HealthNote>(),
        .. WorkingCalendar.LondonDate(clocks.Now).Year >= BankHolidays.LastYear ? [new HealthNote("bank-holidays-end",
            $"This version knows the bank holidays up to the end of {BankHolidays.LastYear}. Install a newer one, or name the later days "
                + $"in the pathway.")]
            : Array.Empty<HealthNote>(),
        .. pathways.Now.SchoolHolidays is [_, ..] known && known.Max(h => h.Until) < WorkingCalendar.LondonDate(clocks.Now)
            ? [new HealthNote("school-holidays-over",
                "The school holidays that were entered are over. Enter the next ones, or activities that do not take place then are told "
                    + "as if they did.")]
            : Array.Empty<HealthNote>(),
        .. health?.SlowWrite is { } took ? [new HealthNote("store-slow", string.Create(CultureInfo.InvariantCulture,
            $"A write took {took.TotalMilliseconds:0} ms when it was last tried. Everybody waits that long for whatever they do: look at "
                + $"the disk, and at what else uses it."))]
            : Array.Empty<HealthNote>(),
        .. health?.LastNotKept is { } lost ? [new HealthNote("not-kept", string.Create(CultureInfo.InvariantCulture,
            $"Something could not be kept at {lost.At:u}: {lost.Why}. Whoever sent it was told to come back. What is small may still "
                + $"fit."))]
            : Array.Empty<HealthNote>(),
        .. (clockJumps?.Look() ?? []).Select(Of),
    ];

    private static HealthNote Of(ClockJump jump)
    {
        string seen = jump.Seen.ToString("u", CultureInfo.InvariantCulture);
        return new("clock-jumped", jump.By < TimeSpan.Zero
            ? $"The machine's clock went back by {jump.HowFar}, as was seen at {seen}. Look whether it is right now: what falls due waits "
                + "for that much longer, and what happened before stands under a later time."
            : $"The machine's clock went forward by {jump.HowFar}, or the machine slept for so long, as was seen at {seen}. Look whether "
                + "it is right now: whatever fell due in between happens at once.");
    }
}
