using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;

namespace SocialPrescribing.Web.Api;

/// <summary>Reads what admins send, and reports everything that is wrong with it.</summary>
internal static class AdminRequest
{
    /// <param name="check">
    /// Checks the rest. A field that could not be read is null or has its default there; what this says about such a field is dropped.
    /// </param>
    public static async Task<(T? Sent, ApiProblem? Problem)> Read<T>(
        HttpRequest request, JsonTypeInfo<T> type, Func<T, IEnumerable<Problem>> check) where T : class
    {
        (JsonBody? body, ApiProblem? unreadable) = await JsonBody.Read(request);
        if (body is null)
            return (null, unreadable);
        using (body)
        {
            if (body.Root.ValueKind is not JsonValueKind.Object)
                return (null, Invalid([new("", "wrong-type", "Send a JSON object.")]));
            IReadOnlyList<Problem> unread = SentFields.Check(body.Root, type);
            JsonObject readable = JsonObject.Create(body.Root)!;
            foreach (JsonProperty field in body.Root.EnumerateObject().Where(f => IsAbout(unread, "/" + f.Name)))
                readable.Remove(field.Name);
            T sent = readable.Deserialize(type)!;
            // A field that could not be read is reported once, and not again because its replacement is wrong.
            IReadOnlyList<Problem> problems = [.. unread, .. check(sent).Where(p => !IsAbout(unread, p.Pointer))];
            return problems.Count > 0 ? (null, Invalid(problems)) : (sent, null);
        }
    }

    private static bool IsAbout(IReadOnlyList<Problem> problems, string field) =>
        problems.Any(p => p.Pointer == field || p.Pointer.StartsWith(field + "/", StringComparison.Ordinal));

    private static ApiProblem Invalid(IReadOnlyList<Problem> problems) => ApiProblem.Invalid("invalid-request", "request", problems);
}
