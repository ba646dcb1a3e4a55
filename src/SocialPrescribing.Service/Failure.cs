using System.Diagnostics;

namespace SocialPrescribing.Service;

/// <summary>Describes an exception for a log by its type and where it came from. Its message is left out: it may quote what
/// somebody wrote.</summary>
public static class Failure
{
    public static string Of(Exception e) => $"{TypesOf(e)}\n{new StackTrace(e)}";

    private static string TypesOf(Exception e) =>
        e.InnerException is { } inner ? $"{e.GetType()} < {TypesOf(inner)}" : e.GetType().ToString();
}
