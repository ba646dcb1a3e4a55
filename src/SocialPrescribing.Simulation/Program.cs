using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SocialPrescribing.Simulation;

Option<int> people = Number("--people", 10_000, 1, 100_000, "Referrals in the whole time");
Option<int> weeks = Number("--weeks", 52, 1, 104, "How long");
Option<int> linkWorkers =
    Number("--link-workers", 45, 1, Simulate.MostLinkWorkers, "How many link workers there are; where they are looked for, it is not used");
Option<int> seed = Number("--seed", 7, 0, int.MaxValue, "Another seed, another year; the same seed, the same year");
Option<string?> find = new(
    "--find")
{
    Description =
        "\"link-workers\": live as many years as it takes to say how many are needed so that 90 % are met within the target"
};
find.AcceptOnlyFromAmong("link-workers");
Option<DirectoryInfo> output = new("--out")
{
    Description = "The folder for the CSV files and the page",
    HelpName = "folder",
    DefaultValueFactory = _ => new DirectoryInfo("simulation")
};
output.Validators.Add(found =>
{
    if (found.Tokens.Count is 1 && File.Exists(found.Tokens[0].Value))
        found.AddError($"--out: {found.Tokens[0].Value} is a file; a folder is needed.");
});
Option<double> mail = Price("--price-mail", 0.20, "Pounds for a thousand messages");
Option<double> storage = Price("--price-storage", 0.03, "Pounds for a million storage operations");

Option<bool> scale = new("--scale") { Description = "Also say what 10,000, 100,000 and a million open journeys would ask of Azure" };

RootCommand root = new("Lives a virtual year of a social prescribing programme through the real decisions, with invented people.") { people,
    weeks, linkWorkers, seed, find, output, mail, storage, scale };
root.SetAction(async (parsed, cancellation) =>
{
    Scenario scenario = new()
    {
        People = parsed.GetValue(people),
        Weeks = parsed.GetValue(weeks),
        LinkWorkers = parsed.GetValue(linkWorkers),
        Seed = parsed.GetValue(seed)
    };
    Report.Prices prices = new(parsed.GetValue(mail), parsed.GetValue(storage));
    DirectoryInfo folder = parsed.GetValue(output)!;
    Stopwatch watch = Stopwatch.StartNew();
    try
    {
        Outcome outcome;
        if (parsed.GetValue(find) is null)
        {
            outcome = await Simulate.Live(scenario, cancellation);
        }
        else
        {
            (int? enough, outcome) = await Simulate.FindLinkWorkers(scenario, Console.Out, cancellation);
            await Console.Out.WriteAsync(Report.Found(enough, outcome));
        }
        await Console.Out.WriteAsync(Report.Of(outcome, prices));
        if (parsed.GetValue(scale))
            await Console.Out.WriteAsync("\n" + Scale.Table(outcome, 10_000, 100_000, 1_000_000) + "\n");
        Series.Write(outcome, prices, folder);
        await Console.Out.WriteLineAsync($"CSV files and charts: {Path.Combine(folder.FullName, "index.html")}");
        // Not on standard output, which must be the same every time.
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"({watch.Elapsed.TotalSeconds:0.0} s)"));
        return outcome.Lost is 0 ? 0 : 1;
    }
    catch (OperationCanceledException)
    {
        return 130;
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
    {
        await Console.Error.WriteLineAsync($"Could not write to {folder.FullName}: {e.Message}");
        return 1;
    }
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
    string range = most is int.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"{least} or more")
        : string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
    return new Option<int>(name)
    {
        Description = $"{what} ({range})",
        HelpName = "number",
        DefaultValueFactory = _ => usual,
        CustomParser = found =>
        {
            string text = found.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
                return number;
            found.AddError($"{name}: found \"{text}\"; a whole number is needed, {range}.");
            return default;
        },
    };
}

static Option<double> Price(string name, double usual, string what) => new(name)
{
    Description = what,
    HelpName = "pounds",
    DefaultValueFactory = _ => usual,
    CustomParser = found =>
    {
        string text = found.Tokens[0].Value;
        // Read as a decimal, because a double would accept "NaN" and "Infinity".
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal pounds))
            return (double)pounds;
        found.AddError($"{name}: found \"{text}\"; an amount in pounds is needed, such as 0.20.");
        return default;
    },
};
