namespace SocialPrescribing.Service.Ports;

/// <summary>
/// What stays of erased records, kept where no backup of the data puts it back to what it was: so whoever brings a backup back brings
/// nobody back who has been erased since.
/// </summary>
public interface IErasedList
{
    /// <summary>One that stands there already may come again.</summary>
    Task Add(LoadedJourney.Erased erased, CancellationToken cancellation);
}
