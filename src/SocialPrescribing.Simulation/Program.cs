using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SocialPrescribing.Simulation;

Option<int> people = Number("--people", 10_000, 1, 100_000, "Referrals in the whole time");
Option<int> weeks = Number("--weeks", 52, 1, 104, "How long");
Option<int> linkWorkers = Number("--link-workers", 45, 1, 1_000, "How many link workers there are");
Option<int> seed = Number("--seed", 7, 0, int.MaxValue, "The same seed, the same year");
Option<string?> find = new("--find") { Description = "link-workers: how many are needed so that 90 % are met within the target" };
find.AcceptOnlyFromAmong("link-workers");
Option<DirectoryInfo> output = new("--out") { Description = "Where the series and the page go", DefaultValueFactory = _ => new DirectoryInfo("simulation") };
Option<double> mail = new("--price-mail") { Description = "Pounds for a thousand messages", DefaultValueFactory = _ => 0.20 };
Option<double> storage = new("--price-storage") { Description = "Pounds for a million storage operations", DefaultValueFactory = _ => 0.03 };

RootCommand root = new("Lives a virtual year of a social prescribing programme through the real decisions, with invented people") { people, weeks, linkWorkers, seed, find, output, mail, storage };
root.SetAction(async (parsed, cancellation) =>
{
    Scenario scenario = new() { People = parsed.GetValue(people), Weeks = parsed.GetValue(weeks), LinkWorkers = parsed.GetValue(linkWorkers), Seed = parsed.GetValue(seed) };
    Report.Prices prices = new(parsed.GetValue(mail), parsed.GetValue(storage));
    Stopwatch watch = Stopwatch.StartNew();
    Outcome outcome = parsed.GetValue(find) is null ? await Simulate.Live(scenario, cancellation) : await Simulate.FindLinkWorkers(scenario, Console.Out, cancellation);
    Console.Write(Report.Of(outcome, prices));
    DirectoryInfo folder = parsed.GetValue(output)!;
    Series.Write(outcome, folder);
    Console.WriteLine($"Series and charts: {Path.Combine(folder.FullName, "index.html")}");
    // Beside the output, which is the same every time.
    await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"({watch.Elapsed.TotalSeconds:0.0} s)"));
await Console.Error.WriteLineAsync($"GC {GC.GetTotalPauseDuration().TotalSeconds} s, {GC.CollectionCount(0)} {GC.CollectionCount(1)} {GC.CollectionCount(2)}, {GC.GetTotalAllocatedBytes()/1e6} MB");
    return outcome.Lost is 0 ? 0 : 1;
});
ParseResult result = root.Parse(args);
if (result.Errors.Count is 0)
    return await result.InvokeAsync();
foreach (System.CommandLine.Parsing.ParseError error in result.Errors)
    await Console.Error.WriteLineAsync(error.Message);
await Console.Error.WriteLineAsync("Try --help.");
return 2;

static Option<int> Number(string name, int usual, int least, int most, string what)
{
    Option<int> option = new(name) { Description = string.Create(CultureInfo.InvariantCulture, $"{what} ({least} to {most})"), DefaultValueFactory = _ => usual };
    option.Validators.Add(found =>
    {
        if (found.Tokens.Count is 1 && int.TryParse(found.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && (number < least || number > most))
            found.AddError(string.Create(CultureInfo.InvariantCulture, $"{name}: found {number}; allowed is {least} to {most}."));
    });
    return option;
}
