using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;
using SocialPrescribing.Web.Letters;

namespace SocialPrescribing.Web;

/// <summary>What a host has to say about itself; everything else is the same on both.</summary>
/// <param name="ShowsMail">Mail goes to a folder, so there is something to look at under <c>/mail</c>.</param>
/// <param name="StaffTenant">The Entra tenant whose people the platform signs in and names in a header, which it lets nobody else send. Null: staff sign in with a password, and such a header means nothing.</param>
/// <param name="MailEventSecret">What a mail system shows with its delivery reports; null where none reports.</param>
/// <param name="NoticesFolder">Holds the operator's own privacy, accessibility and cookies pages; null for the built-in ones.</param>
/// <param name="DemoDay">How long a day lasts in a demo, such as <c>1s</c>: people are invented, pages say so, and nobody needs to sign in. Null for a real service.</param>
public sealed record HostSettings(
    Pathway Pathway, ServiceProfile Profile, Secrets Secrets, Clocks Clocks, int MailsPerMinute = 0, int MailsPerHour = 0, string? MessagesFolder = null, bool ShowsMail = false, string? DemoDay = null, DirectorySettings? Directory = null,
    Guid? StaffTenant = null, string? MailEventSecret = null, string? NoticesFolder = null)
{
    public bool IsDemo => DemoDay is not null;
    public bool PlatformSignsIn => StaffTenant is not null;
}

/// <summary>Puts the service together. The host adds its ports: <see cref="IJourneyStore"/>, <see cref="IRegister"/>, <see cref="IOutbox"/>, <see cref="IJourneyRuntime"/>, <see cref="IMailer"/>.</summary>
public static class Composition
{
    public static IServiceCollection AddSocialPrescribing(this IServiceCollection services, HostSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton(settings.Pathway)
        .AddSingleton(settings.Profile)
        .AddSingleton(settings.Secrets)
        .AddSingleton(settings.Clocks)
        .AddSingleton<JourneyService>()
        .AddSingleton<Service.Transfer.Export>()
        .AddSingleton<Service.Transfer.Import>()
        .AddSingleton<ReferralIntake>()
        .AddSingleton<PersonSearch>()
        .AddSingleton<AlikeEntries>()
        .AddSingleton<PathwayChanges>()
        .AddSingleton<ReferrerLists>()
        .AddSingleton<HandingOver>()
        .AddSingleton<UnmetNeeds>()
        .AddSingleton<Caseloads>()
        .AddSingleton<Diaries>()
        .AddSingleton<WeeklyFigures>()
        .AddSingleton<AccessLog>()
        .AddSingleton<StaffDirectory>()
        .AddSingleton<StaffPrincipals>()
        .AddSingleton<Organisations>()
        .AddSingleton(settings.Directory ?? new DirectorySettings())
        .AddSingleton<ActivityDirectory>()
        .AddSingleton<ActivityConfirmations>()
        .AddSingleton<SignedLinks>()
        .AddSingleton(s => new MailQuota(s.GetRequiredService<IRegister>(), settings.Clocks, settings.MailsPerMinute, settings.MailsPerHour))
        .AddSingleton<Postman>()
        .AddSingleton<MailOperations>()
        .AddSingleton<DeliveryReports>()
        .AddSingleton<Digests>()
        .AddSingleton<Watch>()
        .AddSingleton<BackgroundLoops>()
        .AddSingleton<Health>()
        .AddSingleton(MessageTemplates.Load(settings.MessagesFolder, settings.Pathway.Calendar.Nation))
        .AddSingleton(Pages.Notices.PublicNotices.Load(settings.NoticesFolder, settings.Profile))
        .AddSingleton<LetterWriter>()
        .AddSingleton<ILetterWriter>(s => s.GetRequiredService<LetterWriter>())
        .AddSingleton<Introducing>()
        .AddSingleton<Access>()
        .AddSingleton<Visitors>()
        .AddSingleton<HealthNotes>()
        .AddSingleton<Timeline>()
        .AddSingleton<Pages.Links.LinkOpener>()
        .AddSingleton<Pages.Links.LinkLimiter>()
        .AddSingleton<Pages.Links.MeetingOpener>()
        .AddSingleton<Pages.Links.IntroductionOpener>()
        .AddSingleton<Pages.Entry.Readers>()
        .AddSingleton<Pages.Entry.SignInLimiter>()
        .AddSingleton<Pages.Entry.KeptForms>()
        .AddSingleton<Pages.Refer.Drafts>()
        .AddSingleton<Pages.Refer.PublicFormLimiter>()
        .AddSingleton<Pages.Refer.ReferPages>()
        .AddSingleton<Pages.Desk.Board>()
        .AddSingleton<Pages.Desk.CaseloadPages>()
        .AddSingleton<Pages.Desk.DaySheet>()
        .AddSingleton<Pages.Desk.LeavePages>()
        .AddSingleton<Pages.Desk.JourneyPages>()
        .AddSingleton<Pages.Team.Team>()
        .AddSingleton<Pages.Team.TeamPages>()
        .AddSingleton<Pages.Team.AuditPages>()
        .AddSingleton<Pages.Settings.SettingsPages>()
        .AddSingleton<Pages.Settings.StaffSettings>()
        .AddSingleton<Pages.Settings.OrganisationSettings>()
        .AddSingleton<Pages.Settings.DirectorySettingsPages>()
        .AddRazorComponents().Services;
}
