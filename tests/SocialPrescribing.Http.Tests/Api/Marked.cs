using System.Net;
using System.Text.Json.Nodes;

namespace SocialPrescribing.Http.Tests.Api;

/// <summary>An invented person whose every value is unique, so that it is found wherever it gets to.</summary>
internal static class Marked
{
    public static readonly string[] Values =
    [
        "Zephyrine", "Quillfeather", "Marrowbone", "ZE3 9JW", "ZE39JW", "zephyrine.q", "07700 900777", "7700900777", "whisperinglarch",
        "copperkettle", Note, "Inkwell", "t.inkwell", "943 476 5919", "9434765919", "1948-03-28", "tinderbox", Words, Title,
    ];

    /// <summary>In notes and other texts that staff write.</summary>
    public const string Note = "mulberrynote";
    /// <summary>In texts that the person writes in a form behind a link.</summary>
    public const string Words = "marigoldwords";
    /// <summary>The title of a document and the name of its file.</summary>
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

    /// <summary>The first of the values that a text contains, also in HTML or in an address. Null if it contains none.</summary>
    public static string? In(string text)
    {
        string plain = WebUtility.UrlDecode(WebUtility.HtmlDecode(text));
        return Values.FirstOrDefault(v => plain.Contains(v, StringComparison.OrdinalIgnoreCase)
            || text.Contains(v, StringComparison.OrdinalIgnoreCase));
    }
}
