using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

/// <summary>Links with which somebody sets a password, the first admin's among them.</summary>
public sealed class SetUpLinksTests : StaffAccounts
{
    [Fact]
    public async Task A_set_up_link_works_once_and_for_three_days()
    {
        StaffMember member = await Here.Add(StaffRole.LinkWorker);
        string link = await Staff.IssueSetUpLink(member.Id, default);
        Assert.Equal(member.Id, await Staff.SetUpFor(link, default));

        Assert.Null(await Staff.SetPassword(link, "", "", Password, default));
        Assert.NotNull(await Staff.SetPassword(link, "", "", Another, default));
        string late = await Staff.IssueSetUpLink(member.Id, default);
        Here.Machine.Advance(TimeSpan.FromDays(3));
        Assert.NotNull(await Staff.SetPassword(late, "", "", Another, default));

        Assert.NotNull(await SignIn(member));
    }

    [Fact]
    public async Task A_newer_set_up_link_ends_the_earlier_ones_of_the_same_person()
    {
        StaffMember member = await Here.Add(StaffRole.LinkWorker), other = await Here.Add(StaffRole.Lead);
        string[] older = [await LinkOfBefore(member.Id), await Staff.IssueSetUpLink(member.Id, default)];
        string others = await Staff.IssueSetUpLink(other.Id, default), first = await Staff.IssueSetUpLink(null, default);

        string link = await Staff.IssueSetUpLink(member.Id, default), again = await Staff.IssueSetUpLink(null, default);

        foreach (string ended in older)
            Assert.NotNull(await Staff.SetPassword(ended, "", "", Another, default));
        Assert.Null(await Staff.SetUpFor(first, default));
        Assert.Equal((member.Id, other.Id, ""),
            (await Staff.SetUpFor(link, default), await Staff.SetUpFor(others, default), await Staff.SetUpFor(again, default)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_set_password_ends_every_other_set_up_link(bool isFirst)
    {
        StaffMember member = (await Staff.Add("ada@service.example", "Ada Boss", StaffRole.Admin, default))!;
        // Links of a version that let several work at once, and of the first hour.
        string link = await LinkOfBefore(isFirst ? "" : member.Id), left = await LinkOfBefore(member.Id),
            leftFirst = await LinkOfBefore("");

        Assert.Null(await Staff.SetPassword(link, member.Email, member.Name, Password, default));

        Assert.Null(await Staff.SetUpFor(left, default));
        await Staff.SetEnabled(member.Id, enabled: false, default);
        Assert.Equal(isFirst ? null : "", await Staff.SetUpFor(leftFirst, default));
    }

    private async Task<string> LinkOfBefore(string staff)
    {
        string secret = $"{Guid.NewGuid():N}";
        await Here.Store.Put(new RecordWrite(RecordKinds.SetUpLink.Name, HexDigest.Of(secret),
            $$"""{"staff":"{{staff}}","issuedAt":"{{Here.Machine.GetUtcNow():O}}"}""", 0, Here.Machine.GetUtcNow().AddDays(3)),
            default);
        return secret;
    }

    [Fact]
    public async Task A_set_up_link_used_by_two_at_once_sets_one_password()
    {
        StaffMember member = await Here.Add(StaffRole.LinkWorker);
        string link = await Staff.IssueSetUpLink(member.Id, default);

        string?[] problems = await Task.WhenAll(Enumerable.Range(0, 6)
            .Select(i => Task.Run(() => Staff.SetPassword(link, "", "", $"{Password} {i}", default))));

        Assert.Single(problems, p => p is null);
    }

    [Fact]
    public async Task The_first_admins_link_makes_an_admin_and_dies_when_there_is_one()
    {
        string link = await Staff.IssueSetUpLink(null, default);
        Assert.False(await Staff.HasAdmin(default));
        Assert.NotNull(await Staff.SetPassword(link, "not an address", "Ada Boss", Password, default));

        Assert.Null(await Staff.SetPassword(link, "ada@service.example", "Ada Boss", Password, default));

        string unused = await Staff.IssueSetUpLink(null, default);
        Assert.True(await Staff.HasAdmin(default));
        Assert.Equal(StaffRole.Admin, (await Staff.FindByEmail("ada@service.example", default))!.Role);
        Assert.Null(await Staff.SetUpFor(unused, default));
        Assert.NotNull(await Staff.SetPassword(unused, "eve@service.example", "Eve", Password, default));
        Assert.Null(await Staff.FindByEmail("eve@service.example", default));
    }

    [Fact]
    public async Task The_first_admins_link_lifts_nobody_else_into_the_role()
    {
        StaffMember worker = await WithPassword();

        Assert.NotNull(await Staff.SetPassword(await Staff.IssueSetUpLink(null, default), worker.Email, "Me", Another, default));

        Assert.Equal(StaffRole.LinkWorker, (await Staff.Find(worker.Id, default))!.Role);
        Assert.NotNull(await SignIn(worker));
    }

    [Fact]
    public async Task When_the_only_admin_is_disabled_the_link_works_again()
    {
        Assert.Null(
            await Staff.SetPassword(await Staff.IssueSetUpLink(null, default), "ada@service.example", "Ada Boss", Password, default));
        StaffMember ada = (await Staff.FindByEmail("ada@service.example", default))!;
        await Staff.SetEnabled(ada.Id, enabled: false, default);
        Assert.False(await Staff.HasAdmin(default));

        Assert.Null(
            await Staff.SetPassword(await Staff.IssueSetUpLink(null, default), "ada@service.example", "Ada Boss", Another, default));

        Assert.True(await Staff.HasAdmin(default));
    }
}
