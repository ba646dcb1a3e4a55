using System.Globalization;
using System.Text.Json;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>How the directory says in Open Referral UK what that has no field for, and reads it back.</summary>
public static class DirectoryTerms
{
    public const string Purposeful = "purposeful";
    public const string AccompaniedFirstVisit = "accompaniedFirstVisitWelcome";
    public const string StepFree = "stepFree";
    public const string StepFreeWords = "Step-free access";
    public const string NotStepFreeWords = "No step-free access";

    private static readonly string[] _weekdays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    /// <summary><c>TH</c>, as RFC 5545 writes it.</summary>
    public static string CodeOf(DayOfWeek weekday) => _weekdays[(int)weekday];

    public static DayOfWeek? WeekdayOf(string code) =>
        Array.IndexOf(_weekdays, code.ToUpperInvariant()) is >= 0 and int day ? (DayOfWeek)day : null;
}
