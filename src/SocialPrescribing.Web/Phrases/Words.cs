using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using static SocialPrescribing.Web.Phrases.Texts;

namespace SocialPrescribing.Web.Phrases;

/// <summary>
/// The words for dates, places, kinds of tasks and the like. What the person reads is in their language, everything else in English.
/// </summary>
public static partial class Words
{
    /// <summary><c>12 March 2027</c>.</summary>
    public static string Date(DateOnly on) => on.ToString(Say("Pattern.Date"), Language);

    /// <summary><c>Friday 12 March 2027</c>, for staff.</summary>
    public static string Day(DateOnly on) => on.ToString("dddd d MMMM yyyy", English);

    /// <summary><c>12 March 2027</c>, in London.</summary>
    public static string Date(DateTimeOffset at) => WorkingCalendar.LondonTime(at).ToString(Say("Pattern.Date"), Language);

    /// <summary><c>Friday 12 March 2027 at 10:30</c>, in London.</summary>
    public static string When(DateTimeOffset at) => WorkingCalendar.LondonTime(at).ToString(Say("Pattern.When"), Language);

    /// <summary><c>12 March 2027, 10:30</c>, in London.</summary>
    public static string DateAndTime(DateTimeOffset at) => WorkingCalendar.LondonTime(at).ToString(Say("Pattern.DateAndTime"), Language);

    /// <summary><c>10:30</c>, in London.</summary>
    public static string Time(DateTimeOffset at) => WorkingCalendar.LondonTime(at).ToString("HH:mm", Language);

    public static string Place(Place place) => Place(place, Say("Place.AtHome"), Say("Place.Unknown"));

    /// <summary>
    /// The place as a letter, a calendar file or a page behind a link may show it. If anything in the journey is guarded, the place is not
    /// named: the person heard it when it was agreed.
    /// </summary>
    public static string PlaceFor(Journey journey, Place place) => journey.IsGuarded ? Say("Guarded.Place") : Place(place);

    /// <summary>The place as staff read it.</summary>
    public static string PlaceForStaff(Place place) => Place(place, "At the person's home", "The place is not settled");

    /// <summary>The place as staff read it. If the address is protected, words that name it are left out.</summary>
    public static string PlaceForStaff(Journey journey, Place place) =>
        PlaceForStaff(journey.IsAddressProtected && AddressProtection.NamesHome(journey, place.Where)
            ? new Place(PlaceKind.AtHome) : place);

    private static string Place(Place place, string home, string unknown)
    {
        string kind = place.Kind switch
        {
            PlaceKind.AtHome => home,
            PlaceKind.Surgery => Say("Place.Surgery"),
            PlaceKind.Phone => Say("Place.Phone"),
            PlaceKind.Video => Say("Place.Video"),
            PlaceKind.Outdoors => Say("Place.Outdoors"),
            PlaceKind.CommunityPlace or PlaceKind.Other => "",
        };
        return string.Join(": ", new[] { kind, place.Where ?? "" }.Where(s => s.Length > 0)) is { Length: > 0 } text ? text : unknown;
    }

    /// <summary>A UK number as people read it: <c>07700 900123</c> for <c>+447700900123</c>. Other numbers stay as they are.</summary>
    public static string Telephone(string number) =>
        PhoneNumber.Read(number)?.Shown ?? number;

    /// <summary>The service's own phone number. If it has none, the reader is told so in their language.</summary>
    public static string Phone(string number) => number == NoPhone ? Say("Frame.NoNumber") : number;

    /// <summary>Stands in for the number of a service that has set none.</summary>
    public static string NoPhone => In(English, "Frame.NoNumber");

    /// <summary>Says what is wrong with a name that somebody typed.</summary>
    public static string Problem(Problem problem) =>
        problem.Code is "name-too-long" ? Say("Details.TooLong", TypedNames.Longest) : Say($"Problem.{problem.Code}");

    /// <summary>A task as a heading: <c>Record how the meeting went</c>.</summary>
    public static string Task(TaskKind kind) => StaffTexts.Of(kind);

    /// <summary>
    /// The pathway's name for a survey, within a sentence: <c>survey at 6 weeks</c>. A name that the operator made up stays as it is.
    /// </summary>
    public static string Survey(string id) => id.Split('-') switch
    {
        ["baseline"] => "baseline survey",
        [("week" or "month") and var unit, var number] when IsCount(number) => $"survey at {Count(number, unit)}",
        ["after", var number, "months"] when IsCount(number) => $"survey {Count(number, "month")} after support",
        ["after", var number, "months", var ending] when IsCount(number) && IsCount(ending) =>
            $"survey {Count(number, "month")} after support (ending {ending})",
        var words => $"survey “{string.Join(' ', words)}”",
    };

    /// <summary>The next step as a referrer reads it.</summary>
    public static string Next(NextStep? next) => next is null ? "" : StaffTexts.Say($"NextStep.{next.What}");

