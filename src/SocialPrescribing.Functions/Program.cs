using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Functions;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
// Logs go to the Functions host unchanged. At a lower level the web server would log the address of every request, and a person's link is
// an address.
builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning).AddFilter("Azure", LogLevel.Warning);
builder.Services.AddAzureHost(builder.Configuration).AddAzureTelemetry(builder.Configuration);
builder.Build().Run();
