namespace SocialPrescribing.Service.Ports;

/// <summary>
/// All that is counted, as reports read it: blocks that were packed some time ago, and the rows that were written since.
/// </summary>
/// <param name="Packed">Blocks of this program's form.</param>
/// <param name="Since">
/// Each with the version of its journey, where the store keeps one. Such a row replaces the row of the same journey in a block, unless the
/// block has a later version.
/// </param>
public sealed record FactsForReports(IReadOnlyList<byte[]> Packed, IReadOnlyList<(FactsRow Row, int Version)> Since);
