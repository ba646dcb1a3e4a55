using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SocialPrescribing.Bench;

/// <summary>
/// Sends requests that were built beforehand over connections that stay open, one at a time on each. Its own work counts on both sides of a
/// ratio and would draw the ratio towards one, so it does as little as possible.
/// </summary>
internal static class Load
{
    public static byte[] Request(Uri host, string apiKey, string body)
    {
        byte[] content = Encoding.UTF8.GetBytes(body);
        byte[] head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"POST /api/referrals HTTP/1.1\r\nHost: {host.Authority}\r\nX-Api-Key: {apiKey}\r\nContent-Type: "
                + $"application/json\r\nContent-Length: {content.Length}\r\n\r\n"));
        return [.. head, .. content];
    }

    /// <returns>Requests per second, and how long each took, in milliseconds.</returns>
    public static async Task<(double PerSecond, double[] Latencies)> Run(
        Uri host, IReadOnlyList<byte[]> requests, int connections, CancellationToken cancellation)
    {
        double[] latencies = new double[requests.Count];
        int next = -1;
        List<Socket> sockets = [];
        try
        {
            for (int i = 0; i < connections; i++)
            {
                Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                sockets.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, host.Port, cancellation);
            }
            Stopwatch watch = Stopwatch.StartNew();
            await Task.WhenAll(sockets.Select(Send));
            return (requests.Count / watch.Elapsed.TotalSeconds, latencies);
        }
        finally
        {
            sockets.ForEach(s => s.Dispose());
        }

        async Task Send(Socket socket)
        {
            byte[] buffer = new byte[16 * 1024];
            while (Interlocked.Increment(ref next) is var mine && mine < requests.Count)
            {
                long started = Stopwatch.GetTimestamp();
                await socket.SendAsync(requests[mine], cancellation);
                int length = 0;
                do
                {
                    int read = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
                    length += read > 0
                        ? read
                        : throw new InvalidOperationException("The connection was closed: " + Encoding.UTF8.GetString(buffer, 0, length));
                } while (!IsWhole(buffer.AsSpan(0, length)));
                latencies[mine] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                if (!buffer.AsSpan(0, length).StartsWith("HTTP/1.1 201"u8))
                    throw new InvalidOperationException("Not taken in: " + Encoding.UTF8.GetString(buffer, 0, length));
            }
        }
    }

    /// <summary>Whether an answer with a length, or in chunks, has come to its end.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        int head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        ReadOnlySpan<byte> name = "\r\nContent-Length: "u8;
        int at = answer[..head].IndexOf(name);
        if (at < 0)
            return answer.EndsWith("\r\n0\r\n\r\n"u8);
        ReadOnlySpan<byte> value = answer[(at + name.Length)..];
        return int.TryParse(value[..value.IndexOf((byte)'\r')], CultureInfo.InvariantCulture, out int length)
            && answer.Length >= head + 4 + length;
    }
}
