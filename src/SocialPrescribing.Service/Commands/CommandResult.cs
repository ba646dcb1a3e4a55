using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Commands;

/// <summary>What became of a command.</summary>
public abstract record CommandResult
{
    private CommandResult() { }
    public sealed record Done(JourneySummary Journey, bool Repeated) : CommandResult;
    public sealed record Refused(string Code, string Sentence) : CommandResult
    {
        public const string IdReused = "command-id-reused";
        internal const string IdReusedSentence =
            "Something else was sent under this id before, and that one counts. Nothing was changed now. "
            + "Look at what is there, and send this anew if it is still right.";
        /// <summary>The same command may be accepted a little later.</summary>
        public bool IsForNow => Code is "journey-busy" or "service-resting" or LoadedJourney.Unreadable.Code;
    }
    public sealed record Unknown : CommandResult;

    /// <summary>For telemetry: the code of a refusal is one of a few fixed words.</summary>
    internal string Outcome => this is Refused refused ? refused.Code : GetType().Name;
}
