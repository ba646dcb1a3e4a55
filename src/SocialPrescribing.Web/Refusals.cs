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
}

internal sealed record RefusalReason(RefusedFor Why);
