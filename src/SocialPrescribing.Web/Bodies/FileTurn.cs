using Microsoft.AspNetCore.Http;

namespace SocialPrescribing.Web.Bodies;

/// <summary>
/// Large files are in memory as a whole while they are read, so they are read one at a time: eight at once would take more than a small
/// server has. Whoever comes meanwhile is asked to come back before anything of their file is read.
/// </summary>
public sealed class FileTurn : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Null while another file is being read. Otherwise it is the sender's until what is returned is disposed, or until they stop
    /// sending.</summary>
    public IDisposable? Take(HttpContext context)
    {
        if (!_one.Wait(0))
            return null;
        SlowSenders.Refuse(context);
        return new Turn(_one);
    }

    public void Dispose() => _one.Dispose();

    private sealed class Turn(SemaphoreSlim one) : IDisposable
    {
        private SemaphoreSlim? _one = one;

        public void Dispose() => Interlocked.Exchange(ref _one, null)?.Release();
    }
}
