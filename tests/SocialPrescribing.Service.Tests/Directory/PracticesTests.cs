using System.IO.Compression;
using System.Text;
using SocialPrescribing.Contracts;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests.Directory;

/// <summary>Invented practices in the 27 columns of the published <c>epraccur.csv</c>, which has no headings.</summary>
public sealed class PracticesTests
{
    public static string Row(
        string code, string name, string street, string town, string postcode, string status = "A", string setting = "4") =>
        $"\"{code}\",\"{name}\",\"Y59\",\"QU9\",\"{street}\",\"\",\"\",\"{town}\",\"HAMPSHIRE\",\"{postcode}\",\"19740401\",\"\","
            + $"\"{status}\",\"B\","
            + $"\"D9Y0V\",\"20210401\",\"\",\"01420 555010\",\"\",\"\",\"\",\"0\",\"\",\"D9Y0V\",\"\",\"{setting}\",\"\"\r\n";

    private static readonly string _list =
        Row("J82155", "THE MILL LANE SURGERY", "1 MILL LANE", "ALTON", "GU34 1AA")
        + Row("J82999", "ST JOHN'S MEDICAL CENTRE", "2 CHURCH ROAD", "BORDON", "GU35 0AA")
        + Row("A81001", "MILL STREET PRACTICE", "3 MILL STREET", "HEXHAM", "NE46 1AA")
        + Row("J82111", "OLD MILL SURGERY", "4 OLD MILL", "ALTON", "GU34 2AA", status: "C")
        + Row("Y00001", "MILL HOUSE OUT OF HOURS", "5 MILL LANE", "ALTON", "GU34 1AA", setting: "2");

    private readonly MemoryStore _store = new();
    private Practices Practices => field ??= new(_store, new Clocks(TimeProvider.System, TimeProvider.System));

    private static (Practice[] Rows, PracticeFile File) Read(string text)
    {
        (PracticeFile? file, string? why) = PracticeFile.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        Assert.True(file is not null, why);
        return ([.. file.Rows()], file);
    }

    private async Task<PracticeList> Imported(string text)
    {
        await Practices.Import(Read(text).Rows, "epraccur.csv", default);
        return await Practices.Now(default);
    }

    [Fact]
    public void The_list_is_read_as_it_is_published_and_by_the_words_of_its_successor()
    {
        Assert.Equal(new Practice("J82155", "THE MILL LANE SURGERY", "1 MILL LANE, ALTON, HAMPSHIRE", "GU34 1AA", true, true),
            Read(_list).Rows[0]);
        string newer = "Organisation Code,Name,National Grouping,High Level Health Geography,Address line 1,2,3,4,5,Postcode,Open date,"
            + "Close date,Status code,Sub-type,Commissioner,Join,Left,Telephone,,,,Amended,,Provider,,Prescribing setting,\n"
            + Row("J82155", "MILL LANE", "1 MILL LANE", "ALTON", "GU341AA", "ACTIVE", "RO76")
            + Row("J82111", "OLD MILL", "4 OLD MILL", "ALTON", "GU34 2AA", "INACTIVE", "RO76");
        (Practice[] rows, PracticeFile file) = Read(newer);
        Assert.Equal([("J82155", "GU34 1AA", true, true), ("J82111", "GU34 2AA", false, true)],
            rows.Select(r => (r.Code, r.Postcode, r.IsOpen, r.IsSurgery)));
        Assert.Equal(0, file.LeftOut);
    }

    [Fact]
    public void A_bad_row_is_named_and_costs_no_other_its_place()
    {
        (Practice[] rows, PracticeFile file) = Read(_list + "J82156,TOO SHORT\n" + Row("", "NO CODE", "", "", "")
            + Row("J82157", "", "", "", "") + Row("J82158", "WHICH STATUS", "", "", "", status: "Q") + Row("J82159", "LAST", "", "", ""));
        Assert.Equal((6, 4), (rows.Length, file.LeftOut));
        Assert.Equal(
            [(6, "it has 2 columns instead of 27"), (7, "its code is not one to nine letters and digits"), (8, "it has no name"),
                (9, "its status is not one that is known")], file.Bad.Select(b => (b.Line, b.Why)));
    }

