using System.Text;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>A GP practice, or another that prescribes, as the NHS's list has it.</summary>
/// <param name="Code">Of the Organisation Data Service, as <see cref="OdsCode"/> writes it.</param>
/// <param name="Address">Its lines, with commas between them; without the postcode.</param>
/// <param name="IsOpen">False for one that is closed, dormant or only proposed.</param>
/// <param name="IsSurgery">A GP practice. The list also has hospices, walk-in centres and who is on call at night.</param>
public sealed record Practice(string Code, string Name, string Address, string Postcode, bool IsOpen, bool IsSurgery)
{
    /// <summary>As it is chosen from a list: its name, where it is, and its code.</summary>
    public string InBrief => $"{Name}{(Where.Length > 0 ? $", {Where}" : "")} ({Code})";

    public string Where => string.Join(", ", new[] { Address, Postcode }.Where(p => p.Length > 0));

    /// <summary>What stands in referrals for somebody who has no practice, or whose practice nobody knows: no list has these.</summary>
    public static Practice? OfNobody(string code) => code switch
    {
        "V81997" => new(code, "No registered GP practice", "", "", true, false),
        "V81998" => new(code, "GP practice code not applicable", "", "", true, false),
        "V81999" => new(code, "GP practice not known", "", "", true, false),
        _ => null,
    };

    /// <summary>A line of the list as it is kept.</summary>
    internal byte[] Line() =>
        Encoding.UTF8.GetBytes($"{Code}\t{Name}\t{Address}\t{Postcode}\t{(IsOpen ? 'A' : 'C')}{(IsSurgery ? 'G' : 'O')}\n");

    /// <param name="line">Without its end.</param>
    internal static Practice Of(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line).Split('\t') switch
    {
        [var code, var name, var address, var postcode, [var state, var kind]] =>
            new(code, name, address, postcode, state is 'A', kind is 'G'),
        _ => throw new InvalidDataException("A line of the list of practices has another form."),
    };
}

/// <summary>What was imported.</summary>
/// <param name="File">What the file was called.</param>
/// <param name="Count">How many practices it named.</param>
public sealed record PracticesSource(string File, DateTimeOffset At, int Count);
