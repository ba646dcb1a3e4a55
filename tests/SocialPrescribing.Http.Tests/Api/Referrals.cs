using System.Globalization;
using System.Text.Json.Nodes;

namespace SocialPrescribing.Http.Tests.Api;

/// <summary>Referrals to send. Each is about another person unless a test says otherwise.</summary>
internal static class Referrals
{
    private static int _people;

    public static string Folder { get; } = Above("samples");

    public static JsonObject Sample(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"referral-{name}.json")))!.AsObject();

    public static JsonObject New(Action<JsonObject>? change = null)
    {
        int n = Interlocked.Increment(ref _people);
        JsonObject referral = Sample("gp");
        JsonObject person = referral["person"]!.AsObject();
        person["nhsNumber"] = NhsNumber(n);
        person["familyName"] =
            "Number" + string.Concat(n.ToString(CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0')));
        foreach (JsonObject contact in (person["contacts"] as JsonArray ?? []).OfType<JsonObject>())
            contact["value"] = contact["kind"]!.GetValue<string>() switch
            {
                "email" => $"person.{n}@example.org",
                "mobile" => string.Create(CultureInfo.InvariantCulture, $"07700 {900_000 + n:D6}"),
                _ => contact["value"]!.GetValue<string>(),
            };
        change?.Invoke(referral);
        return referral;
    }

    public static JsonObject Person(this JsonObject referral) => referral["person"]!.AsObject();

    /// <summary>The nth valid NHS number of those that begin with 4.</summary>
    public static string NhsNumber(int n)
    {
        for (int candidate = 0; ; candidate++)
        {
            string nine = (400_000_000 + (n * 20) + candidate).ToString(CultureInfo.InvariantCulture);
            int check = (11 - (nine.Select((digit, index) => (digit - '0') * (10 - index)).Sum() % 11)) % 11;
            if (check < 10)
                return nine + check.ToString(CultureInfo.InvariantCulture);
        }
    }

    public static string Above(string folder)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (Directory.Exists(Path.Combine(at.FullName, folder)) && File.Exists(Path.Combine(at.FullName, "global.json")))
                return Path.Combine(at.FullName, folder);
        throw new InvalidOperationException($"The folder {folder} was not found above the tests.");
    }
}
