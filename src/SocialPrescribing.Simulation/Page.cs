using System.Net;

namespace SocialPrescribing.Simulation;

/// <summary>
/// The year as one page. Every chart is drawn from the table beneath it, so the page says the same without JavaScript and on paper.
/// </summary>
internal static class Page
{
    public static string Of(Outcome outcome, Report.Prices prices, string charts)
    {
        List<string> figures = [];
        Figure("How far people came", "bar", ["Step", "People"], outcome.Funnel.Select(Row));
        Figure("Waiting, in working days from the referral", "bar", ["Until", "Median", "90 %", "Target", "Came to it", "Still waiting"],
            outcome.Waits
                .Select(
                    w => (string[])[w.For, Report.Days(w.Median), Report.Days(w.NinetyPercent),
                        w.Target is { } target ? Plain(target) : "–", Plain(w.Had), Plain(w.StillWaiting)]), drawn: 2,
                        note: Report.WaitsMean);
        Figure("Open journeys and what is late, at the end of each week", "line",
            ["Week ending", "Open", "Waiting for a link worker", "Overdue tasks"],
            outcome.Weeks
                .Select(w => (string[])[w.Ends.ToString("d MMM yyyy", Report.British), Plain(w.Open), Plain(w.Waiting), Plain(w.Overdue)]));
        Figure("People so far, at the end of each week", "line",
            ["Week ending", "Referred", "Contacted", "Met", "Attended", "Independent", "Support ended"],
            outcome.Weeks
                .Select(
                    w => (string[])[w.Ends.ToString("d MMM yyyy", Report.British), Plain(w.Referred), Plain(w.Contacted), Plain(w.Met),
                        Plain(w.Attended), Plain(w.Independent), Plain(w.Ended)]));
        Figure("Why support ended", "bar", ["Reason", "People"], outcome.Ends.Select(Row));
        Figure("Messages", "bar", ["Message", "Sent"], outcome.Messages.Select(Row));
        Figure("Unmet needs", "bar", ["Need", "Times noted"], outcome.UnmetNeeds.Select(Row));
        return $$"""
            <!DOCTYPE html>
            <html lang="en-GB">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{Text(Report.Title(outcome.Scenario))}}</title>
            <style>
            body { font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 60rem; margin: 0 auto; padding: 1rem }
            figure { margin: 2.5rem 0; break-inside: avoid-page }
            figcaption { font-size: 1.25rem; font-weight: 600; margin-bottom: .5rem }
            .drawing { position: relative; height: 20rem }
            .numbers { overflow-x: auto; max-height: 24rem; margin-top: 1rem }
            .numbers:focus-visible { outline: 3px solid #1b1b1b }
            table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
            th, td { padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8a8a8a; text-align: right }
            th:first-child { text-align: left; font-weight: normal }
            thead th, thead th:first-child { font-weight: 600; position: sticky; top: 0; background: #fff }
            @media print {
              body { max-width: none; padding: 0 }
              .numbers { overflow: visible; max-height: none }
              figure { break-inside: auto }
              .drawing { break-inside: avoid }
              thead th { position: static }
            }
            </style>
            </head>
            <body>
            <main>
            <h1>{{Text(Report.Title(outcome.Scenario))}}</h1>
            <p>A virtual year of invented people, lived through the real decisions of the programme. What they are like is a guess:
            read it as "what if", never as a finding.</p>
            <ul>
            {{string.Join('\n', Report.Sentences(outcome, prices).Select(s => $"<li>{Text(s)}</li>"))}}
            </ul>
            {{string.Join('\n', figures)}}
            </main>
            <script src="{{charts}}"></script>
            <script>
            if (window.Chart) for (const figure of document.querySelectorAll("figure[data-chart]")) {
              const rows = [...figure.querySelectorAll("tbody tr")].map(row => [...row.cells].map(cell => cell.textContent));
              if (rows.length === 0) continue;
              const colours = ["#1f4e9c", "#b3470d", "#2c6e34", "#7a2a80", "#5a5a5a", "#0b6b75"],
                dashes = [[], [6, 3], [2, 2], [10, 3, 2, 3], [1, 3], [12, 4]];
              const drawn = +figure.dataset.drawn, line = figure.dataset.chart === "line",
                caption = figure.querySelector("figcaption").textContent;
              const names = [...figure.querySelectorAll("thead th")].map(cell => cell.textContent).slice(1, drawn + 1);
              const drawing = document.createElement("div"), canvas = document.createElement("canvas");
              drawing.className = "drawing";
              canvas.setAttribute("role", "img");
              canvas.setAttribute("aria-label", caption + ": a chart of the table below");
              drawing.append(canvas);
              figure.querySelector("figcaption").after(drawing);
              new Chart(canvas, {
                type: figure.dataset.chart,
                data: {
                  labels: rows.map(row => row[0]),
                  datasets: names.map((label, i) => ({
                    label, data: rows.map(row => { const n = Number(row[i + 1].replaceAll(",", "")); return Number.isNaN(n) ? null : n; }),
                    borderColor: colours[i], backgroundColor: colours[i], borderDash: line ? dashes[i] : [],
                    borderWidth: line ? 2 : 0, pointRadius: 0, pointHitRadius: 8
                  }))
                },
                options: { animation: false, maintainAspectRatio: false, indexAxis: line || drawn > 1 ? "x" : "y",
                  plugins: { legend: { display: names.length > 1 } } }
              });
            }
            </script>
            </body>
            </html>

            """;

        void Figure(string caption, string kind, string[] head, IEnumerable<string[]> rows, int? drawn = null, string? note = null) =>
            figures.Add($$"""
            <figure data-chart="{{kind}}" data-drawn="{{drawn ?? head.Length - 1}}">
            <figcaption>{{Text(caption)}}</figcaption>
            <div class="numbers" role="region" tabindex="0" aria-label="{{Text(caption)}}: the numbers">
            <table>
            <thead><tr>{{string.Concat(head.Select(name => $"<th scope=\"col\">{Text(name)}</th>"))}}</tr></thead>
            <tbody>
            {{string.Join('\n', rows.Select(row => $"<tr><th scope=\"row\">{Text(row[0])}</th>{Cells(row)}</tr>"))}}
            </tbody>
            </table>
            </div>{{(note is null ? "" : $"\n<p>{Text(note)}</p>")}}
            </figure>
            """);

        static string Cells(string[] row) => string.Concat(row.Skip(1).Select(cell => $"<td>{Text(cell)}</td>"));

        static string[] Row(Number number) => [number.What, Plain(number.Count)];
    }

    private static string Plain(int number) => number.ToString("N0", Report.British);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
