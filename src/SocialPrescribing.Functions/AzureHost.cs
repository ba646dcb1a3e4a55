using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Service;

namespace SocialPrescribing.Functions;

internal static class AzureHost
{
    public static IServiceCollection AddAzureHost(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<DurableRuntime>()
        .AddSingleton<IJourneyRuntime>(s => s.GetRequiredService<DurableRuntime>())
        .AddSingleton<EndpointPipeline>()
        .AddRouting();
}
