using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>A journey as it lies on somebody's desk.</summary>
/// <param name="Staff">Everybody who is or was here, to name them and to choose from.</param>
/// <param name="Timeline">Newest first.</param>
/// <param name="Sent">The form that was sent and refused, to be shown again as it was typed.</param>
public sealed record OpenJourney(
    Journey Journey, int Version, StaffMember Reader, IReadOnlyList<StaffMember> Staff, IReadOnlyList<TimelineEntry> Timeline,
    Pathway Pathway, DateTimeOffset Now, SentForm Sent)
{
    /// <summary>What the directory offers.</summary>
    public required IReadOnlyList<(string Value, string Label)> Activities { get; init; }
    /// <summary>What the directory says of those to which the person goes, by its ids.</summary>
    public IReadOnlyDictionary<Guid, ListingDetails> Entries { get; init; } = new Dictionary<Guid, ListingDetails>();
    /// <summary>What of it may suit the person.</summary>
    public SuggestedActivities Suggestions { get; init; } = SuggestedActivities.None;
    /// <summary>The activity that its reader has chosen among the suggestions.</summary>
    public string? Chosen { get; init; }
    /// <summary>The activities that its reader has put on the list for the person so far.</summary>
    public IReadOnlyList<Guid> OnTheList { get; init; } = [];
    /// <summary>Volunteers, with where they go already; read where one can be chosen.</summary>
    public IReadOnlyList<GoingAlong> Volunteers { get; init; } = [];
    /// <summary>Who may be the same person.</summary>
    public IReadOnlyList<OtherJourney> Others { get; init; } = [];
    /// <summary>What others did while the reader was writing, oldest first.</summary>
    public IReadOnlyList<TimelineEntry> Meanwhile { get; init; } = [];
    /// <summary>The page of the journey that is shown.</summary>
    public required JourneyTab Tab { get; init; }
    /// <summary>The form that its reader came for: it stands open.</summary>
    public string? Unfold { get; init; }
    /// <summary>Which part of the story is told.</summary>
    public StoryPart Part { get; init; } = StoryPart.Usual;
    /// <summary>From 1.</summary>
    public int StoryPage { get; init; } = 1;
    /// <summary>What was just done, in words; null when the page was only opened.</summary>
    public string? Done { get; init; }

    /// <summary>Not about a real person: somebody tried the service out with it.</summary>
    public bool IsTest { get; init; }

    /// <summary>What to say, or to post, where a task is to tell the person something: by the id of the task.</summary>
    public IReadOnlyDictionary<string, PaperLetter> ToSay { get; init; } = new Dictionary<string, PaperLetter>();

    /// <summary>With what a note is to begin; null for nothing.</summary>
    public string? Template { get; init; }

    /// <summary>A free time that its reader has chosen in the diary, as a field shows it.</summary>
    public string? At { get; init; }

    public Guid Id => Journey.Id;
    public string Path => $"/journeys/{Journey.Id:N}";
    public string PathOf(JourneyTab tab) => tab.PathIn(Journey.Id);
    /// <summary>Where a form stands, open: on this page or on its own.</summary>
    public string PathTo(string kind, string about = "") => $"{PathOf(JourneyTab.Of(kind))}?do={KeyOf(kind, about)}#{KeyOf(kind, about)}";
    public bool May(string kind) => CommandForm.Find(kind) is { } form && Permissions.May(Reader.Role, form.Command);
    /// <summary>What is to be done, the first due first.</summary>
    public IReadOnlyList<NextTask> Next => field ??= NextForms.Of(Journey, Now);
    public Person Person => Journey.Person;
    public string Name => Person.CalledInFull;

    /// <summary>A form's name on the page: which command, and what it is about where there can be several.</summary>
    public static string KeyOf(string kind, string about = "") =>
        about.Length is 0 ? kind : $"{kind}-{string.Concat(about.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'))}";

    /// <summary>What was typed into this form, if it is the one that was sent.</summary>
    public SentForm FormOf(string kind, string about) =>
        Sent.WasSent && Sent["form"] == kind && Sent["about"] == about ? Sent : SentForm.Empty;

    /// <summary>The reader's own words in a form that came back, because that form may not be on the page any more.</summary>
    public IEnumerable<string> OwnWords => Sent.Problems.Any(p => p.Field is "") ? Sent.Words : [];

    public string NameOf(string? staff) => staff is null ? "nobody yet"
        : Staff.FirstOrDefault(s => s.Id == staff)?.Name
        ?? StaffTexts.Queue(staff) ?? "somebody who has left";

    /// <summary>Who can be chosen as a link worker.</summary>
    public IEnumerable<(string Value, string Label)> LinkWorkers => Staff
        .Where(Permissions.MaySupport)
        .OrderBy(s => s.Name, Alphabetical.Order)
        .Select(s => (s.Id, s.Role is StaffRole.Lead ? $"{s.Name} (lead)" : s.Name));

    /// <summary>What somebody last wrote or said about the person.</summary>
    public TimelineEntry? Latest => Timeline.FirstOrDefault(
        e => e is { Note: not null, IsByItself: false, Happened: not Intake.Received and not Intake.Joined });

    /// <summary>What happens by itself, soonest first.</summary>
    public IEnumerable<(DateTimeOffset At, string What)> Ahead => Agenda.Of(Journey, Pathway)
        .OrderBy(d => d.At)
        .Select(d => (d.At, What: DeskWords.Due(d.What, Journey, Pathway)))
        .Where(d => d.What is not null)
        .Select(d => (d.At, d.What!));

    /// <summary>London's date; null before there is a plan, and once support has ended.</summary>
    public DateOnly? NextReview => Journey.HasEnded ? null : Reviews.NextOn(Journey, Pathway);

    /// <summary>Every need that can be named, the person's own first.</summary>
    public IEnumerable<(string Value, string Label)> NeedChoices =>
        PlanFields.NeedsOf(Journey, Pathway).Select(n => (n, Words.Sentence(Words.Code(n))));

    /// <summary>Whether support can be taken up again in one step; later a new referral begins a new journey.</summary>
    public bool CanReopen =>
        Journey is { Ended: { } ended, DeclinedAt: null, HasDied: false, Joined: null }
            && Now < WorkingCalendar.AddMonths(ended.At, Pathway.ReopenMonths);

    /// <summary>Referrals that somebody still has to say yes or no to.</summary>
    public IEnumerable<HeldReferral> Waiting =>
        Journey.HasEnded ? [] : Journey.Referrals.Where(r => r.AcceptedAt is null && r.DeclinedAt is null);

    /// <summary>Whether it goes on here, and is not or will not be part of another journey.</summary>
    public bool IsHere => Journey is { Joining: null, Joined: null };

    /// <summary>Whether support goes on, which most commands ask.</summary>
    public bool IsSupported => Journey.AcceptedAt is not null && !Journey.HasEnded;
}
