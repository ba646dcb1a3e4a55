using System.Diagnostics;
using System.Diagnostics.Metrics;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service;

/// <summary>
/// The service's own spans and counters. They cost next to nothing while nobody listens. They hold ids, kinds and outcomes and nothing
/// about anybody, because whoever reads telemetry may not be allowed to read journeys.
/// </summary>
/// <remarks>
/// A referral, what its journey does by itself and its letters are separate traces, hours or weeks apart. The journey's id in
/// <see cref="JourneyTag"/> connects them.
/// </remarks>
public static class Tracing
{
    /// <summary>The name of the source of the spans and of the meter.</summary>
    public const string Name = "SocialPrescribing";
    public const string JourneyTag = "social_prescribing.journey.id";
    public const string TypeTag = "social_prescribing.type";
    public const string OutcomeTag = "social_prescribing.outcome";
    public const string ErrorTag = "error.type";

    public const string Intake = "intake", Command = "command", Advance = "advance", Letter = "letter";

    private static readonly ActivitySource _source = new(Name);
    private static readonly Meter _meter = new(Name);
    private static readonly Counter<long> _referrals =
        _meter.CreateCounter<long>("social_prescribing.referrals", "{referral}", "Referrals, by what came of them.");
    private static readonly Counter<long> _letters =
        _meter.CreateCounter<long>("social_prescribing.letters", "{letter}", "Letters in hand, by their type and by what came of them.");

    private static readonly Counter<long> _signIns =
        _meter.CreateCounter<long>("social_prescribing.sign_ins", "{sign-in}", "Tries to sign in with a password, by what came of them.");

    private static readonly Counter<long> _refusals =
        _meter.CreateCounter<long>("social_prescribing.refusals", "{request}", "Requests that were refused with 403, by why.");

    /// <summary>Does the work within a span. If it fails, the span names the kind of failure and never its message.</summary>
    internal static async Task<T> Within<T>(string span, Guid? journey, string? type, Func<Task<T>> work, Func<T, string?> outcome)
    {
        using Activity? activity = _source.StartActivity(span);
        if (activity is null)
            return await work();
        if (journey is { } id && id != Guid.Empty)
            activity.SetTag(JourneyTag, id.ToString("N"));
        if (type is not null)
            activity.SetTag(TypeTag, type);
        try
        {
            T result = await work();
            if (outcome(result) is { } came)
                activity.SetTag(OutcomeTag, came);
            return result;
        }
        catch (Exception e)
        {
            activity.SetTag(ErrorTag, e.GetType().FullName).SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }

    /// <summary>For work that only finds out on its way which journey it is about.</summary>
    internal static void IsAbout(Guid journey) => Own?.SetTag(JourneyTag, journey.ToString("N"));

    internal static void EndsAs(string outcome) => Own?.SetTag(OutcomeTag, outcome);

    internal static void CountReferral(string outcome) => _referrals.Add(1, new KeyValuePair<string, object?>(OutcomeTag, outcome));

    internal static void CountLetter(MessageKind kind, string outcome) => _letters.Add(
        1, new KeyValuePair<string, object?>(TypeTag, kind.ToString()), new KeyValuePair<string, object?>(OutcomeTag, outcome));

    public static void CountSignIn(string outcome) => _signIns.Add(1, new KeyValuePair<string, object?>(OutcomeTag, outcome));

    public static void CountRefusal(string why) => _refusals.Add(1, new KeyValuePair<string, object?>(OutcomeTag, why));

    /// <summary>The current span, if it is one of ours and not the web server's.</summary>
    private static Activity? Own => Activity.Current is { Source.Name: Name } own ? own : null;
}
