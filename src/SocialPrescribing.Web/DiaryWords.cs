using SocialPrescribing.Service.Staff;


namespace SocialPrescribing.Web;

/// <summary>How a page and the API say what stands in the way of a time.</summary>
public static class DiaryWords
{
    /// <summary>The box that is ticked to book a time all the same.</summary>
    public const string Anyway = "anyway";

    /// <summary>Stable, for programs.</summary>
    public static string Code(InTheWay way) => way switch
    {
        InTheWay.Appointment { IsSession: true } => "another-session",
        InTheWay.Appointment => "another-meeting",
        InTheWay.OnLeave => "on-leave",
        InTheWay.NotWorkingDay => "not-a-working-day",
        InTheWay.OutOfHours => "out-of-hours",
        _ => throw new NotSupportedException($"{way.GetType().Name}"),
    };

    /// <param name="way">Whom it is with is named by the reference alone: the page and the answer may be read over a shoulder.</param>
    public static string Sentence(InTheWay way) => way switch
    {
        InTheWay.Appointment a =>
            $"The link worker has a {(a.IsSession ? "session" : "meeting")} then, from {Words.Time(a.At)} to {Words.Time(a.EndsAt)} ("
                + $"{a.Journey.Referrals[0].Reference}).",
        InTheWay.OnLeave { Leave: var leave } => leave.From == leave.To
            ? $"The link worker is on leave on {Words.Date(leave.From)}."
            : $"The link worker is on leave from {Words.Date(leave.From)} to {Words.Date(leave.To)}.",
        InTheWay.NotWorkingDay d => $"{Words.Day(d.On)} is a weekend, a bank holiday, or a day on which we are closed.",
        InTheWay.OutOfHours h =>
            string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"This is outside our hours, which are {h.Opens:HH\\:mm} to {h.Closes:HH\\:mm}."),
        _ => throw new NotSupportedException($"{way.GetType().Name}"),
    };
}
