using System.Net;
using System.Text.Json.Nodes;

namespace SocialPrescribing.Http.Tests.Api;

/// <summary>Somebody invented whose every value is told from all others, so that it is found wherever it has got to.</summary>
internal static class Marked
{
    public static readonly string[] Values =
    [
        "Zephyrine", "Quillfeather", "Marrowbone", "ZE3 9JW", "ZE39JW", "zephyrine.q", "07700 900777", "7700900777", "whisperinglarch",
        "copperkettle", Note, "Inkwell", "t.inkwell", "943 476 5919", "9434765919", "1948-03-28", "tinderbox", Words, Title,
    ];

    /// <summary>For notes, and wherever staff write.</summary>
    public const string Note = "mulberrynote";
    /// <summary>For what the person writes in a form behind a link.</summary>
    public const string Words = "marigoldwords";
    /// <summary>Of a document, and of the file that it came in.</summary>
    public const string Title = "saffronletter";

    public static JsonObject Referral() => Referrals.New(json =>
    {
        JsonObject person = json["person"]!.AsObject();
        (person["firstName"], person["familyName"], person["preferredName"]) = ("Zephyrine", "Quillfeather", "Zephyrine");
        (person["dateOfBirth"], person["nhsNumber"]) = ("1948-03-28", "943 476 5919");
        person["address"] = new JsonObject { ["lines"] = new JsonArray("17 Marrowbone Yard"), ["postcode"] = "ZE3 9JW" };
        person["contacts"] = new JsonArray(
            new JsonObject { ["kind"] = "mobile", ["value"] = "07700 900777", ["allowed"] = true },
            new JsonObject { ["kind"] = "email", ["value"] = "zephyrine.q@marked.example", ["allowed"] = true });
        json["reason"] = "Speaks of whisperinglarch.";
        json["whatMattersMost"] = "Her copperkettle.";
        json["risks"] = new JsonArray(new JsonObject { ["kind"] = "falls", ["detail"] = "Over the tinderbox." });
        JsonObject referrer = json["referrer"]!.AsObject();
        (referrer["name"], referrer["email"]) = ("Thaddeus Inkwell", "t.inkwell@surgery.example");
        json["consent"]!["givenBy"] = "Zephyrine Quillfeather";
    });

    /// <summary>The first value that stands in a text, also as HTML or in an address; null for none.</summary>
    public static string? In(string text)
    {
        string plain = WebUtility.UrlDecode(WebUtility.HtmlDecode(text));
        return Values.FirstOrDefault(v => plain.Contains(v, StringComparison.OrdinalIgnoreCase)
            || text.Contains(v, StringComparison.OrdinalIgnoreCase));
    }
}
