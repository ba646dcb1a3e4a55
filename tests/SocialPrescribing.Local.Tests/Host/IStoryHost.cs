using SocialPrescribing.Service.Mail;


namespace SocialPrescribing.Local.Tests.Host;

/// <summary>A host on which stories are told: it runs by itself, and its clock stands until it is moved.</summary>
internal interface IStoryHost : IAsyncDisposable
{
    /// <summary>Speaks to the host without any key, and does not follow redirects.</summary>
    HttpClient Http { get; }
    /// <summary>Where its pages come from.</summary>
    Uri Origin { get; }
    MailFolder Mail { get; }
    T Get<T>() where T : notnull;

    /// <summary>Moves the clock on, and lets everything that falls due on the way happen in its time.</summary>
    Task MoveTo(DateTimeOffset to);

    /// <summary>Everything that is due has happened, and everything that may be sent is sent.</summary>
    Task Settle();
}
