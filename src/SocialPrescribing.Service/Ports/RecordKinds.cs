using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Service.Ports;

/// <summary>The kinds of records in the register.</summary>
public static class RecordKinds
{
    public const string Admission = "admission";
    public const string Alike = "alike";
    /// <summary>Earlier versions claimed people by these; nobody reads them any more.</summary>
    public const string Person = "person";
    /// <inheritdoc cref="Person"/>
    public const string Namesake = "namesake";
    public const string Name = "name";
    public const string Reference = "reference";
    public const string Referral = "referral";
    public const string Referred = "referred";
    public const string ReferrerLink = "referrer-link";
    public const string ReferrerAsked = "referrer-asked";
    public const string ReferrerSession = "referrer-session";
    public const string Staff = "staff";
    public const string StaffEmail = "staff-email";
    public const string StaffToken = "staff-token";
    public const string Session = "session";
    public const string SetUpLink = "set-up-link";
    public const string Organisation = "organisation";
    public const string ApiKey = "api-key";
    public const string Quota = "quota";
    public const string Service = "service";
    public const string UnmetNeed = "unmet-need";
    public const string Activity = "activity";
    public const string AskedProvider = "asked-provider";
    public const string Draft = "draft";
    public const string KeptForm = "kept-form";
    public const string MailOperation = "mail-operation";
    public const string StaffPrincipal = "staff-principal";
    public const string Look = "look";
    public const string Week = "week";
    public const string Unreadable = "unreadable";
}

/// <summary>The keys of the records of kind <see cref="RecordKinds.Service"/>: what the service notes about itself.</summary>
public static class ServiceRecords
{
    /// <summary>Whether the service rests, and why.</summary>
    public const string Standstill = "rest";
    /// <summary>The pathway under which all due times were worked out.</summary>
    public const string Pathway = "pathway";
    /// <summary>How far the change to which pathway has got.</summary>
    public const string PathwayReached = "pathway-reached";
    /// <summary>When the watch last came by.</summary>
    public const string LastWatch = "last-watch";
    /// <summary>How far the watch has looked through all journeys.</summary>
    public const string LookedThrough = "looked-through";
    /// <summary>When the store last took a write for <c>/health/ready</c>.</summary>
    public const string Tried = "ready";
    /// <summary>How far the entries have got by which alike journeys are found.</summary>
    public const string AlikeEntries = "alike-entries";

    /// <summary>What a host finds out by itself: it does not move.</summary>
    public static IReadOnlyList<string> OwnOfTheHost { get; } = [Standstill, Pathway, PathwayReached, LastWatch, LookedThrough, Tried, AlikeEntries];
}
