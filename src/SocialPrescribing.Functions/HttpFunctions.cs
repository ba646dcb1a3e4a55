using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace SocialPrescribing.Functions;

/// <summary>
/// The HTTP triggers. Each hands its request to the one endpoint table, which decides who may do what. Routes of the API have functions of
/// their own, so that each has a name and metrics. A test compares the routes with the table.
/// </summary>
/// <remarks>
/// The platform sorts functions by name and takes the first whose route fits, however general it is. So the function that takes everything
/// must sort last.
/// </remarks>
public sealed class HttpFunctions(EndpointPipeline pipeline, DurableRuntime runtime)
{
    [Function("Referrals")]
    public Task Referrals(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/referrals")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => Answer(request, client);

    [Function("ReferralStatus")]
    public Task ReferralStatus(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/referrals/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => Answer(request, client);

    [Function("TaskList")]
    public Task TaskList(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/tasks")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
            Answer(request, client);

    [Function("JourneyList")]
    public Task JourneyList(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/journeys")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => Answer(request, client);

    [Function("JourneyView")]
    public Task JourneyView(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/journeys/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => Answer(request, client);

    [Function("JourneyCommands")]
    public Task JourneyCommands(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/journeys/{id}/commands")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => Answer(request, client);

    [Function("MailEvents")]
    public Task MailEvents(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/events/mail")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => Answer(request, client);

    [Function("Health")]
    public Task Health(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "health/{*rest}")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => Answer(request, client);

    [Function("OpenApi")]
    public Task OpenApi(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "openapi.yaml")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => Answer(request, client);

    [Function("OpenReferral")]
    public Task OpenReferral(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "open-referral/{*rest}")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => Answer(request, client);

    /// <summary>Every route of the API that has no function of its own.</summary>
    [Function("UnnamedApi")]
    public Task UnnamedApi(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/{*rest}")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
            Answer(request, client);

    /// <summary>All pages.</summary>
    [Function("WebPages")]
    public Task WebPages(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
            Answer(request, client);

    private Task Answer(HttpRequest request, DurableTaskClient client)
    {
        runtime.Use(client);
        return pipeline.Answer(request.HttpContext);
    }
}
