using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace SocialPrescribing.Service;

/// <summary>How every table is written as a file: UTF-8 with BOM for spreadsheets, and no cell can start a formula.</summary>
internal static class WrittenTable
{
    private static readonly CsvConfiguration _settings = new(CultureInfo.InvariantCulture) { NewLine = "\r\n" };

    public static StreamWriter Text(Stream to) => new(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

    public static CsvWriter On(TextWriter text) => new(text, _settings);

    public static void Line(this CsvWriter csv, IEnumerable<string> fields)
    {
        foreach (string field in fields)
            csv.WriteField(Defused(field));
        csv.NextRecord();
    }

    /// <summary>Puts an apostrophe before what begins like a formula. A negative number is none.</summary>
    private static string Defused(string field) => field is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]
        && !double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? $"'{field}" : field;
}
