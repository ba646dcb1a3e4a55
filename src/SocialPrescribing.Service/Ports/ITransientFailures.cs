namespace SocialPrescribing.Service.Ports;

/// <summary>
/// Which failures of a host's store pass by themselves: it is away for a moment, has too much to do, or was changed by others again and
/// again. Whoever asked is then told to come back, because what was not answered may be sent again under its own id.
/// </summary>
public interface ITransientFailures
{
    bool IsTransient(Exception failure);

    /// <summary>
    /// What somebody who runs the service has to see to, such as <c>the disk is full</c>: no names, for everybody may read it. Null where
    /// nobody has.
    /// </summary>
    string? Explain(Exception failure) => null;
}
