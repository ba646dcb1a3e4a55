using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace SocialPrescribing.Local.Mail;

/// <summary>
/// Certificates that an operator trusts for one mail server, because it signs for itself or has an authority of its own.
/// </summary>
/// <remarks>
/// SmtpClient asks one callback of the whole process. It is set once, adds to what the machine trusts for the named hosts only,
/// and says no to every other error: a wrong name or an unknown certificate is never let through.
/// </remarks>
internal static class TrustedCertificates
{
    private static readonly ConcurrentDictionary<string, X509Certificate2Collection> ByHost = new(StringComparer.OrdinalIgnoreCase);
    private static readonly Lock Gate = new();

    /// <exception cref="ArgumentException">The file is not there or holds no certificate.</exception>
    public static void Add(string host, string file)
    {
        X509Certificate2Collection certificates = [];
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new ArgumentException($"trustedCertificate: {file} cannot be read; allowed is a PEM file with a certificate.", nameof(file), exception);
        }
        if (certificates.Count == 0)
            throw new ArgumentException($"trustedCertificate: {file} holds no certificate; allowed is a PEM file with one.", nameof(file));
        ByHost[host] = certificates;
        lock (Gate)
        {
#pragma warning disable SYSLIB0014 // Obsolete for web requests; for SmtpClient there is no other way to trust a certificate.
            ServicePointManager.ServerCertificateValidationCallback = IsTrusted;
#pragma warning restore SYSLIB0014
        }
    }

    private static bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 server
            || sender is not SslStream stream || !ByHost.TryGetValue(stream.TargetHostName, out X509Certificate2Collection? trusted))
            return false;
        using X509Chain own = new();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(trusted);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return own.Build(server);
    }
}
