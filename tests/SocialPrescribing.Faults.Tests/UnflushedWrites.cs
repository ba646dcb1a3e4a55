using System.Text;

namespace SocialPrescribing.Faults.Tests;

/// <summary>
/// What a power cut loses: everything that the program wrote to the database and had not flushed. A disk may keep some of it, in any order,
/// and half of the last sector.
/// </summary>
internal static class UnflushedWrites
{
    private const int Sector = 512;

    /// <param name="At">The position in the file. For a truncation, the length after it.</param>
    /// <param name="Length">The length of the file before the change.</param>
    private sealed record Change(string File, bool IsCut, long At, long Length, byte[] Before, byte[] After);

    /// <summary>Undoes what was not flushed, and writes again what chance keeps of it.</summary>
    /// <param name="kept">The share that is kept, from 0 to 1.</param>
    /// <returns>How many writes were lost in whole or in part.</returns>
    public static int CutPower(string log, double kept, Random random)
    {
        List<Change> changes = Read(log);
        foreach (Change change in Enumerable.Reverse(changes).Where(c => File.Exists(c.File)))
            Undo(change);
        int lost = 0;
        foreach (Change change in changes.Where(c => !c.IsCut && File.Exists(c.File)))
        {
            int sectors = (change.After.Length + Sector - 1) / Sector;
            int stays = random.NextDouble() >= kept ? 0 : random.Next(4) is 0 ? random.Next(sectors + 1) : sectors;
            if (stays < sectors)
                lost++;
            if (stays > 0)
                Put(change.File, change.At, change.After.AsSpan(0, Math.Min(change.After.Length, stays * Sector)));
        }
        File.Delete(log);
        return lost;
    }

    /// <summary>The changes since the last flush of their file, in order.</summary>
    private static List<Change> Read(string log)
    {
        List<Change> changes = [];
        if (!File.Exists(log))
            return changes;
        using BinaryReader reader = new(File.OpenRead(log));
        while (reader.BaseStream.Length - reader.BaseStream.Position >= 29)
        {
            char kind = (char)reader.ReadByte();
            int name = reader.ReadInt32();
            long at = reader.ReadInt64(), length = reader.ReadInt64();
            int before = reader.ReadInt32(), after = reader.ReadInt32();
            // The program was killed while it recorded this change, so it had not made it yet.
            if (reader.BaseStream.Length - reader.BaseStream.Position < (long)name + before + after)
                break;
            string file = Encoding.UTF8.GetString(reader.ReadBytes(name));
            byte[] was = reader.ReadBytes(before), now = reader.ReadBytes(after);
            if (kind is 'S')
                changes.RemoveAll(c => c.File == file);
            else
                changes.Add(new(file, kind is 'T', at, length, was, now));
        }
        return changes;
    }

    private static void Undo(Change change)
    {
        if (change.Before.Length > 0)
            Put(change.File, change.At, change.Before);
        using FileStream file = File.OpenWrite(change.File);
        file.SetLength(change.Length);
    }

    private static void Put(string path, long at, ReadOnlySpan<byte> bytes)
    {
        using FileStream file = File.OpenWrite(path);
        file.Position = at;
        file.Write(bytes);
    }
}

/// <summary>A disk that reports false flushes: what it confirmed is damaged.</summary>
internal static class TornLog
{
    /// <summary>Cuts the log short, or flips bits in what was written last.</summary>
    public static void Tear(string path, Random random)
    {
        FileInfo log = new(path);
        if (!log.Exists || log.Length is 0)
            return;
        using FileStream file = log.OpenWrite();
        int last = (int)Math.Min(log.Length, 12_000);
        if (random.Next(2) is 0)
            file.SetLength(log.Length - random.Next(last));
        else
            for (int bit = 0; bit < 8; bit++)
            {
                file.Position = log.Length - 1 - random.Next(last);
                file.WriteByte((byte)random.Next(256));
            }
    }
}
