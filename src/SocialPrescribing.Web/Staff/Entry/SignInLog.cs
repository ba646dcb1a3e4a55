using Microsoft.Extensions.Logging;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>Logs who signs in and who tries, for people who look for an attack: by staff id and kind, without addresses.</summary>
public sealed partial class SignInLog(ILogger<SignInLog> log)
{
    public void Came(SignInResult result)
    {
        Tracing.CountSignIn(result.End.ToString());
        if (result.End is SignInEnd.SecondStep)
            LogHalfWay(log, result.Staff!);
        else if (result.End is SignInEnd.SignedIn)
            LogSignedIn(log, result.Staff!);
        else
            LogFailed(log, result.End, result.Staff ?? "nobody");
        if (result.Locks)
            LogLockedOut(log, result.Staff!);
    }

    public void TurnedOn(string staff) => LogTurnedOn(log, staff);

    public void TurnedOff(string staff, string by) => LogTurnedOff(log, by, staff);

    [LoggerMessage(EventId = 5704, Level = LogLevel.Information,
        Message = "Staff {Staff} gave the right password, and a second step is asked for")]
    private static partial void LogHalfWay(ILogger log, string staff);

    [LoggerMessage(EventId = 5705, Level = LogLevel.Warning, Message = "Staff {Staff} set up an app for the second step of signing in")]
    private static partial void LogTurnedOn(ILogger log, string staff);

    [LoggerMessage(EventId = 5706, Level = LogLevel.Warning,
        Message = "Staff {By} took off the second step of signing in of staff {Staff}")]
    private static partial void LogTurnedOff(ILogger log, string by, string staff);

    [LoggerMessage(EventId = 5701, Level = LogLevel.Information, Message = "Staff {Staff} signed in")]
    private static partial void LogSignedIn(ILogger log, string staff);

    [LoggerMessage(EventId = 5702, Level = LogLevel.Warning, Message = "A sign-in failed: {Why}, staff {Staff}")]
    private static partial void LogFailed(ILogger log, SignInEnd why, string staff);

    [LoggerMessage(EventId = 5703, Level = LogLevel.Warning,
        Message = "Staff {Staff} was locked out for a while: too many wrong passwords or codes")]
    private static partial void LogLockedOut(ILogger log, string staff);
}
