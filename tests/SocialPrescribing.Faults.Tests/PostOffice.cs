using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace SocialPrescribing.Faults.Tests;

/// <summary>A letter that the mail server accepted, whether or not it could say so.</summary>
/// <param name="Hash">The hash of its message's key.</param>
internal sealed record TakenLetter(string Hash, string To, string Text);

/// <summary>How a conversation with the mail server goes.</summary>
internal enum Service
{
    Takes,
    /// <summary>Closes before it says anything.</summary>
    HangsUp,
    /// <summary>Closes in the middle of the letter and keeps nothing of it.</summary>
    DropsInTheLetter,
    /// <summary>Accepts the letter and closes before it says so.</summary>
    TakesAndDrops,
    /// <summary>Answers 451 after the whole letter.</summary>
    NotNow,
    Slow,
}

/// <summary>A mail server that keeps its own record of accepted letters, and drops as many conversations as it is told to.</summary>
internal sealed class PostOffice : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly ConcurrentQueue<TakenLetter> _taken = new();
    private readonly ConcurrentDictionary<Service, int> _served = [];
    private readonly Random _random;
    private readonly Task _accepting;

    /// <param name="seed">Decides which conversations are dropped.</param>
    public PostOffice(int seed)
    {
        _random = new Random(seed);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = Accept();
    }

    public int Port { get; }

    /// <summary>The share of conversations that go wrong, from 0 to 1.</summary>
    public double Trouble { get; set; }

    /// <summary>Nobody is there to take anything.</summary>
    public bool IsAway { get; set; }

    /// <summary>How far the next letters get, until whoever sends them is gone; null: all the way.</summary>
    private volatile Standstill? _standstill;

    /// <param name="IsTaken">The letter is taken, and its sender does not hear of it.</param>
    private sealed record Standstill(bool IsTaken)
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Wait()
        {
            Reached.TrySetResult();
            return Over.Task;
        }
    }

    /// <summary>Waits until a letter is on its way, and lets it stand there until <see cref="GoOn"/>.</summary>
    /// <param name="isTaken">It has been taken by then, and its sender does not know.</param>
    public async Task StandStill(bool isTaken, TimeSpan most)
    {
        Standstill still = _standstill = new(isTaken);
        await Task.WhenAny(still.Reached.Task, Task.Delay(most));
    }

    public void GoOn() => Interlocked.Exchange(ref _standstill, null)?.Over.SetResult();

    public IReadOnlyCollection<TakenLetter> Taken => _taken;

    public IReadOnlyDictionary<Service, int> Served => _served;

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        GoOn();
        _listener.Stop();
        await _accepting;
        _closed.Dispose();
    }

    private async Task Accept()
    {
        while (!_closed.IsCancellationRequested)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_closed.Token);
                Service service = Next();
                _served.AddOrUpdate(service, 1, (_, before) => before + 1);
                _ = Serve(client, service);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private Service Next()
    {
        lock (_random)
            return IsAway ? Service.HangsUp
                : _standstill is not null || _random.NextDouble() >= Trouble ? Service.Takes
                : (Service)_random.Next((int)Service.HangsUp, (int)Service.Slow + 1);
    }

    private async Task Serve(TcpClient client, Service service)
    {
        try
        {
            using (client)
                if (service is not Service.HangsUp)
                    await Talk(client.GetStream(), service);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The sender may die at any point. Letters accepted before that are in the record.
        }
    }

    private async Task Talk(NetworkStream stream, Service service)
    {
        using StreamReader reader = new(stream, Encoding.Latin1);
        await using StreamWriter writer = new(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 post.example ESMTP");
        string to = "";
        while (await reader.ReadLineAsync(_closed.Token) is { } line)
        {
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO" or "HELO":
                    await writer.WriteLineAsync("250-post.example\r\n250 8BITMIME");
                    break;
                case "RCPT":
                    to = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
                    await writer.WriteLineAsync("250 OK");
                    break;
                case "DATA":
                    if (_standstill is { IsTaken: false } before)
                        await before.Wait();
                    await writer.WriteLineAsync("354 Go on");
                    if (await Letter(reader, service) is not { } letter)
                        return;
                    if (service is Service.Slow)
                        await Task.Delay(TimeSpan.FromMilliseconds(200), _closed.Token);
                    if (service is Service.NotNow)
                    {
                        await writer.WriteLineAsync("451 Not now");
                        break;
                    }
                    _taken.Enqueue(Read(letter, to));
                    if (_standstill is { IsTaken: true } after)
                        await after.Wait();
                    if (service is Service.TakesAndDrops)
                        return;
                    await writer.WriteLineAsync("250 Taken");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 Goodbye");
                    return;
                default:
                    await writer.WriteLineAsync("250 OK");
                    break;
            }
        }
    }

    /// <summary>The whole letter. Null if the server drops it or the sender dies before its end.</summary>
    private async Task<string?> Letter(StreamReader reader, Service service)
    {
        StringBuilder letter = new();
        int lines = 0;
        while (await reader.ReadLineAsync(_closed.Token) is { } line)
        {
            if (line is ".")
                return letter.ToString();
            if (service is Service.DropsInTheLetter && ++lines > 10)
                return null;
            letter.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }
        return null;
    }

    private static TakenLetter Read(string letter, string to)
    {
        using MemoryStream bytes = new(Encoding.Latin1.GetBytes(letter));
        using MimeMessage message = MimeMessage.Load(bytes);
        return new(message.MessageId!.Split('@')[0], to, message.TextBody ?? "");
    }
}
