using Microsoft.Extensions.Logging;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>Who signs in and who tries, for whoever looks for an attack: by staff id and kind, and without any address.</summary>
public sealed partial class SignInLog(ILogger<SignInLog> log)
{
    public void Came(SignInResult result)
    {
        Tracing.CountSignIn(result.End.ToString());
        if (result.End is SignInEnd.SignedIn)
            LogSignedIn(log, result.Staff!);
        else
            LogFailed(log, result.End, result.Staff ?? "nobody");
        if (result.Locks)
            LogLockedOut(log, result.Staff!);
    }

    [LoggerMessage(EventId = 5701, Level = LogLevel.Information, Message = "Staff {Staff} signed in")]
    private static partial void LogSignedIn(ILogger log, string staff);

    [LoggerMessage(EventId = 5702, Level = LogLevel.Warning, Message = "A sign-in failed: {Why}, staff {Staff}")]
    private static partial void LogFailed(ILogger log, SignInEnd why, string staff);

    [LoggerMessage(EventId = 5703, Level = LogLevel.Warning,
        Message = "Staff {Staff} was locked out for a quarter of an hour: ten wrong passwords from one of their places, or from elsewhere")]
    private static partial void LogLockedOut(ILogger log, string staff);
}
