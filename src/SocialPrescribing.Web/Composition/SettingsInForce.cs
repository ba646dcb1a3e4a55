using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;

namespace SocialPrescribing.Web.Composition;

/// <summary>Applies the settings of admins at start, and within a minute those that they change in another process.</summary>
public sealed partial class SettingsInForce(ServiceSettings settings, LetterTexts letters, ILogger<SettingsInForce> log) : BackgroundService
{
    /// <summary>It looks this often, but asks the store only if somebody has used a value that is older than half a minute.</summary>
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _afterFailure = TimeSpan.FromSeconds(30);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Look(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(_every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            if (settings.MayBeStale && !await Look(stoppingToken))
                await Task.Delay(_afterFailure, stoppingToken);
    }

    /// <returns>False if the store could not be asked.</returns>
    private async Task<bool> Look(CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(settings.Refresh(cancellation), letters.Refresh(cancellation));
            return true;
        }
        // The store may be away for a moment. The present settings stay, and are looked up again soon.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(log, Failure.Of(e));
            return false;
        }
    }

    [LoggerMessage(EventId = 5530, Level = LogLevel.Warning, Message = "What admins have set could not be read: {Failure}")]
    private static partial void LogFailed(ILogger log, string failure);
}
