using Azure.Communication.Email;
using Azure.Data.Tables;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocialPrescribing.Functions.Mail;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web;
using SocialPrescribing.Web.Composition;

namespace SocialPrescribing.Functions;

/// <summary>Puts the service together on Azure: the same service as on one machine, on other ports.</summary>
internal static class AzureHost
{
    /// <param name="clocks">For tests; null for what the settings say.</param>
    /// <exception cref="SettingsException">Something in the settings is missing or not allowed.</exception>
    public static IServiceCollection AddAzureHost(this IServiceCollection services, IConfiguration configuration, Clocks? clocks = null)
    {
        AzureSettings settings = AzureSettings.Read(configuration, AppContext.BaseDirectory);
        if (clocks is not null)
            settings = settings with { Host = settings.Host with { Clocks = clocks } };
        return services
            .AddSocialPrescribing(settings.Host)
            .AddRouting()
            .AddSingleton(Backup.ContainerIn(configuration.GetSection(TableStorageOptions.Section)))
            .AddSingleton<Backup>()
            .AddSingleton<DurableRuntime>()
            .AddSingleton<IJourneyRuntime>(s => s.GetRequiredService<DurableRuntime>())
            .AddSingleton<EndpointPipeline>()
            .AddHostedService<SettingsInForce>()
            .AddHostedService<UnknownRoles>()
            .AddTableStorage(configuration)
            .AddHostedService(
                s => new TaskHub.ClaimedAtStart(s.GetRequiredService<TableServiceClient>(), s.GetRequiredService<TableStorageOptions>(),
                    configuration))
            .AddMail(settings)
            .AddFirstAdmin(settings.Host);
    }

    private static IServiceCollection AddMail(this IServiceCollection services, AzureSettings settings)
    {
        AzureSettings.MailSettings mail = settings.Mail;
        if (mail.Folder is { } folder)
            return services
                .AddSingleton<IMailer>(new FolderMailer(folder, settings.Host.Clocks.Programme, mail.From))
                .AddSingleton<IStoredMail>(new MailFolder(folder));
        return services
            .AddSingleton(
                mail.Endpoint is { } endpoint
                    ? new EmailClient(endpoint, new DefaultAzureCredential(), AcsMailer.Options())
                    : new EmailClient(mail.ConnectionString!, AcsMailer.Options()))
            .AddSingleton<IMailer>(s => new AcsMailer(
                s.GetRequiredService<EmailClient>(), s.GetRequiredService<MailOperations>(), settings.Host.Profile, settings.Host.Clocks,
                mail.From, mail.DiscreetFrom));
    }

    /// <summary>Staff sign in with a password only on this machine. There the first admin sets theirs by a link that is printed.</summary>
    private static IServiceCollection AddFirstAdmin(this IServiceCollection services, HostSettings settings) =>
        settings.PlatformSignsIn ? services : services.AddHostedService<FirstAdmin>();

    private sealed class FirstAdmin(StaffDirectory staff, ServiceProfile profile) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            if (!await staff.HasAdmin(cancellationToken))
                Console.WriteLine(
                    $"There is no admin yet. Set the first one's password here, once: "
                        + $"{new Uri(profile.PublicUrl, $"/set-up/{await staff.IssueSetUpLink(null, cancellationToken)}")}");
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
