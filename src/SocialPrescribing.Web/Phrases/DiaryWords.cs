using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Phrases;

/// <summary>How pages and the API say what conflicts with a time.</summary>
public static class DiaryWords
{
    /// <summary>The box to tick for booking a time all the same.</summary>
    public const string Anyway = "anyway";

    /// <param name="way">The other person is named only by a reference, because others may see the page or the answer.</param>
    public static string Sentence(InTheWay way) => way.Match(
        appointment => Say(way, Words.Time(appointment.At), Words.Time(appointment.EndsAt), appointment.Journey.Referrals[0].Reference),
        away => away.Leave is var leave && leave.From == leave.To ? StaffTexts.Say($"InTheWay.{way.Code}.day", Words.Date(leave.From))
            : Say(way, Words.Date(leave.From), Words.Date(leave.To)),
        closed => Say(way, Words.Day(closed.On)),
        late => Say(way, late.Opens, late.Closes));

    /// <summary>All conflicts. If there are several days, each appointment says on which day it is.</summary>
    public static string Sentences(IEnumerable<InTheWay> ways, JourneyCommand command)
    {
        bool several = command is Attendance.PlanSeries or Attendance.MoveSession { FromHereOn: true };
        return string.Join(" ", ways.Select(way =>
            several && way is InTheWay.Appointment { At: var at } ? $"{Words.Date(at)}: {Sentence(way)}" : Sentence(way)).Distinct());
    }

    private static string Say(InTheWay way, params object[] of) => StaffTexts.Say($"InTheWay.{way.Code}", of);
}