    /// <summary>The next step as the person reads it.</summary>
    public static string NextForPerson(NextStep? next) => next is null ? "" : Say($"Next.{next.What}");

    /// <summary><c>Tuesday 10:00 to 12:00; Saturday 09:00, every month</c></summary>
    public static string Times(IEnumerable<ActivitySchedule> schedules) => ActivityWords.Times(schedules);

    public static string Outcome(ClosingReason reason) => StaffTexts.Of(reason);

    /// <summary>The outcome as the referrer reads it, who need not know where somebody is.</summary>
    public static string OutcomeForReferrer(ClosingReason reason) =>
        StaffTexts.Find($"{nameof(ClosingReason)}.{reason}.referrer") ?? Outcome(reason);

    /// <summary>How much support somebody has on their way there, within a sentence.</summary>
    public static string Support(SupportStep step) => StaffTexts.Of(step);

    /// <summary>Who is with the person, as the person reads it. Empty if nobody is.</summary>
    public static string SupportForPerson(SupportStep step) => step switch
    {
        SupportStep.Accompanied or SupportStep.MetThere or SupportStep.Phoned => Say($"Support.{step}"),
        SupportStep.Independent => "",
    };

    /// <summary>The companion who was asked to go along counts before the step of support.</summary>
    public static string SupportForPerson(Session session) => session switch
    {
        { GoesAlong: null } or { GoesAlong: Companion.LinkWorker, Support: SupportStep.MetThere } => SupportForPerson(session.Support),
        { GoesAlong: Companion.LinkWorker } => SupportForPerson(SupportStep.Accompanied),
        { GoesAlong: Companion.Nobody } => session.Support is SupportStep.Phoned ? SupportForPerson(session.Support) : "",
        _ => Say($"Support.{session.GoesAlong}"),
    };

    /// <summary>In a guarded journey a lift is not described, because who gives it may show where it goes. Unarranged transport
    /// shows nothing.</summary>
    public static string TransportFor(Journey journey, Transport transport) =>
        journey.IsGuarded && transport is { Arranged: true, Kind: TransportKind.Lift }
            ? Say("Guarded.Transport")
            : TransportForPerson(transport);

    /// <summary>How the person gets there, as the person reads it.</summary>
    public static string TransportForPerson(Transport transport) => transport switch
    {
        { Kind: TransportKind.Own } => Say("Transport.Own"),
        { Kind: TransportKind.WalkedTogether } => Say("Transport.WalkedTogether"),
        { Arranged: false } => Say("Transport.NotYet"),
        { Kind: TransportKind.Lift } => Say("Transport.Lift", transport.With),
        { Kind: TransportKind.Taxi } => Say("Transport.Taxi"),
        { Kind: TransportKind.CommunityTransport } => Say("Transport.Community"),
    };

    /// <summary>How the person gets there, as staff read it within a sentence.</summary>
    public static string TransportOf(Transport transport) =>
        (transport.Kind is TransportKind.Own ? "their own way" : Of(transport.Kind))
            + (string.IsNullOrWhiteSpace(transport.With) ? "" : $" ({transport.With})")
            + (transport.NeedsArranging ? transport.Arranged ? ", arranged" : ", still to be arranged" : "");

    /// <summary>A code of a need as words: <c>socialIsolation</c> becomes <c>social isolation</c>.</summary>
    public static string Code(string code) => WithinWords().Replace(code, m => $" {m.Value.ToLowerInvariant()}");

    /// <summary>A choice from the code as words: <c>SafeguardingLead</c> becomes <c>safeguarding lead</c>.</summary>
    public static string Of<T>(T choice) where T : struct, Enum => Spaced(choice.ToString());

    internal static string Spaced(string name)
    {
        StringBuilder words = new();
        foreach (char c in name)
            words.Append(char.IsUpper(c) && words.Length > 0 ? " " : "").Append(char.ToLowerInvariant(c));
        return words.ToString();
    }

    /// <summary>A choice from the code as words at the beginning of a sentence.</summary>
    public static string Sentence<T>(T choice) where T : struct, Enum => Sentence(Of(choice));

    /// <summary>These words with a capital first letter.</summary>
    public static string Sentence(string words) => words is [var first, .. var rest] ? char.ToUpperInvariant(first) + rest : "";

    private static bool IsCount(string text) => text.Length is > 0 and <= 3 && text.All(char.IsAsciiDigit);

    private static string Count(string number, string unit) => number is "1" ? $"1 {unit}" : $"{number} {unit}s";

    /// <summary>Finds the capitals in <c>dogAtHome</c>, but not those in <c>BSL interpreter</c>.</summary>
    [GeneratedRegex("(?<=[a-z])[A-Z](?=[a-z])", RegexOptions.CultureInvariant)]
    private static partial Regex WithinWords();
}
