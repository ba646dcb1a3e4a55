using System.IO.Compression;
using System.Text;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests.Directory;

/// <summary>The rows are invented, under the published headings. Three of the postcodes are the statistics office's own examples.</summary>
public sealed class PostcodeFileTests
{
    private const string Lookup2025 =
        "pcd7,pcd8,pcds,dointr,doterm,usrtypind,east1m,north1m,gridind,oa21cd,cty25cd,ced25cd,lad25cd,wd25cd,nhser24cd,ctry25cd,rgn25cd,"
            + "pcon24cd,ttwa15cd,itl25cd,npark16cd,lsoa21cd,msoa21cd,wz11cd,sicbl24cd,bua24cd,ruc21ind,oac11ind,lat,long,lep21cd1,lep21cd2,"
            + "pfa23cd,imd20ind,icb23cd";

    private const string Directory2023 =
        "pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward,parish,usertype,oseast1m,osnrth1m,osgrdind,oshlthau,nhser,ctry,rgn,streg,pcon,"
            + "eer,teclec,ttwa,pct,itl,statsward,oa01,casward,park,lsoa01,msoa01,ur01ind,oac01,oa11,lsoa11,msoa11,wz11,sicbl,bua11,buasd11,"
            + "ru11ind,oac11,lat,long,lep1,lep2,pfa,imd,calncv,icb,oa21,lsoa21,msoa21";

    private const string Directory2026 =
        "pcd7,pcd8,pcds,dointr,doterm,cty26cd,ced25cd,lad26cd,wd26cd,parncp26cd,usrtypind,east1m,north1m,gridind,hlth19cd,nhser24cd,"
            + "ctry26cd,rgn26cd,ssr95cd,pcon24cd,eer20cd,educ23cd,ttwa15cd,pco19cd,"
            + "itl25cd,wdstl05cd,oa01cd,wdcas03cd,npark16cd,lsoa01cd,msoa01cd,"
            + "ruc01ind,oac01ind,oa11cd,lsoa11cd,msoa11cd,wz11cd,sicbl26cd,bua24cd,ruc11ind,oac11ind,lat,long,lep21cd1,lep21cd2,pfa23cd,"
            + "imd20ind,cal26cd,icb26cd,oa21cd,lsoa21cd,msoa21cd,ruc21ind,oac21ind,imd25ind";

    private static string Row(string headings, params (string Name, string Value)[] values) => string.Join(',',
        headings.Split(',').Select(h => values.FirstOrDefault(v => v.Name == h).Value is { } value
            ? value.All(c => char.IsAsciiDigit(c) || c is '.' or '-') ? value : $"\"{value}\"" : ""));