    [Fact]
    public void A_zip_is_read_and_anything_else_refused_in_words()
    {
        using MemoryStream zip = new();
        using (ZipArchive archive = new(zip, ZipArchiveMode.Create, leaveOpen: true))
            foreach ((string name, string text) in (ReadOnlySpan<(string, string)>)[("epraccur.pdf", "%PDF"), ("epraccur.csv", _list)])
                using (StreamWriter writer = new(archive.CreateEntry(name).Open()))
                    writer.Write(text);
        zip.Position = 0;
        using PracticeFile file = PracticeFile.Open(zip).File!;
        Assert.Equal(5, file.Rows().Count());
        foreach (string bad in (string[])["", "name,provider\nChoir,Voices\n", "PK\u0003\u0004 only looks like a zip", new('x', 300_000)])
            Assert.NotNull(PracticeFile.Open(new MemoryStream(Encoding.UTF8.GetBytes(bad))).Why);
    }

    [Theory]
    [InlineData("mill lane", "J82155")]
    [InlineData("Mill  Lane Surgery, Alton", "J82155")]
    [InlineData("gu341aa", "J82155")]
    [InlineData("J82155", "J82155")]
    [InlineData("saint johns", "J82999")]
    [InlineData("St. John’s Bordon", "J82999")]
    [InlineData("mill", "A81001 J82155")]
    [InlineData("ill lane", "")]
    [InlineData("the", "")]
    [InlineData("", "")]
    public async Task A_surgery_is_found_by_name_place_postcode_or_code(string words, string codes) => Assert.Equal(
        codes, string.Join(' ', (await Imported(_list)).Search(words).Practices.Select(p => p.Code)));

    [Fact]
    public async Task A_code_is_known_also_of_a_practice_that_is_closed_and_nobody_s_code_has_words()
    {
        PracticeList list = await Imported(_list);
        Assert.Equal(("OLD MILL SURGERY", false), (list.Find("j82111")!.Name, list.Find("J82111")!.IsOpen));
        Assert.Equal("No registered GP practice", list.Find("V81997")!.Name);
        Assert.Null(list.Find("J82112"));
        Assert.Null(PracticeList.None.Find("J82155"));
    }

    [Fact]
    public async Task A_newer_list_takes_the_place_of_the_one_before_also_for_whoever_has_read_that()
    {
        await Imported(_list);
        PracticesSource taken = await Practices.Import(Read(Row("J82200", "NEW SURGERY", "", "", "")).Rows, "two.csv", default);
        Assert.Equal(1, taken.Count);
        foreach (Practices practices in (Practices[])[Practices, new(_store, new(TimeProvider.System, TimeProvider.System))])
        {
            Assert.Equal(("two.csv", 1), ((await practices.Source(default))!.File, (await practices.Now(default)).Count));
            Assert.NotNull((await practices.Now(default)).Find("J82200"));
        }
        await Assert.ThrowsAsync<ImportRefusedException>(() => Practices.Import([], "none.csv", default));
        Assert.Equal("two.csv", (await Practices.Source(default))!.File);
    }

    [Fact]
    public async Task One_list_is_imported_at_a_time()
    {
        TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim second = new();
        IEnumerable<Practice> Slow()
        {
            first.SetResult();
            second.Wait();
            yield return Read(_list).Rows[0];
        }
        Task<PracticesSource> slow = Task.Run(() => Practices.Import(Slow(), "slow.csv", default));
        await first.Task;
        await Assert.ThrowsAsync<ImportRefusedException>(() => Practices.Import(Read(_list).Rows, "fast.csv", default));
        second.Set();
        Assert.Equal(1, (await slow).Count);
        Assert.Equal(5, (await Practices.Import(Read(_list).Rows, "fast.csv", default)).Count);
    }

