using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace SocialPrescribing.Web.Composition;

/// <summary>The one table of everything that answers over HTTP. Both hosts map it.</summary>
public static class Endpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder routes = endpoints.MapGroup("");
        ((IEndpointConventionBuilder)routes).Add(AnswerHead);
        AnswerRules rules = endpoints.ServiceProvider.GetRequiredService<AnswerRules>();
        ((IEndpointConventionBuilder)routes).Finally(endpoint => endpoint.RequestDelegate = rules.Around(endpoint.RequestDelegate!));
        Api.ReferralEndpoints.Map(routes);
        Api.StaffEndpoints.Map(routes);
        Api.DocumentEndpoints.Map(routes);
        Api.AdminEndpoints.Map(routes);
        Api.DirectoryEndpoints.Map(routes);
        Api.MovingEndpoints.Map(routes);
        Api.OpenReferralEndpoints.Map(routes);
        Api.MailEventEndpoints.Map(routes);
        Api.MachineEndpoints.Map(routes);
        Parts.PageFiles.Map(routes);
        People.PeopleRoutes.Map(routes);
        Refer.ReferRoutes.Map(routes);
        Staff.StaffRoutes.Map(routes);
        Staff.Mail.MailPages.Map(routes);
    }

    /// <summary>Lets GET endpoints answer HEAD, which mail programs and link checkers use. The server leaves out the body
    /// by itself.</summary>
    private static void AnswerHead(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault()?.HttpMethods is [var only] && HttpMethods.IsGet(only))
            endpoint.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
    }
}
