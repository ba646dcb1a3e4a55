using System.Diagnostics;
using System.Globalization;
using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Bench;

/// <summary>
/// <c>places import</c> of a file as large as the ONS Postcode Directory: invented rows under its real headings of August 2026, as wide as
/// the real ones. The built program reads it in a process of its own. Its time and its peak memory have limits.
/// </summary>
internal static class PlacesBench
{
    private const double MostSeconds = 120, MostMegabytes = 300;

    private const string Headings =
        "pcd7,pcd8,pcds,dointr,doterm,cty26cd,ced25cd,lad26cd,wd26cd,parncp26cd,usrtypind,east1m,north1m,gridind,hlth19cd,nhser24cd,"
            + "ctry26cd,rgn26cd,ssr95cd,pcon24cd,eer20cd,educ23cd,ttwa15cd,pco19cd,itl25cd,wdstl05cd,oa01cd,wdcas03cd,npark16cd,"
            + "lsoa01cd,msoa01cd,ruc01ind,oac01ind,oa11cd,lsoa11cd,msoa11cd,wz11cd,sicbl26cd,bua24cd,ruc11ind,oac11ind,lat,long,"
            + "lep21cd1,lep21cd2,pfa23cd,imd20ind,cal26cd,icb26cd,oa21cd,lsoa21cd,msoa21cd,ruc21ind,oac21ind,imd25ind";

    private static readonly string[] _areas = ["GU", "RG", "SO", "PO", "BN", "RH", "TN", "ME", "CT"];
    private const string Inward = "ABDEFGHJLNPQRSTUWXYZ";