    /// <summary>The list has some 16,000 rows. This limits what is stored and how much memory a search takes.</summary>
    [Fact]
    public async Task The_whole_list_is_small()
    {
        const int Rows = 16_000;
        string whole = string.Concat(Enumerable.Range(0, Rows).Select(i =>
            Row($"K{i:00000}", $"PRACTICE {i} OF SOME LENGTH", $"{i} HIGH STREET", "ALTON", "GU34 1AA")));
        PracticeList list = await Imported(whole);
        Assert.Equal(Rows, list.Count);
        Page<RegisterRecord> parts = await ((IRegister)_store).List("practice-part", "", 1_000, null, default);
        Assert.InRange(parts.Items.Sum(p => p.Json.Length), 1, 600_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("K15999", Assert.Single(list.Search("practice 15999").Practices).Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        // The ninth word is not looked for.
        Assert.Equal("K15999",
            Assert.Single(list.Search("practice 15999 some length high street alton gu34 nowhere").Practices).Code);
        Assert.Empty(list.Search("practice 15999 nowhere").Practices);
    }

    [Fact]
    public async Task A_code_in_a_referral_is_looked_up_and_one_that_is_not_there_is_kept_and_noted()
    {
        TestService service = new();
        Practices practices = new(service.Store, service.Clocks);
        ReferralIntake intake = new(
            service.Store, service.Store, service.Journeys, service.Pathway, service.Clocks, TestService.Keys, practices: practices);
        Referral referral = Given.Referral();
        async Task<(ReferralIntake.Receipt Receipt, GpPractice? Kept)> Send(GpPractice practice, string key)
        {
            ReferralIntake.Receipt receipt = ((IntakeResult.Received)await intake.Receive(
                referral with { GpPractice = practice }, null, Encoding.UTF8.GetBytes(key), key, default))
                .Receipt;
            Guid journey = (await ReferralIntake.LookUps.In(service.Store).Get(receipt.Id.ToString("N"), default))!.Value;
            return (receipt, (await service.State(journey)).Referrals.Single(r => r.Id == receipt.Id).Details.GpPractice);
        }

        // Without an imported list, the referral is taken without a remark.
        (ReferralIntake.Receipt bare, GpPractice? asSent) = await Send(new("J82156"), "0");
        Assert.Equal((null, new GpPractice("J82156")), (bare.Notes, asSent));
        await practices.Import(Read(_list).Rows, "epraccur.csv", default);

        (ReferralIntake.Receipt known, GpPractice? named) = await Send(new("J82155"), "1");
        Assert.Equal((null, new GpPractice("J82155", "THE MILL LANE SURGERY")), (known.Notes, named));
        Assert.Equal("THE MILL LANE SURGERY, 1 MILL LANE, ALTON, HAMPSHIRE, GU34 1AA (J82155)", known.Practice);
        (ReferralIntake.Receipt unknown, GpPractice? asWritten) = await Send(new("J82156", "Mill Lane"), "2");
        Assert.Equal(("/gpPractice/odsCode", "ods-code-unknown"),
            (Assert.Single(unknown.Notes!).Pointer, Assert.Single(unknown.Notes!).Code));
        Assert.Equal((null, new GpPractice("J82156", "Mill Lane")), (unknown.Practice, asWritten));
        (ReferralIntake.Receipt other, GpPractice? both) = await Send(new("J82999", "Mill Lane"), "3");
        Assert.Equal("practice-name-differs", Assert.Single(other.Notes!).Code);
        Assert.Equal(new GpPractice("J82999", "Mill Lane (in the list: ST JOHN'S MEDICAL CENTRE)"), both);
        Assert.Equal("practice-closed", Assert.Single((await Send(new("J82111"), "4")).Receipt.Notes!).Code);
        Assert.Null((await Send(new("V81999"), "5")).Receipt.Notes);
    }
}
