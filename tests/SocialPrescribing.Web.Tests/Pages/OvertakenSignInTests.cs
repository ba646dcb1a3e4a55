using OtpNet;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Whoever knows an old password is out when there is a new one, however far their sign-in has come.</summary>
public sealed class OvertakenSignInTests
{
    [Fact]
    public async Task No_second_step_is_set_up_for_somebody_whose_sessions_have_ended_meanwhile()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        StaffMember read = (await host.Staff.Find(tom.Id, default))!;
        SecondStepOffer offer = host.Staff.OfferSecondStep(read, "Riverside");
        string code = host.CodeIn(Base32Encoding.ToBytes(offer.Secret.Replace(" ", "", StringComparison.Ordinal)));

        await host.Staff.SignOutEverywhere(tom.Id, default);

        Assert.Null((await host.Staff.TurnOnSecondStep(read, offer.Sealed, code, replaces: true, default)).Codes);
        StaffMember now = (await host.Staff.Find(tom.Id, default))!;
        Assert.Null(now.SecondStep);
        Assert.NotNull((await host.Staff.TurnOnSecondStep(now, offer.Sealed, code, replaces: true, default)).Codes);
    }
}
