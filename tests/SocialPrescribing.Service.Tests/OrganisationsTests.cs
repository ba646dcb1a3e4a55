using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests;

public sealed class OrganisationsTests
{
    private readonly TestService _service = new();

    private Organisations Organisations => new(_service.Store, _service.Clocks);

    [Fact]
    public async Task A_name_is_one_organisation_however_often_it_is_added()
    {
        Organisation[] made = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(i => Task.Run(() => Organisations.Ensure(i % 2 is 0 ? "Mill Lane Surgery" : " mill lane surgery "))));

        Assert.Single(made.Select(o => o.Id).Distinct());
        Assert.Single(await Organisations.All(default));
        Assert.Null(await Organisations.Find("unknown", default));
    }

    [Fact]
    public async Task A_key_names_its_organisation_until_it_is_revoked()
    {
        Organisation surgery = await Organisations.Ensure("Mill Lane Surgery");
        (string first, ApiKey one) = await Organisations.AddKey(surgery, default);
        (string second, _) = await Organisations.AddKey(surgery, default);
        Assert.Equal(surgery, await Organisations.Authenticate(first, default));

        Assert.True(await Organisations.Revoke(one.Id, default));
        Assert.True(await Organisations.Revoke(one.Id, default));

        Assert.Null(await Organisations.Authenticate(first, default));
        Assert.Equal(surgery, await Organisations.Authenticate(second, default));
        Assert.Equal([true, false], (await Organisations.Keys(default)).OrderByDescending(k => k.RevokedAt)
            .Select(k => k.RevokedAt is not null).OrderDescending());
    }

    [Theory]
    [InlineData("")]
    [InlineData("spk_")]
    [InlineData("0123456789ab")]
    [InlineData("%")]
    public async Task What_is_no_key_opens_and_revokes_nothing(string text)
    {
        (string secret, _) = await Organisations.AddKey(await Organisations.Ensure("Mill Lane Surgery"), default);

        Assert.False(await Organisations.Revoke(text, default));
        Assert.Null(await Organisations.Authenticate(text, default));
        Assert.Null(await Organisations.Authenticate(new string('s', 100_000), default));
        Assert.NotNull(await Organisations.Authenticate(secret, default));
    }

    [Fact]
    public async Task Keys_are_kept_as_hashes_only()
    {
        (string secret, ApiKey key) = await Organisations.AddKey(await Organisations.Ensure("Mill Lane Surgery"), default);

        RegisterRecord kept = Assert.Single((await _service.Store.List(RecordKinds.ApiKey.Name, "", 10, null, default)).Items);
        Assert.DoesNotContain(secret[4..], kept.Key + kept.Json, StringComparison.Ordinal);
        Assert.StartsWith(key.Id, kept.Key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_are_listed_beyond_a_page()
    {
        for (int i = 0; i < 450; i++)
            await Organisations.Ensure($"Practice {i}");

        Assert.Equal(450, (await Organisations.All(default)).Count);
    }
}
