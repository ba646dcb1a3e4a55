namespace SocialPrescribing.Service;

/// <summary>Does the same for many, so that one for whom it fails keeps no other from it.</summary>
internal sealed class Separately(CancellationToken cancellation)
{
    private readonly List<Exception> _failed = [];

    /// <returns>What the step gave; nothing if it failed.</returns>
    public async Task<T?> Do<T>(Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            _failed.Add(e);
            return default;
        }
    }

    /// <summary>Tells whoever logs it, once everybody has had their turn.</summary>
    /// <exception cref="AggregateException">Some have failed.</exception>
    public void ThrowIfAnyFailed()
    {
        if (_failed.Count > 0)
            throw new AggregateException(_failed);
    }
}
