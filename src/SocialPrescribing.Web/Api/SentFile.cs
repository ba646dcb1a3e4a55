using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Bodies;

namespace SocialPrescribing.Web.Api;

/// <summary>
/// A published file that the command line sends, such as the NHS's list of practices: its name in the query, its bytes as the body.
/// </summary>
internal static class SentFile
{
    private const int LongestName = 100;

    /// <param name="take">Gets the name and the content of the file, and answers. It throws if the file is not what it should be.</param>
    public static async Task<Results<Reply<T>, ApiProblem>> Take<T>(
        HttpContext context, int mostBytes, Func<string, Stream, Task<Results<Reply<T>, ApiProblem>>> take)
    {
        if (StaffEndpoints.One(context.Request.Query, "name") is not { Length: > 0 and <= LongestName } name || name.Any(char.IsControl))
            return ApiProblem.Parameter("name", $"Give the name of the file, at most {LongestName} characters.");
        using IDisposable? turn = context.RequestServices.GetRequiredService<FileTurn>().Take(context);
        if (turn is null)
            return ApiProblem.OtherFile;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = mostBytes;
        if (await WholeBody.Read(context, mostBytes) is not { } body)
            return new ApiProblem("body-too-large", 413, "The body is too large", $"Send at most {mostBytes / 1024 / 1024} MB.");
        MemoryMarshal.TryGetArray(body, out ArraySegment<byte> bytes);
        using MemoryStream sent = new(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
        try
        {
            return await take(name, sent);
        }
        catch (ImportRefusedException e)
        {
            return Unreadable(e.Message);
        }
    }

    public static ApiProblem Unreadable(string why) => ApiProblem.Invalid("invalid-request", "file", [new("", "unreadable-file", why)]);
}
