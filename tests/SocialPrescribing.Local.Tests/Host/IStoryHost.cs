using System.Text.Json.Nodes;
using SocialPrescribing.Service.Mail;

namespace SocialPrescribing.Local.Tests.Host;

/// <summary>A host for stories. It runs by itself, and its clock stands still until it is moved.</summary>
internal interface IStoryHost : IAsyncDisposable
{
    /// <summary>A client without any key that does not follow redirects.</summary>
    HttpClient Http { get; }
    /// <summary>The origin of the host's pages.</summary>
    Uri Origin { get; }
    MailFolder Mail { get; }
    T Get<T>() where T : notnull;

    /// <summary>Moves the clock on. Everything that falls due on the way happens at its time.</summary>
    Task MoveTo(DateTimeOffset to);

    /// <summary>Waits until everything due has happened and every letter that may go has gone.</summary>
    Task Settle();
}

/// <summary>The referral of the invented person in the stories.</summary>
internal static class JosiesReferral
{
    /// <summary>A referral with all fields.</summary>
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
