namespace SocialPrescribing.Faults.Tests;

/// <summary>What goes wrong while the program works.</summary>
internal enum Fault
{
    Nothing,
    FullDisk,
    ReadOnlyDisk,
    FailingFlush,
    FailingWrites,
    SlowDisk,
    ClockJump,
    MailServerDrops,
}

/// <summary>How the program ends.</summary>
internal enum End
{
    /// <summary>kill -9.</summary>
    Killed,
    /// <summary>SIGTERM, as a service manager ends it.</summary>
    ToldToStop,
    /// <summary>Killed, and some or all of what was not flushed is lost.</summary>
    PowerCut,
    /// <summary>Killed, and the end of the log is damaged even where it was flushed, as by a disk that reports false flushes.</summary>
    TornLog,
}

/// <summary>What must have been answered before the fault.</summary>
internal enum First
{
    Anything,
    Commands,
    Click,
}

/// <summary>One run of the program: work, a fault, more work, an end.</summary>
/// <param name="Before">How many answers come before the fault.</param>
/// <param name="After">How many attempts are made during the fault or after it.</param>
/// <param name="Until">How many calls still succeed once the fault is set.</param>
/// <param name="IsHealed">Whether the fault is over before the end.</param>
/// <param name="IsStartedUnder">Whether the program is first started during the fault.</param>
/// <param name="Kept">The share of unflushed writes that survives a power cut.</param>
internal sealed record Round(
    Fault Fault, End End, First First, int Before, int After, int Until, bool IsHealed, bool IsStartedUnder, TimeSpan Jump, TimeSpan Write,
    TimeSpan Sync, double Kept);

/// <summary>What a seed stands for. Faults and ends take turns, so that a few seeds in a row cover all of them. The rest
/// is random.</summary>
/// <param name="Referrers">How many send referrals at once.</param>
/// <param name="Trouble">The share of conversations that the mail server always drops.</param>
internal sealed record Plan(int Seed, int Referrers, double Trouble, IReadOnlyList<Round> Rounds)
{
    private static readonly int _faults = Enum.GetValues<Fault>().Length, _ends = Enum.GetValues<End>().Length;

    public static Plan Of(int seed)
    {
        Random random = new(seed);
        List<Round> rounds =
            [Draw((Fault)(seed % _faults), (End)(((seed / _faults) + seed) % _ends), random, isFirst: seed < _faults)];
        // The first seeds run at every change of the code, and every start costs time.
        if (seed >= _faults * _ends && random.Next(2) is 0)
            rounds.Add(Draw((Fault)random.Next(_faults), (End)random.Next(_ends), random));
        return new(seed, random.Next(1, 4), random.Next(3) is 0 ? 0.15 : 0, rounds);
    }

    /// <summary>Whether the disk lost what it had confirmed. Then promises may be broken, but what is left must still
    /// be consistent.</summary>
    public bool IsLiedTo => Rounds.Any(r => r.End is End.TornLog);

    public override string ToString() =>
        $"seed {Seed}: {string.Join(", then ", Rounds.Select(r => $"{r.Fault}{(r.IsHealed ? " for a while" : "")}, {r.End}"))}";

    private static Round Draw(Fault fault, End end, Random random, bool isFirst = false)
    {
        bool ahead = random.Next(2) is 0;
        TimeSpan jump = random.Next(2) is 0 ? TimeSpan.FromHours(random.Next(1, 30)) : TimeSpan.FromDays(random.Next(1, 21));
        return new(fault, end, (First)random.Next(3), random.Next(4, 24), random.Next(8, 24), random.Next(0, 12), random.Next(2) is 0,
            isFirst || random.Next(3) is 0, ahead ? jump : -jump,
            TimeSpan.FromMilliseconds(random.Next(0, 4)), TimeSpan.FromMilliseconds(random.Next(300, 600)),
            random.Next(3) switch { 0 => 0, 1 => 0.5, _ => 0.9 });
    }
}
