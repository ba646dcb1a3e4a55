using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace SocialPrescribing.Web.Api;

/// <summary>The lines of a body as they arrive. If the body is too large, only those that fit.</summary>
internal sealed class BodyLines(PipeReader body, long mostBytes)
{
    public bool IsTooLarge { get; private set; }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Read([EnumeratorCancellation] CancellationToken cancellation)
    {
        long taken = 0, searched = 0;
        bool isLast = false;
        while (!isLast && !IsTooLarge)
        {
            ReadResult read = await body.ReadAsync(cancellation);
            ReadOnlySequence<byte> rest = read.Buffer;
            isLast = read.IsCompleted;
            IsTooLarge = taken + rest.Length > mostBytes;
            try
            {
                // A long line comes in pieces. Only the new piece is searched for its end.
                while (!IsTooLarge && rest.Slice(searched).PositionOf((byte)'\n') is { } end)
                {
                    ReadOnlySequence<byte> line = rest.Slice(0, end);
                    (rest, taken, searched) = (rest.Slice(line.Length + 1), taken + line.Length + 1, 0);
                    if (!line.IsEmpty)
                        yield return line.ToArray();
                }
                searched = rest.Length;
                if (isLast && !IsTooLarge && !rest.IsEmpty)
                    yield return rest.ToArray();
            }
            finally
            {
                body.AdvanceTo(rest.Start, rest.End);
            }
        }
    }
}
