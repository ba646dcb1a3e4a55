using Microsoft.AspNetCore.Http;

namespace SocialPrescribing.Web;

/// <summary>A body that is a file and no JSON.</summary>
internal static class WholeBody
{
    /// <summary>Null if there is more than may be, whether or not that was announced.</summary>
    public static async Task<ReadOnlyMemory<byte>?> Read(HttpContext context, int most)
    {
        if (context.Request.ContentLength > most)
            return null;
        // Grown step by step, a large body would stand there three times.
        MemoryStream body = new((int)(context.Request.ContentLength ?? 0));
        byte[] some = new byte[64 * 1024];
        while (await context.Request.Body.ReadAsync(some, context.RequestAborted) is > 0 and int length)
        {
            if (body.Length + length > most)
                return null;
            body.Write(some, 0, length);
        }
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
