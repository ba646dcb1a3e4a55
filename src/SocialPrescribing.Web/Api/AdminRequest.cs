using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Api;

/// <summary>Reads what admins send, and names everything that is wrong with it.</summary>
internal static class AdminRequest
{
    public static async Task<(T? Sent, ApiProblem? Problem)> Read<T>(HttpRequest request, JsonTypeInfo<T> type, Func<T, IEnumerable<Problem>> check) where T : class
    {
        (JsonBody? body, ApiProblem? unreadable) = await JsonBody.Read(request);
        if (body is null)
            return (null, unreadable);
        using (body)
        {
            if (body.Root.ValueKind is not JsonValueKind.Object)
                return (null, Invalid([new("", "wrong-type", "Send a JSON object.")]));
            IReadOnlyList<Problem> problems = SentFields.Check(body.Root, type);
            if (problems.Count > 0)
                return (null, Invalid(problems));
            T sent = body.Root.Deserialize(type)!;
            problems = [.. check(sent)];
            return problems.Count > 0 ? (null, Invalid(problems)) : (sent, null);
        }
    }

    public static Problem? NameProblem(string name, string pointer) =>
        string.IsNullOrWhiteSpace(name) ? new(pointer, "required", "This is required.")
        : name.Length > ReferralRules.MaxName ? new(pointer, "too-long", $"At most {ReferralRules.MaxName} characters.")
        : name.Any(char.IsControl) ? new(pointer, "control-characters", "Take out the control characters (line breaks and tabs count here).")
        : null;

    private static ApiProblem Invalid(IReadOnlyList<Problem> problems) => ApiProblem.Invalid("invalid-request", "request", problems);
}
