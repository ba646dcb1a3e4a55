using Azure;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// Table Storage is away (no answer), throttles (503, 429), or is in conflict after all that the client and the store have tried again.
/// </summary>
internal sealed class TableFailures : ITransientFailures
{
    public bool IsTransient(Exception failure) => failure switch
    {
        RequestFailedException e => e.Status is 0 or 408 or 409 or 412 or 429 or >= 500,
        // After its last try the client tells of all of them at once.
        AggregateException e => e.InnerExceptions.Count > 0 && e.InnerExceptions.All(IsTransient),
        // A request that was given up is answered to nobody; so this is the client's own limit of time.
        OperationCanceledException or TimeoutException or HttpRequestException => true,
        _ => false,
    };
}
