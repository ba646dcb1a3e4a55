using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Service.Tests;

/// <content>Breaks, and who records who came.</content>
public sealed partial class ActivityImportTests
{
    [Fact]
    public async Task Breaks_are_read_and_who_says_who_came_stays_where_the_file_says_nothing()
    {
        const string header = "name,provider,breaks,keeps_register,ours\nChoir,Voices,";
        await Import(header + "2027-12-20 to 2028-01-03; 02/05/2028,yes,\n");
        StoredActivity choir = await Only();
        Assert.Equal(["2027-12-20 to 2028-01-03", "2028-05-02"], choir.Activity.Details.Breaks.Select(b => b.ToString()));
        Assert.Equal((true, false), (choir.Activity.KeepsRegister, choir.Activity.IsOurs));

        Assert.Equal(ImportOutcome.Unchanged,
            Assert.Single((await Import(header + "2027-12-20 to 2028-01-03; 02/05/2028,,\n")).Lines).Outcome);
        Assert.True((await Only()).Activity.KeepsRegister);
        ImportLine ours = Assert.Single((await Import(header + ",,yes\n")).Lines);
        Assert.Equal(["breaks", "isOurs", "keepsRegister"], ours.Fields);
        Assert.Equal((false, true), ((await Only()).Activity.KeepsRegister, (await Only()).Activity.IsOurs));

        // What staff have changed stays until the file has something new.
        await _directory.Put(choir.Activity.Id, choir.Activity.Details with { Breaks = [] }, (await Only()).Version, default,
            keepsRegister: true);
        Assert.Equal(ImportOutcome.Unchanged, Assert.Single((await Import(header + ",,yes\n")).Lines).Outcome);
        Assert.Equal((true, false), ((await Only()).Activity.KeepsRegister, (await Only()).Activity.IsOurs));

        ImportLine odd = Assert.Single((await Import(header + "half-term,yes,yes\n")).Lines);
        Assert.Equal(["/breaks kept-as-written", "/keeps_register group-of-our-own"],
            odd.Problems.Select(p => $"{p.Pointer} {p.Code}"));
        Assert.Equal((true, false), ((await Only()).Activity.KeepsRegister, (await Only()).Activity.IsOurs));
        Assert.Equal("half-term", (await Only()).Activity.Details.WordsOf("/breaks"));
    }
}
