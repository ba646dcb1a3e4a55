using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
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
using SocialPrescribing.Web.Bodies;
using SocialPrescribing.Web.Letters;

namespace SocialPrescribing.Web.Composition;

/// <summary>
/// Puts the service together. The host adds its ports: <see cref="IJourneyStore"/>, <see cref="IRegister"/>, <see cref="IOutbox"/>,
/// <see cref="IDocuments"/>, <see cref="IJourneyRuntime"/>, <see cref="IMailer"/>.
/// </summary>
public static class Composition
{
    public static IServiceCollection AddSocialPrescribing(this IServiceCollection services, HostSettings settings) =>
        services.Add(settings, MessageTemplates.Load(settings.MessagesFolder, settings.Pathway.Calendar.Nation));

    private static IServiceCollection Add(
        this IServiceCollection services, HostSettings settings, MessageTemplates templates) => services
        .AddSingleton(settings)
        .AddSingleton(new InForce<Pathway>(settings.Pathway, settings.Clocks.Machine))
        // Singletons get it anew each time. A request may keep it until its end.
        .AddTransient(s => s.GetRequiredService<InForce<Pathway>>().Now)
        .AddSingleton(settings.Profile)
        .AddSingleton(settings.Secrets)
        .AddSingleton(settings.Clocks)
        .AddSingleton(s => new ServiceSettings(s.GetRequiredService<IRegister>(), settings.Clocks, settings.Profile,
            settings.FixedBy ?? new Dictionary<string, string>(), s.GetRequiredService<InForce<Pathway>>(),
            settings.PathwaySource ?? PathwaySource.None, nation => WhyNot(s.GetRequiredService<ILetterTemplates>(), nation)))
        .AddSingleton<JourneyService>()
        .AddSingleton<Service.Documents.DocumentKeeping>()
        .AddSingleton<Service.Transfer.Export>()
        .AddSingleton<Service.Transfer.Import>()
        .AddSingleton<ReferralIntake>()
        .AddSingleton<PersonSearch>()
        .AddSingleton<TestReferrals>()
        .AddSingleton<LeaveCover>()
        .AddSingleton<AlikeEntries>()
        .AddSingleton<PathwayChanges>()
        .AddSingleton<ReferrerLists>()
        .AddSingleton<HandingOver>()
        .AddSingleton<UnmetNeeds>()
        .AddSingleton<Caseloads>()
        .AddSingleton<Diaries>()
        .AddSingleton<Volunteers>()
        .AddSingleton<WeeklyFigures>()
        .AddSingleton<Service.Reports.ReportReader>()
        .AddSingleton<Service.Reports.QuarterReports>()
        .AddSingleton<Service.Evidence.FactsReading>()
        .AddSingleton<Service.Evidence.FactsRebuild>()
        .AddSingleton<Service.Evidence.FactsFill>()
        .AddSingleton<Service.Retention.Erasing>()
        .AddSingleton<Service.Retention.Keeping>()
        .AddSingleton<FactsFiles>()
        .AddSingleton<FileTurn>()
        .AddSingleton<DocumentTurns>()
        .AddSingleton<ReportDesk>()
        .AddSingleton<Service.Reports.Populations>()
        .AddSingleton<AccessLog>()
        .AddSingleton<ExportLog>()
        .AddSingleton(new SecondStepRules(settings.Secrets, settings.SecondStepFor))
        .AddSingleton(new PasswordHashing())
        .AddSingleton<StaffDirectory>()
        .AddSingleton<StaffPrincipals>()
        .AddSingleton<Organisations>()
        .AddSingleton(settings.Directory ?? new DirectorySettings())
        .AddSingleton<ActivityDirectory>()
        .AddSingleton<ActivityConfirmations>()
        .AddSingleton<ActivityExperiences>()
        .AddSingleton<MeetingLists>()
        .AddSingleton<Practices>()
        .AddPlaces()
        .AddSingleton<SignedLinks>()
        .AddSingleton<OrganisationLinks>()
        .AddSingleton<StaffCalendars>()
        .AddSingleton(
            s => new MailQuota(s.GetRequiredService<IRegister>(), settings.Clocks, settings.MailsPerMinute, settings.MailsPerHour))
        .AddSingleton<Postman>()
        .AddSingleton<MailOperations>()
        .AddSingleton<DeliveryReports>()
        .AddSingleton<Digests>()
        .AddSingleton<Registers>()
        .AddSingleton<ActivityChanges>()
        .AddSingleton<Companions>()
        .AddSingleton<Chores>()
        .AddSingleton<Watch>()
        .AddSingleton<BackgroundLoops>()
        .AddSingleton<Health>()
        .AddSingleton(s => templates.Following(() => s.GetRequiredService<InForce<Pathway>>().Now.Calendar.Nation))
        .AddSingleton<ILetterTemplates, LettersByPage>()
        .AddSingleton<LetterTexts>()
        .AddSingleton<StaffInvitations>()
        .AddSingleton(PublicNotices.Load(settings.NoticesFolder, settings.Profile))
        .AddSingleton<MeetingCalendar>()
        .AddSingleton<Staff.Desk.PaperLetters>()
        .AddSingleton<LetterWriter>()
        .AddSingleton<ILetterWriter>(s => s.GetRequiredService<LetterWriter>())
        .AddSingleton<Introducing>()
        .AddSingleton<Suggesting>()
        .AddSingleton<Access>()
        .AddSingleton<AnswerRules>()
        .AddSingleton<Visitors>()
        .AddSingleton<HealthNotes>()
        .AddSingleton<Timeline>()
        .AddSingleton<People.LinkOpener>()
        .AddSingleton<People.LinkLimiter>()
        .AddSingleton<People.MeetingOpener>()
        .AddSingleton<People.IntroductionOpener>()
        .AddSingleton<Staff.Entry.Readers>()
        .AddSingleton<Staff.Entry.SignInLimiter>()
        .AddSingleton<Staff.Entry.SignInLog>()
        .AddSingleton(new Staff.Entry.TriedFirst(Staff.Entry.TriedFirst.Common()))
        .AddSingleton<Staff.Entry.ForgottenPassword>()
        .AddHostedService(s => s.GetRequiredService<Staff.Entry.ForgottenPassword>())
        .AddSingleton<Staff.Entry.KeptForms>()
        .AddSingleton<Staff.Entry.FirstSteps>()
        .AddSingleton<Api.ReferralRates>()
        .AddSingleton<Parts.PublicReadLimiter>()
        .AddSingleton<Refer.Drafts>()
        .AddSingleton<Refer.ReferrerMemory>()
        .AddSingleton<People.SurveyDrafts>()
        .AddSingleton<Parts.PublicFormLimiter>()
        .AddSingleton<Parts.PublicPageLimiter>()
        .AddSingleton<Staff.Team.Team>()
        .AddRazorComponents().Services;

    /// <summary>The service cannot be moved to a nation if letters would lack that nation's crisis lines.</summary>
    private static string? WhyNot(ILetterTemplates letters, Nation nation) =>
        letters.UnusableIn(nation) is not [var (letter, problem), ..] ? null
            : $"a nation whose crisis lines all letters name; in {letter} ({problem.Language}) there is {problem.Found}";

    /// <summary>Used unless the host adds its own, before or after this.</summary>
    private static IServiceCollection AddPlaces(this IServiceCollection services)
    {
        services.TryAddSingleton<IPlaces, NoPlaces>();
        return services.AddSingleton<PlaceFinder>();
    }
}
