using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Composition;

/// <summary>
/// Tells the operator at start whose role this version does not know. That is so after going back from a newer version, and whoever it is
/// only sees that they cannot sign in.
/// </summary>
public sealed partial class UnknownRoles(StaffDirectory staff, ILogger<UnknownRoles> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach ((string id, string words) in await staff.Unknown(cancellationToken))
                LogUnknown(log, id, words);
        }
        // The store may be away for a moment, or a record damaged. The service is needed all the more.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(log, Failure.Of(e));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 5531, Level = LogLevel.Warning, Message =
        "Account {Id}: a newer version wrote what this one does not know ({Words}). They cannot sign in until that version runs again")]
    private static partial void LogUnknown(ILogger log, string id, string words);

    [LoggerMessage(EventId = 5532, Level = LogLevel.Warning, Message = "Nobody could look whose role is unknown here: {Failure}")]
    private static partial void LogFailed(ILogger log, string failure);
}
