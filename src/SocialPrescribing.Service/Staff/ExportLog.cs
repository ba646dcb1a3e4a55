using System.Globalization;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Staff;

/// <summary>A member of staff has downloaded figures.</summary>
/// <param name="By">A staff id.</param>
/// <param name="Role">Their role at that time.</param>
/// <param name="What">Which file, of which months, and whether it hides small numbers. Nothing about any person.</param>
public sealed record Exported(string By, StaffRole Role, string What, DateTimeOffset At);

/// <summary>Who downloaded which figures. Written before they are handed out, and kept as long as <see cref="AccessLog"/>.</summary>
public sealed class ExportLog(IRegister register, Clocks clocks)
{
    private readonly RecordKind<Exported> _kind = RecordKinds.Export.Of(StaffJson.Default.Exported);

    public async Task Record(StaffMember member, string what, CancellationToken cancellation)
    {
        // The time counts backwards, so that the newest sorts first.
        string key = string.Create(
            CultureInfo.InvariantCulture, $"{DateTime.MaxValue.Ticks - clocks.Now.UtcTicks:D19}/{member.Id}/{HexDigest.Of(what)[..12]}");
        await register.Put(
            _kind.Write(key, new(member.Id, member.Role, what, clocks.Now), expiresAt: clocks.MachineNow + RecordKinds.Export.Lasts),
            cancellation);
    }

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<Exported>> Latest(int most, CancellationToken cancellation) =>
        [.. (await _kind.In(register).List("", most, null, cancellation)).Items.Select(r => r.Value)];
}