    public static async Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        using ScratchFolder folder = new();
        await SqliteDatabase.Open(folder.Path).DisposeAsync();
        string file = Path.Combine(folder.Path, "ONSPD_INVENTED_UK.csv");
        int rows = quick ? 20_000 : 2_700_000;
        Write(file, rows);
        double size = new FileInfo(file).Length / 1024.0 / 1024.0;
        Stopwatch watch = Stopwatch.StartNew();
        using Process import = Process.Start(new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "SocialPrescribing.Local.dll"), "places", "import", file, "--data", folder.Path])
        {
            RedirectStandardOutput = true,
        })!;
        long most = 0;
        while (!import.HasExited)
        {
            import.Refresh();
            // The system keeps a process's peak memory only while the process runs.
            try
            {
                most = Math.Max(most, import.PeakWorkingSet64);
            }
            catch (InvalidOperationException)
            {
                break;
            }
            await Task.Delay(20, cancellation);
        }
        string said = await import.StandardOutput.ReadToEndAsync(cancellation);
        await import.WaitForExitAsync(cancellation);
        if (import.ExitCode is not 0 || !said.StartsWith(rows.ToString("N0", CultureInfo.InvariantCulture), StringComparison.Ordinal))
            throw new InvalidOperationException($"places import said: {said}");
        double seconds = watch.Elapsed.TotalSeconds, memory = most / 1024.0 / 1024.0;
        double found = await Find(folder.Path);
        return
        [
            new($"places: {rows:N0} postcodes imported ({size:N0} MB)", $"{seconds:0.0} s", $"{MostSeconds:0} s", seconds / MostSeconds,
                "< 120 s", seconds < MostSeconds),
            new("places: the most memory meanwhile", $"{memory:0} MB", $"{MostMegabytes:0} MB", memory / MostMegabytes, "< 300 MB",
                memory < MostMegabytes),
            new("places: one postcode found", $"{found:0.000} ms"),
            Finds(quick ? 1_000 : 20_000),
        ];
    }

    /// <summary>Filters by need, step-free access and distance and sorts by distance, with the next suitable time of each.</summary>
    private static Figure Finds(int entries)
    {
        const double most = 50;
        DateTimeOffset now = new(2027, 3, 1, 9, 0, 0, TimeSpan.Zero);
        PlacedActivity[] all = [.. Enumerable.Range(0, entries).Select(i => new PlacedActivity(
            new StoredActivity(new ListedActivity(Guid.NewGuid(), new ListingDetails
            {
                Name = $"Activity {i}",
                Provider = new ActivityProvider(Guid.Empty, "Provider"),
                Needs = i % 3 is 0 ? ["anxiety"] : ["loneliness"],
                StepFree = i % 4 is 0 ? StepFree.No : StepFree.Yes,
                Schedules = [new((DayOfWeek)(i % 7), new(10, 0)), new(DayOfWeek.Friday, new(14, 0), Every: Every.Month)],
                Cost = "£2 a session",
            }, new ListingSource(ListingOrigin.Staff), now), 1, false), new MapPoint(51 + (i % 400 * 0.001), -1 + (i % 300 * 0.001)),
            false))];
        Sought sought = new()
        {
            Need = "loneliness",
            StepFree = true,
            MostPounds = 5,
            Miles = 20,
            From = new MapPoint(51.2, -0.85),
        };
        double[] times = [.. Enumerable.Range(0, 60).Select(_ =>
        {
            Stopwatch watch = Stopwatch.StartNew();
            int found = Finding.Of(all, sought, now, []).Items.Count;
            return found is 0 ? throw new InvalidOperationException("Nothing was found.") : watch.Elapsed.TotalMilliseconds;
        }).Skip(10)];
        double median = Figure.Median(times);
        return new($"find: {entries:N0} entries filtered and sorted, p50", $"{median:0.0} ms", $"{most:0} ms", median / most, "< 50 ms",
            median < most);
    }

    private static async Task<double> Find(string folder)
    {
        using PlacesFile places = new(folder);
        const int times = 2_000;
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < times; i++)
            if (await places.Find(PostcodeOf(i * 7), default) is null)
                throw new InvalidOperationException($"{PostcodeOf(i * 7)} is not there.");
        return watch.Elapsed.TotalMilliseconds / times;
    }

    /// <summary>A different postcode for each number, in no order. The real file has hardly more order.</summary>
    private static string PostcodeOf(int number)
    {
        int rest = number;
        char last = Inward[Take(ref rest, Inward.Length)], second = Inward[Take(ref rest, Inward.Length)];
        int digit = Take(ref rest, 10);
        string area = _areas[Take(ref rest, _areas.Length)];
        return string.Create(CultureInfo.InvariantCulture, $"{area}{rest + 1} {digit}{second}{last}");
    }

    private static int Take(ref int rest, int of)
    {
        int part = rest % of;
        rest /= of;
        return part;
    }

    private static void Write(string file, int rows)
    {
        string[] headings = Headings.Split(',');
        using StreamWriter writer = new(file, append: false, new UTF8Encoding(false), 1 << 20);
        writer.Write(Headings + "\r\n");
        StringBuilder line = new();
        for (int i = 0; i < rows; i++)
        {
            string postcode = PostcodeOf(i);
            line.Clear();
            foreach (string heading in headings)
                line.Append(heading switch
                {
                    "pcd7" or "pcd8" or "pcds" => $"\"{postcode}\"",
                    "dointr" => "\"198001\"",
                    "doterm" => i % 3 is 0 ? "\"201506\"" : "",
                    "lat" => (50.5 + (i % 9_000 * 0.0004)).ToString("0.000000", CultureInfo.InvariantCulture),
                    "long" => (-2 + (i % 7_000 * 0.0003)).ToString("0.000000", CultureInfo.InvariantCulture),
                    "east1m" => (400_000 + (i % 100_000)).ToString(CultureInfo.InvariantCulture),
                    "north1m" => (100_000 + (i % 100_000)).ToString(CultureInfo.InvariantCulture),
                    "usrtypind" or "gridind" => "\"1\"",
                    "imd20ind" or "imd25ind" => (1 + (i % 32_000)).ToString(CultureInfo.InvariantCulture),
                    _ => $"\"E{i % 1_000_000:D8}\"",
                }).Append(',');
            line.Length--;
            line.Append("\r\n");
            writer.Write(line);
        }
    }
}
