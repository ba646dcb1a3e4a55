namespace SocialPrescribing.Web;

/// <summary>Why something was refused to whoever asked.</summary>
internal enum RefusedFor
{
    /// <summary>Their role may not do it.</summary>
    Role,
    /// <summary>It came from the pages of another website, or from no page.</summary>
    Origin,
    /// <summary>The directory knows them, and they have no role here.</summary>
    NoRole,
    /// <summary>A link that does not open this yet.</summary>
    Link,
}

internal sealed record RefusalReason(RefusedFor Why);
