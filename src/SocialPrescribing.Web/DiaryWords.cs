using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web;

/// <summary>How pages and the API say what conflicts with a time.</summary>
public static class DiaryWords
{
    /// <summary>The box to tick for booking a time all the same.</summary>
    public const string Anyway = "anyway";

    /// <summary>For programs; it does not change.</summary>
    public static string Code(InTheWay way) => way switch
    {
        InTheWay.Appointment { IsSession: true } => "another-session",
        InTheWay.Appointment => "another-meeting",
        InTheWay.OnLeave => "on-leave",
        InTheWay.NotWorkingDay => "not-a-working-day",
        InTheWay.OutOfHours => "out-of-hours",
        _ => throw new NotSupportedException($"{way.GetType().Name}"),
    };

    /// <param name="way">The other person is named only by a reference, because others may see the page or the answer.</param>
    public static string Sentence(InTheWay way) => way switch
    {
        InTheWay.Appointment a => Say(way, Words.Time(a.At), Words.Time(a.EndsAt), a.Journey.Referrals[0].Reference),
        InTheWay.OnLeave { Leave: var leave } when leave.From == leave.To =>
            StaffTexts.Say("InTheWay.on-leave.day", Words.Date(leave.From)),
        InTheWay.OnLeave { Leave: var leave } => Say(way, Words.Date(leave.From), Words.Date(leave.To)),
        InTheWay.NotWorkingDay { On: var on } => Say(way, Words.Day(on)),
        InTheWay.OutOfHours { Opens: var opens, Closes: var closes } => Say(way, opens, closes),
        _ => throw new NotSupportedException($"{way.GetType().Name}"),
    };

    /// <summary>All conflicts. If there are several days, each appointment says on which day it is.</summary>
    public static string Sentences(IEnumerable<InTheWay> ways, JourneyCommand command)
    {
        bool several = command is Attendance.PlanSeries or Attendance.MoveSession { FromHereOn: true };
        return string.Join(" ", ways.Select(way =>
            several && way is InTheWay.Appointment { At: var at } ? $"{Words.Date(at)}: {Sentence(way)}" : Sentence(way)).Distinct());
    }

    private static string Say(InTheWay way, params object[] of) => StaffTexts.Say($"InTheWay.{Code(way)}", of);
}
