using SocialPrescribing.Service;

namespace SocialPrescribing.Functions;

/// <summary>
/// What failed, without its message. The platform writes the message of every exception that leaves a function into logs and
/// histories, and a message may quote what somebody wrote.
/// </summary>
public sealed class FunctionFailedException(Exception e) : Exception(Failure.Of(e))
{
    public static async Task<T> Instead<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new FunctionFailedException(e);
        }
    }
}
