using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SocialPrescribing.Web.Api;

/// <summary>A request's JSON, read once into pooled memory. The memory is wiped before it is returned, because it holds
/// people's stories.</summary>
internal sealed class JsonBody : IDisposable
{
    /// <summary>The limit of every body of the API, whether or not its length was announced.</summary>
    public const int MaxBytes = 64 * 1024;
    private const int MaxDepth = 16;
    private static readonly JsonDocumentOptions _options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private readonly byte[] _buffer;
    private readonly JsonDocument _document;

    private JsonBody(byte[] buffer, int length, JsonDocument document) =>
        (_buffer, Bytes, _document) = (buffer, buffer.AsMemory(0, length), document);

    /// <summary>As they came.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public JsonElement Root => _document.RootElement;

    public void Dispose()
    {
        _document.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
    }

    /// <summary>The body, or what is wrong with it.</summary>
    public static async ValueTask<(JsonBody? Body, ApiProblem? Problem)> Read(HttpRequest request)
    {
        if (!IsJson(request))
            return (null, ApiProblem.NotJson);
        if (request.ContentLength > MaxBytes)
            return (null, ApiProblem.TooLarge);

        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? 4096));
        JsonBody? body = null;
        try
        {
            int length = 0;
            bool isCompleted = false;
            while (!isCompleted)
            {
                ReadResult read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted);
                ReadOnlySequence<byte> came = read.Buffer;
                if (length + came.Length > MaxBytes)
                {
                    request.BodyReader.AdvanceTo(came.End);
                    return (null, ApiProblem.TooLarge);
                }
                if (length + came.Length > buffer.Length)
                    buffer = Grow(buffer, length, length + (int)came.Length);
                came.CopyTo(buffer.AsSpan(length));
                length += (int)came.Length;
                request.BodyReader.AdvanceTo(came.End);
                isCompleted = read.IsCompleted;
            }
            (JsonDocument? document, ApiProblem? problem) = Parse(buffer.AsMemory(0, length));
            body = document is null ? null : new JsonBody(buffer, length, document);
            return (body, problem);
        }
        finally
        {
            if (body is null)
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static byte[] Grow(byte[] buffer, int length, int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(MaxBytes, Math.Max(needed, 2 * buffer.Length)));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        return larger;
    }

    private static bool IsJson(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0)
            return false;
        return request.ContentType is "application/json"
            || (MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
                && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                && (!type.Charset.HasValue
                    || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                    || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase)));
    }

    private static (JsonDocument? Document, ApiProblem? Problem) Parse(ReadOnlyMemory<byte> bytes)
    {
        // RFC 8259 allows a reader to ignore a byte order mark, and some programs write one.
        ReadOnlyMemory<byte> json = bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        ReadOnlySpan<byte> text = json.Span;
        if (!Utf8.IsValid(text))
            return (null, ApiProblem.Malformed(JsonPlace.OfInvalidUtf8(text), "these bytes are not UTF-8."));
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(json, _options);
        }
        catch (JsonException e) when (e.LineNumber is { } line && e.BytePositionInLine is { } position)
        {
            return (null,
                ApiProblem.Malformed(JsonPlace.Of(text, line, position),
                    "the JSON cannot be read from here on (it may be cut off, nested too deeply, or have a comma too many)."));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A name is duplicate, or not valid text. The place is found below.
        }
        // Half a surrogate pair is valid JSON but not valid text. Only an escape can contain one.
        if ((document is null || text.IndexOf("\\u"u8) >= 0) && JsonPlace.OfBadText(text, MaxDepth) is var (place, what))
        {
            document?.Dispose();
            return (null, ApiProblem.Malformed(place, what));
        }
        return (document, null);
    }
}

/// <summary>A place in a JSON text, as an editor shows it: counted from 1, in characters.</summary>
internal readonly record struct JsonPlace(int Line, int Column)
{
    public static JsonPlace Of(ReadOnlySpan<byte> json, long line, long positionInLine)
    {
        ReadOnlySpan<byte> rest = json;
        for (long i = 0; i < line; i++)
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        return new((int)line + 1, Encoding.UTF8.GetCharCount(rest[..(int)Math.Min(positionInLine, rest.Length)]) + 1);
    }

    public static JsonPlace OfInvalidUtf8(ReadOnlySpan<byte> json)
    {
        int good = 0;
        while (Rune.DecodeFromUtf8(json[good..], out _, out int length) is OperationStatus.Done)
            good += length;
        return At(json, good);
    }

    /// <summary>The place of a duplicate name in an object, or of a text that is not valid Unicode.</summary>
    public static (JsonPlace Place, string What)? OfBadText(ReadOnlySpan<byte> json, int maxDepth)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = maxDepth });
        Stack<HashSet<string>> names = new();
        while (reader.Read())
        {
            try
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        names.Push([]);
                        break;
                    case JsonTokenType.EndObject:
                        names.Pop();
                        break;
                    case JsonTokenType.PropertyName when !names.Peek().Add(reader.GetString()!):
                        return (At(json, (int)reader.TokenStartIndex), "this name stands twice in one object.");
                    case JsonTokenType.String:
                        reader.GetString();
                        break;
                }
            }
            catch (InvalidOperationException)
            {
                return (At(json, (int)reader.TokenStartIndex), "this text holds half a surrogate pair, which is no character.");
            }
        }
        return null;
    }

    private static JsonPlace At(ReadOnlySpan<byte> json, int index)
    {
        ReadOnlySpan<byte> before = json[..index];
        int lineStart = before.LastIndexOf((byte)'\n') + 1;
        return new(before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
    }
}
