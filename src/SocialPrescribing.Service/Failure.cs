using System.Diagnostics;

namespace SocialPrescribing.Service;

/// <summary>
/// An exception as it may stand in a log: what kind it was and where it came from. Its message may quote what somebody wrote, so that stays
/// out.
/// </summary>
public static class Failure
{
    public static string Of(Exception e) => $"{TypesOf(e)}\n{new StackTrace(e)}";

    private static string TypesOf(Exception e) =>
        e.InnerException is { } inner ? $"{e.GetType()} < {TypesOf(inner)}" : e.GetType().ToString();
}
