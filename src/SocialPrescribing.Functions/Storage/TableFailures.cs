using Azure;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// A failure is transient if Table Storage does not answer, throttles (503, 429), or still has a conflict after all retries of the client
/// and the store.
/// </summary>
internal sealed class TableFailures : ITransientFailures
{
    public bool IsTransient(Exception failure) => failure switch
    {
        RequestFailedException e => e.Status is 0 or 408 or 409 or 412 or 429 or >= 500,
        // After its last retry the client reports all failures together.
        AggregateException e => e.InnerExceptions.Count > 0 && e.InnerExceptions.All(IsTransient),
        // If the caller had gone, nobody would get this answer. So it is the client's own time limit.
        OperationCanceledException or TimeoutException or HttpRequestException => true,
        _ => false,
    };
}
