using SocialPrescribing.Service.Ports;


namespace SocialPrescribing.Local.Tests.Mail;

/// <summary>Letters that are hard to encode correctly.</summary>
internal static class Letters
{
    public const string Calendar =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\nSUMMARY:Café\\, 10:30\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    public static Letter Plain { get; } = new("ana@example.org", "Riverside Team", "See you soon", "<p>Hello</p>\n", "Hello\n");

    public static Letter Full { get; } = new(
        "zoe.oneill@example.org",
        "Équipe “Été”, Ltd.",
        "Zoë, see you on Thursday 12 March 2027 at 10:30 — bring anything you like, or nothing at all 🙂",
        "<p>Hello Zoë, שלום</p>\n<p>.a dot first</p>\n",
        "Hello Zoë, שלום\n.a dot first\n.\nFrom here on\n-- \nGood bye\n",
        Calendar,
        new Uri("https://example.org/preferences/stop?token=a_b-c.d"));
}
