using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Http.Tests.Pages;
using SocialPrescribing.Web.Composition;
using SocialPrescribing.Web.Refer;

namespace SocialPrescribing.Web.Tests;

/// <summary>
/// All endpoints have one style (<c>docs/decisions/0029</c>): static handlers with injected parameters, whose return type
/// says what they answer.
/// </summary>
public sealed class HandlersTests
{
    [Fact]
    public void What_a_handler_answers_is_its_type()
    {
        Type[] untyped = [typeof(IResult), typeof(Task<IResult>), typeof(ValueTask<IResult>)];
        Assert.Empty(
            from type in typeof(Endpoints).Assembly.GetTypes()
            from method in type.GetMethods(
                BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            where untyped.Contains(method.ReturnType)
            select $"{type.FullName}.{method.Name}");
    }

    [Fact]
    public async Task A_handler_is_static()
    {
        await using PagesHost host = await PagesHost.Run();
        (string Route, MethodInfo Handler, bool IsChange)[] handlers =
        [
            .. from endpoint in host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
               where endpoint.Metadata.GetMetadata<MethodInfo>() is not null
               select (endpoint.RoutePattern.RawText!, endpoint.Metadata.GetMetadata<MethodInfo>()!,
                   endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is not { } methods
                       || methods.Any(m => !HttpMethods.IsGet(m) && !HttpMethods.IsHead(m))),
        ];
        Assert.InRange(handlers.Length, 200, int.MaxValue);
        // The compiler puts a lambda into a generated class, where it is not static.
        Assert.Empty(handlers.Where(h => !h.Handler.IsStatic && !h.Handler.DeclaringType!.IsDefined(typeof(CompilerGeneratedAttribute)))
            .Select(h => $"{h.Route}: {h.Handler.DeclaringType}.{h.Handler.Name}"));
        // What takes a form has a name. Two forms for referrals share their pages: there each lambda holds the form of its route.
        Assert.Empty(handlers.Where(h => h.IsChange && !h.Handler.IsStatic && h.Handler.DeclaringType!.DeclaringType != typeof(ReferPages))
            .Select(h => $"{h.Route}: {h.Handler.DeclaringType}.{h.Handler.Name}"));
        // A lambda may stand for one expression: the empty form of a page, its parameter from the table of routes, a redirect. It waits
        // for nothing itself: what does is a method with a name.
        Assert.Empty(handlers.Where(h => !h.Handler.IsStatic && h.Handler.IsDefined(typeof(AsyncStateMachineAttribute)))
            .Select(h => $"{h.Route}: {h.Handler.DeclaringType}.{h.Handler.Name}"));
    }
}
