namespace SocialPrescribing.Web;

/// <summary>Why something was refused to whoever asked.</summary>
internal enum RefusedFor
{
    /// <summary>Their role may not do it.</summary>
    Role,
    /// <summary>The request came from another website's page, or from no page.</summary>
    Origin,
    /// <summary>The organisation's directory knows them, but they have no role here.</summary>
    NoRole,
    /// <summary>The link does not open this page yet.</summary>
    Link,
    /// <summary>No organisation has the key that came, or it is revoked.</summary>
    Key,
    /// <summary>Nobody has the token that came, or it has ended.</summary>
    Token,
    /// <summary>The link is not ours, or is over.</summary>
    NoLink,
    /// <summary>Too many requests came.</summary>
    Rate,
}

internal sealed record RefusalReason(RefusedFor Why);
