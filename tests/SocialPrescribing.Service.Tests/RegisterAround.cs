using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests;

/// <summary>A register that passes every call on to another. A test overrides the calls it is about.</summary>
internal abstract class RegisterAround(IRegister register) : IRegister
{
    public virtual Task<RegisterRecord?> Get(string kind, string key, CancellationToken cancellation) =>
        register.Get(kind, key, cancellation);

    public virtual Task<bool> Put(RecordWrite write, CancellationToken cancellation) => register.Put(write, cancellation);

    public virtual Task<bool> Delete(string kind, string key, int expectedVersion, CancellationToken cancellation) =>
        register.Delete(kind, key, expectedVersion, cancellation);

    public Task<Page<RegisterRecord>> List(
        string kind, string prefix, int most, string? continueAfter, CancellationToken cancellation) =>
        register.List(kind, prefix, most, continueAfter, cancellation);

    public Task<int> Purge(DateTimeOffset now, int most, CancellationToken cancellation) => register.Purge(now, most, cancellation);
}
