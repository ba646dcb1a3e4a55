using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>A journey with everything that its pages need.</summary>
/// <param name="Staff">All present and former staff, to name them and to choose from.</param>
/// <param name="Timeline">Newest first.</param>
/// <param name="Sent">The form that was sent and refused, to be shown again as it was typed.</param>
public sealed record OpenJourney(
    Journey Journey, int Version, StaffMember Reader, IReadOnlyList<StaffMember> Staff, IReadOnlyList<TimelineEntry> Timeline,
    Pathway Pathway, DateTimeOffset Now, SentForm Sent)
{
    /// <summary>The activities of the directory, as choices.</summary>
    public required IReadOnlyList<(string Value, string Label)> Activities { get; init; }
    /// <summary>The directory's entries of the activities that the person goes to, by id.</summary>
    public IReadOnlyDictionary<Guid, ListingDetails> Entries { get; init; } = new Dictionary<Guid, ListingDetails>();
    /// <summary>By the id of a planned session: what the directory says of the activity by now.</summary>
    public IReadOnlyDictionary<string, string> Changed { get; init; } = new Dictionary<string, string>();
    /// <summary>Activities that may suit the person.</summary>
    public SuggestedActivities Suggestions { get; init; } = SuggestedActivities.None;
    /// <summary>The activity that its reader has chosen among the suggestions.</summary>
    public string? Chosen { get; init; }
    /// <summary>The activities that its reader has put on the list for the person so far.</summary>
    public IReadOnlyList<Guid> OnTheList { get; init; } = [];
    /// <summary>Volunteers with their sessions; read only if one can be chosen.</summary>
    public IReadOnlyList<GoingAlong> Volunteers { get; init; } = [];

    /// <summary>Why the volunteer who was chosen for a session can no longer go; null if they can.</summary>
    public string? TroubleOf(Session session) => session.Volunteer is not { } id ? null
        : Volunteers.FirstOrDefault(v => v.Volunteer.Id == id) is { } going
            ? Service.Staff.Volunteers.WhyNot(going, [session], Journeys.Activities.Find(Journey, session.Introduction)?.Activity)?.Sentence
            : $"{NameOf(id)} is no volunteer any more. Choose somebody else.";

    /// <summary>Journeys that may be about the same person.</summary>
    public IReadOnlyList<OtherJourney> Others { get; init; } = [];
    /// <summary>What others did while the reader was writing, oldest first.</summary>
    public IReadOnlyList<TimelineEntry> Meanwhile { get; init; } = [];
    /// <summary>The page of the journey that is shown.</summary>
    public required JourneyTab Tab { get; init; }
    /// <summary>The form that its reader came for. It is open.</summary>
    public string? Unfold { get; init; }
    /// <summary>Which part of the story is shown.</summary>
    public StoryPart Part { get; init; } = StoryPart.Usual;
    /// <summary>From 1.</summary>
    public int StoryPage { get; init; } = 1;
    /// <summary>What was just done, in words; null if the page was only opened.</summary>
    public string? Done { get; init; }

    /// <summary>Not about a real person: somebody tried the service out with it.</summary>
    public bool IsTest { get; init; }

    /// <summary>By task id: the words to say or to post, if a task is to tell the person something.</summary>
    public IReadOnlyDictionary<string, PaperLetter> ToSay { get; init; } = new Dictionary<string, PaperLetter>();

    /// <summary>The template with which a note begins; null for none.</summary>
    public string? Template { get; init; }

    /// <summary>A free time that its reader has chosen in the diary, in the form of a field.</summary>
    public string? At { get; init; }

    public Guid Id => Journey.Id;
    public string Path => $"/journeys/{Journey.Id:N}";
    public string PathOf(JourneyTab tab) => tab.PathIn(Journey.Id);
    /// <summary>The address at which a form is open, on this page or its own.</summary>
    public string PathTo(string kind, string about = "") => $"{PathOf(JourneyTab.Of(kind))}?do={KeyOf(kind, about)}#{KeyOf(kind, about)}";
    public bool May(string kind) => CommandForm.Find(kind) is { } form && Permissions.May(Reader.Role, form.Command);
    /// <summary>The open tasks, the first due first.</summary>
    public IReadOnlyList<NextTask> Next => field ??= NextForms.Of(Journey, Now);
    public Person Person => Journey.Person;
    public string Name => Person.CalledInFull;

    /// <summary>A form's name on the page: its command and, if there can be several, what it is about.</summary>
    public static string KeyOf(string kind, string about = "") =>
        about.Length is 0 ? kind : $"{kind}-{string.Concat(about.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'))}";

    /// <summary>What was typed into this form, if it is the one that was sent.</summary>
    public SentForm FormOf(string kind, string about) =>
        Sent.WasSent && Sent["form"] == kind && Sent["about"] == about ? Sent : SentForm.Empty;

    /// <summary>The reader's own words in a returned form, because that form may no longer be on the page.</summary>
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

    /// <summary>The date in London; null before there is a plan, and once support has ended.</summary>
    public DateOnly? NextReview => Journey.HasEnded ? null : Reviews.NextOn(Journey, Pathway);

    /// <summary>Every need that can be named, the person's own first.</summary>
    public IEnumerable<(string Value, string Label)> NeedChoices =>
        PlanFields.NeedsOf(Journey, Pathway).Select(n => (n, Words.Sentence(Words.Code(n))));

    /// <summary>Whether support can be taken up again in one step. After that a new referral begins a new journey.</summary>
    public bool CanReopen =>
        Journey is { Ended: { } ended, DeclinedAt: null, HasDied: false, Joined: null }
            && Now < WorkingCalendar.AddMonths(ended.At, Pathway.ReopenMonths);

    /// <summary>Referrals that nobody has accepted or declined yet.</summary>
    public IEnumerable<HeldReferral> Waiting =>
        Journey.HasEnded ? [] : Journey.Referrals.Where(r => r.AcceptedAt is null && r.DeclinedAt is null);

    /// <summary>Whether it goes on here, and is not joined or being joined to another journey.</summary>
    public bool IsHere => Journey is { Joining: null, Joined: null };

    /// <summary>Whether support goes on, which most commands require.</summary>
    public bool IsSupported => Journey.AcceptedAt is not null && !Journey.HasEnded;
}
