using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

/// <summary>For tests of accounts: staff who sign in with a password.</summary>
public abstract class StaffAccounts
{
    protected const string Password = "four quiet words here";
    protected const string Another = "some other quiet words";

    private protected TestService Here { get; } = new();

    protected StaffDirectory Staff => Here.Staff;

    protected async Task<StaffMember> WithPassword(StaffRole role = StaffRole.LinkWorker)
    {
        StaffMember member = await Here.Add(role);
        Assert.Null(await Staff.SetPassword(await Staff.IssueSetUpLink(member.Id, default), "", "", Password, default));
        Here.Move(TimeSpan.FromSeconds(1));
        return (await Staff.Find(member.Id, default))!;
    }

    protected async Task<string?> SignIn(StaffMember member, string password = Password, string place = "") =>
        (await Staff.SignIn(member.Email, password, place, default)).Session;
}
