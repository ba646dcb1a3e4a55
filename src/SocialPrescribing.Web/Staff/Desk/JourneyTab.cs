using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>
/// One of the pages of a journey, each with an address of its own. They share what stands at the top; a form stands on one of them, and
/// what is to be done next also on the first.
/// </summary>
/// <param name="Name">In the address; empty for the first, to which letters and boards lead.</param>
public sealed record JourneyTab(string Name, string Title)
{
    public static JourneyTab ToDo { get; } = new("", "To do");
    public static JourneyTab Plan { get; } = new("plan", "Plan");
    public static JourneyTab Activities { get; } = new("activities", "Activities");
    public static JourneyTab Measures { get; } = new("measures", "How they are");
    public static JourneyTab Contacts { get; } = new("contacts", "Contacts and notes");
    public static JourneyTab Details { get; } = new("details", "Details");
    public static JourneyTab History { get; } = new("history", "History");

    /// <summary>On one sheet of paper; no page that one stays on.</summary>
    public static JourneyTab Summary { get; } = new("summary", "On one page");

    public static IReadOnlyList<JourneyTab> All { get; } = [ToDo, Plan, Activities, Measures, Contacts, Details, History];

    /// <summary>Where a command's form stands; the first for what has none.</summary>
    public static JourneyTab Of(string command) => CommandForm.Find(command)?.Tab ?? ToDo;

    public static JourneyTab? Find(string name) => All.FirstOrDefault(t => t.Name == name);

    public string Route => Name.Length is 0 ? "/journeys/{id:guid}" : $"/journeys/{{id:guid}}/{Name}";

    public string PathIn(Guid journey) => Name.Length is 0 ? $"/journeys/{journey:N}" : $"/journeys/{journey:N}/{Name}";

    /// <summary>Whether what it shows is told by the journal, or follows from the journey alone.</summary>
    public bool TellsTheStory => this == ToDo || this == Plan || this == Contacts || this == History || this == Summary;
}
