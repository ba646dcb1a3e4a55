using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Threading.Channels;
using SocialPrescribing.Contracts;

namespace SocialPrescribing.Local.Tests.Mail;

/// <summary>The mail server of <c>smtp/server.mjs</c>, started once for all tests of the collection.</summary>
public sealed class MailServer : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smtp-");
    private readonly Channel<JsonElement> _mails = Channel.CreateBounded<JsonElement>(100);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _parsing = new();
    private readonly TaskCompletionSource<JsonElement> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;
    private int _lastId;

    public int StartTlsPort { get; private set; }

    public int ImplicitPort { get; private set; }

    public int PlainPort { get; private set; }

    /// <summary>The server's certificate, valid for <c>localhost</c> only.</summary>
    public string Certificate => Path.Combine(_folder.FullName, "server.pem");

    /// <summary>A certificate for the same name, but not the server's.</summary>
    public string AnotherCertificate => Path.Combine(_folder.FullName, "another.pem");

    public async Task InitializeAsync()
    {
        if (NeedsAttribute.Missing(typeof(MailServerCollection)) is not null)
            return;
        WriteCertificate(Certificate, Path.Combine(_folder.FullName, "server.key"));
        WriteCertificate(AnotherCertificate, Path.Combine(_folder.FullName, "another.key"));

        _process = await NodeProgram.Start("smtp", "server.mjs", Certificate, Path.Combine(_folder.FullName, "server.key"));
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        JsonElement ports = await _ready.Task.WaitAsync(TimeSpan.FromSeconds(30));
        StartTlsPort = ports.GetProperty("starttls").GetInt32();
        ImplicitPort = ports.GetProperty("implicit").GetInt32();
        PlainPort = ports.GetProperty("plain").GetInt32();
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        _folder.Delete(recursive: true);
    }

    /// <summary>The next letter that the server accepted.</summary>
    public async Task<JsonElement> NextMail()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        return await _mails.Reader.ReadAsync(limit.Token);
    }

    public bool HasMail => _mails.Reader.Count > 0;

    /// <summary>A message as another parser reads it.</summary>
    public async Task<JsonElement> Parse(byte[] message)
    {
        int id = Interlocked.Increment(ref _lastId);
        TaskCompletionSource<JsonElement> answer = _parsing[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _process!.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { id, parse = Convert.ToBase64String(message) }));
        await _process.StandardInput.FlushAsync();
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            _ready.TrySetException(new InvalidOperationException("The mail server ended."));
            return;
        }
        JsonElement said = JsonDocument.Parse(line).RootElement;
        if (said.TryGetProperty("ready", out JsonElement ports))
            _ready.TrySetResult(ports);
        else if (said.TryGetProperty("mail", out JsonElement mail))
            _mails.Writer.TryWrite(mail);
        else if (_parsing.TryRemove(said.GetProperty("id").GetInt32(), out TaskCompletionSource<JsonElement>? answer))
            answer.TrySetResult(said.GetProperty("parsed"));
    }

    private static void WriteCertificate(string certificateFile, string keyFile)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }
}

[CollectionDefinition(Name)]
[Needs("node", "npm")]
public sealed class MailServerCollection : ICollectionFixture<MailServer>
{
    public const string Name = "mail server";
}
