using System.Text;
using Azure.Data.Tables;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Functions.Storage;

/// <summary>A text of any length, split over numbered properties, because one property holds 32 K characters.</summary>
internal static class LongText
{
    /// <summary>A little less than the 32,768 characters that fit.</summary>
    private const int Part = 32_000;

    /// <param name="text">Null writes nothing.</param>
    public static TableEntity With(this TableEntity row, string name, string? text)
    {
        for (int part = 0, from = 0; text is not null && (from < text.Length || part is 0); part++)
        {
            int length = PlainText.Length(text.AsSpan(from), Part);
            row[$"{name}{part}"] = text.Substring(from, length);
            from += length;
        }
        return row;
    }

    /// <summary>Null if none was written.</summary>
    public static string? Text(this TableEntity row, string name)
    {
        if (row.GetString($"{name}0") is not { } first || row.GetString($"{name}1") is null)
            return row.GetString($"{name}0");
        StringBuilder text = new(first);
        for (int part = 1; row.GetString($"{name}{part}") is { } more; part++)
            text.Append(more);
        return text.ToString();
    }
}
