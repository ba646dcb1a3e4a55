using System.Text.Json.Nodes;
using SocialPrescribing.Service.Mail;

namespace SocialPrescribing.Local.Tests.Host;

/// <summary>A host on which stories are told: it runs by itself, and its clock stands until it is moved.</summary>
internal interface IStoryHost : IAsyncDisposable
{
    /// <summary>Speaks to the host without any key, and does not follow redirects.</summary>
    HttpClient Http { get; }
    /// <summary>Where its pages come from.</summary>
    Uri Origin { get; }
    MailFolder Mail { get; }
    T Get<T>() where T : notnull;

    /// <summary>Moves the clock on, and lets everything that falls due on the way happen in its time.</summary>
    Task MoveTo(DateTimeOffset to);

    /// <summary>Everything that is due has happened, and everything that may be sent is sent.</summary>
    Task Settle();
}

/// <summary>How an invented person is referred, of whom stories are told.</summary>
internal static class JosiesReferral
{
    /// <summary>One that has everything.</summary>
    public static JsonObject New() => JsonNode.Parse("""
        {
          "source": "gp",
          "referrer": {
            "name": "Dr Amal Reid", "role": "GP", "service": "General practice", "organisation": "Mill Lane Surgery", "email": "reid@surgery.example"
          },
          "person": {
            "firstName": "Josie", "familyName": "Quill", "dateOfBirth": "1951-06-14", "nhsNumber": "943 476 5919",
            "address": { "lines": ["4 Invented Row", "Whitehill"], "postcode": "GU35 9AB" },
            "contacts": [
              { "kind": "email", "value": "josie.quill@mail.example", "allowed": true, "preferred": true },
              { "kind": "mobile", "value": "07700 900123", "allowed": true, "text": true }
            ]
          },
          "gpPractice": { "odsCode": "A12345" },
          "reason": "Anxious about leaving home since a fall. Used to make furniture.",
          "needs": ["anxiety", "socialIsolation"],
          "risks": [{ "kind": "none" }],
          "consent": { "toShare": true, "givenBy": "self", "on": "2027-01-29" }
        }
        """)!.AsObject();
}
