using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Local.Tests.Host;

/// <summary>
/// Whose <c>X-Forwarded-For</c> is believed. Requests come over real connections from chosen addresses of this machine: those of its
/// loopback, and the one that it has in its network, which to the program is another machine's.
/// </summary>
public sealed class ProxiesTests
{
    [OwnAddressFact]
    public async Task A_proxy_that_is_named_is_believed()
    {
        await using OneMachine machine = await OneMachine.Start(
            settings: $$"""{ "service": { "proxies": ["10.0.0.2", "{{OwnAddressFactAttribute.Address}}"] } }""");
        using HttpClient proxy = From(machine, OwnAddressFactAttribute.Address!);

        await SendAllThatMayBeSent(proxy, "203.0.113.7");

        Assert.Equal(HttpStatusCode.TooManyRequests, await Begin(proxy, "203.0.113.7"));
        Assert.Equal(HttpStatusCode.SeeOther, await Begin(proxy, "203.0.113.8"));
    }

    [OwnAddressFact]
    public async Task Whoever_is_not_named_is_not_believed_whatever_they_say()
    {
        await using OneMachine machine = await OneMachine.Start(settings: """{ "service": { "proxies": ["10.0.0.2"] } }""");
        using HttpClient visitor = From(machine, OwnAddressFactAttribute.Address!);

        for (int i = 0; i < PublicFormLimiter.AtOnce; i++)
            Assert.Equal(HttpStatusCode.SeeOther, await Begin(visitor, $"203.0.113.{i}"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await Begin(visitor, "203.0.113.200"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Begin(visitor, "10.0.0.2"));
    }

    /// <summary>Containers and proxies on the same machine may come from any of its loopback addresses. Nobody else can.</summary>
    [Fact]
    public async Task Every_loopback_address_is_this_machine_and_is_believed_without_being_named()
    {
        // Only Linux has all of them from the start.
        IPAddress loopback = OperatingSystem.IsLinux() ? IPAddress.Parse("127.0.0.2") : IPAddress.Loopback;
        await using OneMachine machine = await OneMachine.Start();
        using HttpClient proxy = From(machine, loopback);

        await SendAllThatMayBeSent(proxy, "203.0.113.7");

        Assert.Equal(HttpStatusCode.TooManyRequests, await Begin(proxy, "203.0.113.7"));
        Assert.Equal(HttpStatusCode.SeeOther, await Begin(proxy, "203.0.113.8"));
    }

    private static HttpClient From(OneMachine machine, IPAddress address) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectCallback = async (connection, cancellation) =>
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, 0));
            await socket.ConnectAsync(IPAddress.Parse(connection.DnsEndPoint.Host), connection.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = machine.Address };

    private static async Task SendAllThatMayBeSent(HttpClient proxy, string visitor)
    {
        for (int i = 0; i < PublicFormLimiter.AtOnce; i++)
            Assert.Equal(HttpStatusCode.SeeOther, await Begin(proxy, visitor));
    }

    private static async Task<HttpStatusCode> Begin(HttpClient http, string visitor)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/refer/myself") { Content = new FormUrlEncodedContent([]) };
        request.Headers.Add("Origin", http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("X-Forwarded-For", visitor);
        using HttpResponseMessage answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}

/// <summary>For tests that come from an address outside the loopback, which is this machine's own all the same.</summary>
internal sealed class OwnAddressFactAttribute : FactAttribute
{
    public static IPAddress? Address { get; } = NetworkInterface.GetAllNetworkInterfaces()
        .Where(i => i.OperationalStatus is OperationalStatus.Up && OperatingSystem.IsLinux())
        .SelectMany(i => i.GetIPProperties().UnicastAddresses.Select(a => a.Address))
        .FirstOrDefault(a => a.AddressFamily is AddressFamily.InterNetwork && !IPAddress.IsLoopback(a));

    public OwnAddressFactAttribute() => Skip = Address is null ? "This needs Linux, and a network address beside the loopback." : null;
}
