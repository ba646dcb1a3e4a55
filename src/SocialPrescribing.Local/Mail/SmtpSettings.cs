using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Local.Mail;

/// <summary>How the connection to the mail server is encrypted.</summary>
[JsonConverter(typeof(CamelCaseEnum<StartTls>))]
public enum StartTls
{
    /// <summary>By STARTTLS. A server that does not offer it is not used.</summary>
    Required,

    /// <summary>Not encrypted. For a server on the same machine.</summary>
    None,

    /// <summary>From the first byte, as on port 465.</summary>
    Implicit,
}

/// <summary>How to reach the mail server.</summary>
/// <param name="From">The sender's address.</param>
/// <param name="Timeout">The time for one letter, from connecting to the answer.</param>
/// <param name="TrustedCertificate">
/// A PEM file with a certificate, or an authority, that is trusted for this host in addition to the machine's own. The host's
/// name must still match.
/// </param>
public sealed record SmtpSettings(
    string Host, int Port, StartTls StartTls, string From, string? User, string? Password, TimeSpan Timeout,
    string? TrustedCertificate = null)
{
    /// <summary>Leaves out the password, because settings get printed.</summary>
    public override string ToString() =>
        $"{Host}:{Port}, encryption "
            + StartTls switch { StartTls.None => "none", StartTls.Implicit => "implicit", StartTls.Required => "by STARTTLS" }
            + $", {(User is null ? "no user" : "with a user")}";
}
