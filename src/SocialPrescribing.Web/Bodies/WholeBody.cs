using Microsoft.AspNetCore.Http;

namespace SocialPrescribing.Web.Bodies;

/// <summary>Reads a request body that is a file, not JSON.</summary>
internal static class WholeBody
{
    /// <summary>Null if the body is larger than <paramref name="most"/>, whether or not its length was announced.</summary>
    public static async Task<ReadOnlyMemory<byte>?> Read(HttpContext context, int most)
    {
        if (context.Request.ContentLength > most)
            return null;
        // The announced length is allocated at once: growing step by step would keep a large body in memory three times.
        MemoryStream body = new((int)(context.Request.ContentLength ?? 0));
        byte[] some = new byte[64 * 1024];
        try
        {
            while (await context.Request.Body.ReadAsync(some, context.RequestAborted) is > 0 and int length)
            {
                if (body.Length + length > most)
                    return null;
                body.Write(some, 0, length);
            }
        }
        // The server has counted as well, and was first. Whoever sends is told how much it may be all the same.
        catch (BadHttpRequestException e) when (e.StatusCode is StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