    private static (PostcodeRow[] Rows, int LeftOut) Read(string text)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text));
        (PostcodeFile? file, string? why) = PostcodeFile.Open(stream);
        Assert.True(file is not null, why);
        using (file)
            return ([.. file.Rows()], file.LeftOut);
    }

    [Fact]
    public void The_lookup_of_2025_is_read_by_its_headings()
    {
        (PostcodeRow[] rows, int leftOut) = Read("\uFEFF" + Lookup2025 + "\r\n"
            + Row(Lookup2025, ("pcds", "CA8 7JG"), ("east1m", "366033"), ("north1m", "564878"), ("lad25cd", "E06000063"),
                ("wd25cd", "E05013233"), ("lsoa21cd", "E01027484"), ("lat", "54.977349"), ("long", "-2.532223"), ("imd20ind", "17158"),
                ("icb23cd", "E54000050")) + "\r\n"
            + Row(Lookup2025, ("pcds", "JE2 3AB"), ("lat", "99.999999"), ("long", "0.000000"), ("gridind", "9")) + "\r\n");

        PostcodeRow row = Assert.Single(rows);
        Assert.Equal(("CA8", "7JG", 1), (row.Outward, row.Inward, leftOut));
        Assert.Equal(
            new PostcodePlace(new MapPoint(54.977349, -2.532223), "E01027484", "E05013233", "E06000063", "E54000050", 17158,
                DeprivationIndex.England2019), row.Place);
        Assert.Equal(6, row.Place.DeprivationDecile);
    }

    [Fact]
    public void The_directory_of_2026_has_ranks_of_2025_and_their_areas()
    {
        PostcodePlace place = Assert.Single(Read(Directory2026 + "\n" + Row(Directory2026, ("pcds", "GU35 0BP"), ("lad26cd", "E07000085"),
            ("lsoa11cd", "E01022222"), ("lsoa21cd", "E01033333"), ("lat", "51.1128"), ("long", "-0.8589"), ("imd20ind", "20000"),
            ("imd25ind", "33755"), ("icb26cd", "E54000042"))).Rows).Place;
        Assert.Equal(("E01033333", 33755, DeprivationIndex.England2025, 10),
            (place.Lsoa, place.DeprivationRank, place.Index, place.DeprivationDecile));
    }

    [Fact]
    public void The_directory_of_2023_is_read_and_a_place_that_stands_on_the_grid_alone_is_worked_out()
    {
        PostcodePlace place = Assert.Single(Read(Directory2023 + "\n" + Row(Directory2023, ("pcds", "BR8 7QP"), ("oslaua", "E07000111"),
            ("osward", "E05009960"), ("oseast1m", "549571"), ("osnrth1m", "169349"), ("imd", "3404"), ("icb", "E99999999"))).Rows).Place;
        Assert.InRange(Distance.Kilometres(place.Point, new MapPoint(51.403453, 0.148952)), 0, 0.005);
        Assert.Equal((null, 3404, "E05009960"), (place.Icb, place.DeprivationRank, place.Ward));
    }

    [Fact]
    public void A_postcode_of_Northern_Ireland_is_not_looked_for_on_the_grid_of_Great_Britain()
    {
        (PostcodeRow[] rows, int leftOut) = Read(Directory2023 + "\n"
            + Row(Directory2023, ("pcds", "BT1 1AA"), ("oslaua", "N09000003"), ("oseast1m", "333600"), ("osnrth1m", "374500")) + "\n"
            + Row(Directory2023, ("pcds", "BT1 1AB"), ("oslaua", "N09000003"), ("oseast1m", "333600"), ("osnrth1m", "374500"),
                ("lat", "54.6"), ("long", "-5.93"), ("imd", "40")));
        Assert.Equal((1, 1), (rows.Length, leftOut));
        Assert.Equal((DeprivationIndex.NorthernIreland2017, 1), (rows[0].Place.Index, rows[0].Place.DeprivationDecile));
    }

    [Fact]
    public void Code_point_open_has_no_headings()
    {
        PostcodeRow row = Assert.Single(Read(
            "\"SO16 0AS\",10,437292,115542,\"E92000001\",\"E19000002\",\"E18000009\",\"E10000014\",\"E07000093\",\"E05012936\"\r\n").Rows);
        Assert.Equal(("SO16", "0AS", "E07000093", "E05012936"), (row.Outward, row.Inward, row.Place.LocalAuthority, row.Place.Ward));
        Assert.InRange(row.Point.Latitude, 50.93, 50.95);
        Assert.InRange(row.Point.Longitude, -1.48, -1.46);
    }

    [Fact]
    public void A_zip_is_read_as_it_is_published_and_each_postcode_once()
    {
        using MemoryStream zip = new();
        using (ZipArchive archive = new(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            void Add(string name, string text)
            {
                using StreamWriter writer = new(archive.CreateEntry(name).Open());
                writer.Write(text);
            }
            string row = Row(Directory2026, ("pcds", "GU35 0BP"), ("lat", "51.1128"), ("long", "-0.8589"));
            Add("Documents/LA_UA names and codes.csv", "LAD26CD,LAD26NM\nE07000085,East Hampshire\n");
            Add("Documents/one line.csv", new string('x', PostcodeFile.LongestLine * 40));
            Add("Data/multi_csv/ONSPD_AUG_2026_UK_GU.csv", Directory2026 + "\n" + row);
            Add("Data/ONSPD_AUG_2026_UK.csv", Directory2026 + "\n" + row);
        }
        zip.Position = 0;
        using PostcodeFile file = PostcodeFile.Open(zip).File!;
        Assert.Single(file.Rows());
    }

    [Fact]
    public void What_is_cut_out_for_some_areas_is_another_such_file_and_says_the_same_of_them()
    {
        string Line(string headings, string postcode, string authority, string rank, string imd) => Row(headings, ("pcds", postcode),
            ("lat", "51.1128"), ("long", "-0.8589"), ("lsoa21cd", "E01022673"),
            (headings == Directory2026 ? "lad26cd" : "lad25cd", authority), (imd, rank)) + "\n";
        foreach ((string headings, string imd) in ((string, string)[])[(Directory2026, "imd25ind"), (Lookup2025, "imd20ind")])
        {
            string text = headings + "\n" + string.Concat(new[]
            {
                ("GU35 0BP", "E07000085"), ("G1 1AA", "S12000049"), ("RG12 1AA", "E06000036"), ("RG1 1AA", "E06000038"),
            }.Select(r => Line(headings, r.Item1, r.Item2, "1200", imd)));
            using MemoryStream stream = new(Encoding.UTF8.GetBytes(text)), cut = new(), whole = new();
            using PostcodeFile file = PostcodeFile.Open(stream).File!;
            file.Cut(["GU", "RG12"], cut);
            file.Cut(null, whole);

            PostcodeRow[] all = Read(text).Rows;
            Assert.Equal(all, Read(Encoding.UTF8.GetString(whole.ToArray())).Rows);
            Assert.Equal(all.Where(r => r.Outward is "GU35" or "RG12"), Read(Encoding.UTF8.GetString(cut.ToArray())).Rows);
        }
        // Code-Point Open has no headings.
        string point = "\"GU35 0BP\",10,480000,135000,\"E92000001\",\"E19000003\",\"E18000009\",\"E10000014\",\"E07000085\","
            + "\"E05012345\"\n";
        using MemoryStream points = new(Encoding.UTF8.GetBytes(point)), again = new();
        using PostcodeFile open = PostcodeFile.Open(points).File!;
        open.Cut(["GU35"], again);
        Assert.Equal(Read(point).Rows, Read(Encoding.UTF8.GetString(again.ToArray())).Rows);
    }

    [Theory]
    [InlineData("")]
    [InlineData("name,provider\nChoir,Voices\n")]
    [InlineData("PK\u0003\u0004 this only looks like a zip")]
    public void Anything_else_is_refused_in_words(string text)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text));
        Assert.NotNull(PostcodeFile.Open(stream).Why);
    }

    [Fact]
    public async Task A_line_without_an_end_is_refused()
    {
        string text = Directory2026 + "\n" + new string('x', PostcodeFile.LongestLine * 40);
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text));
        using PostcodeFile file = PostcodeFile.Open(stream).File!;
        await Assert.ThrowsAsync<ImportRefusedException>(() => new MemoryPlaces().Import(file.Rows(), "x", default, default));
    }

    /// <summary>A zip of some kilobytes can hold gigabytes of the same line, even of empty lines, which are never counted
    /// as rows.</summary>
    [Theory]
    [InlineData("\n")]
    [InlineData("GU35 0BP,1,2\n")]
    public async Task A_zip_that_unpacks_to_more_than_any_of_these_files_is_refused(string line)
    {
        const int MB = 1024 * 1024;
        byte[] lines = Encoding.UTF8.GetBytes(Directory2026 + "\n" + string.Concat(Enumerable.Repeat(line, 2 * MB / line.Length)));
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (string part in (string[])["Data/multi_csv/A.csv", "Data/multi_csv/B.csv"])
            {
                using Stream entry = zip.CreateEntry(part).Open();
                entry.Write(lines);
            }
        Assert.InRange(stream.Length, 1, MB / 10);
        stream.Position = 0;

        using PostcodeFile file = PostcodeFile.Open(stream, most: 3 * MB).File!;
        ImportRefusedException refused =
            await Assert.ThrowsAsync<ImportRefusedException>(() => new MemoryPlaces().Import(file.Rows(), "x", default, default));
        Assert.Contains("which none of these files has", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gu350bp", "GU35 0BP", "GU35 0")]
    [InlineData("GU35 0", "GU35 0", "GU35 0")]
    [InlineData("gu35", "GU35", "GU35")]
    [InlineData("M1", "M1", "M1")]
    [InlineData("Bordon", null, null)]
    [InlineData("", null, null)]
    [InlineData("ZZ99 3VZ", null, null)]
    public void What_is_typed_is_a_postcode_or_a_part_of_one(string typed, string? part, string? area)
    {
        Assert.Equal(part, PlaceFinder.PartOf(typed));
        Assert.Equal(area, PlaceFinder.AreaOf(typed));
    }
}
