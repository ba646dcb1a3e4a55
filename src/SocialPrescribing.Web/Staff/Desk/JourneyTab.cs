using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>
/// One of the pages of a journey, each with an address of its own. They share their top. Each form is on one of them, and the forms for the
/// next tasks are also on the first.
/// </summary>
/// <param name="Name">The name in the address; empty for the first page, to which letters and boards lead.</param>
public sealed record JourneyTab(string Name, string Title)
{
    public static JourneyTab ToDo { get; } = new("", "To do");
    public static JourneyTab Plan { get; } = new("plan", "Plan");
    public static JourneyTab Activities { get; } = new("activities", "Activities");
    public static JourneyTab Measures { get; } = new("measures", "How they are");
    public static JourneyTab Contacts { get; } = new("contacts", "Contacts and notes");
    public static JourneyTab Details { get; } = new("details", "Details");
    public static JourneyTab History { get; } = new("history", "History");

    /// <summary>The journey on one sheet of paper. No form leads back to it.</summary>
    public static JourneyTab Summary { get; } = new("summary", "On one page");

    public static IReadOnlyList<JourneyTab> All { get; } = [ToDo, Plan, Activities, Measures, Contacts, Details, History];

    /// <summary>The page with a command's form; the first if it has none.</summary>
    public static JourneyTab Of(string command) => CommandForm.Find(command)?.Tab ?? ToDo;

    public static JourneyTab? Find(string name) => All.FirstOrDefault(t => t.Name == name);

    public string Route => Name.Length is 0 ? "/journeys/{id:guid}" : $"/journeys/{{id:guid}}/{Name}";

    public string PathIn(Guid journey) => Name.Length is 0 ? $"/journeys/{journey:N}" : $"/journeys/{journey:N}/{Name}";

    /// <summary>Whether the page needs the journal. The others need only the journey.</summary>
    public bool TellsTheStory => this == ToDo || this == Plan || this == Contacts || this == History || this == Summary;
}
