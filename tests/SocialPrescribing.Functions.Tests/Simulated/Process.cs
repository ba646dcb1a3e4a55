using Azure.Communication.Email;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using SocialPrescribing.Functions.Mail;
using SocialPrescribing.Functions.Tests.Storage;
using SocialPrescribing.Invented;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Simulated;

/// <summary>One worker of the Azure host, built as the host builds it. Its clock is slightly wrong.</summary>
internal sealed class Process : IDisposable
{
    private static readonly IConfiguration _settings = new ConfigurationBuilder().AddInMemoryCollection(AzureOnOneMachine.OnAzure).Build();
    private readonly ServiceProvider _services;

    public Process(World world, int number, FakeTables tables, SimulatedMail mail, IDocuments documents, Action<IServiceCollection>? plant)
    {
        Machine = new Machine(world, number);
        WrongClock clock = new(world, world.Within(TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(2)));
        ServiceCollection services = new();
        services.AddLogging();
        services.AddAzureHost(_settings, new Clocks(clock, clock) { Pauses = world });
        services.RemoveAll<IHostedService>();
        services
            .AddSingleton<TableServiceClient>(tables)
            .AddSingleton<EmailClient>(mail)
            .AddSingleton(documents)
            .AddSingleton<IPlaces, NoPlaces>()
            .AddSingleton<JourneyActivities>()
            .AddSingleton<WatchTimer>()
            .AddSingleton(s => mail.Named(new AcsMailer(
                mail, s.GetRequiredService<MailOperations>(), s.GetRequiredService<ServiceProfile>(), s.GetRequiredService<Clocks>(),
                "hello@service.example", "noreply@service.example")));
        plant?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public Machine Machine { get; }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public void Dispose() => _services.Dispose();

    private sealed class WrongClock(World world, TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => world.Now + by;
        public override long GetTimestamp() => world.GetTimestamp();
        public override long TimestampFrequency => world.TimestampFrequency;
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            world.CreateTimer(callback, state, dueTime, period);
    }
}
