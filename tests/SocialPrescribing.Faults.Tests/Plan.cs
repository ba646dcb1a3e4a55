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
    /// <summary>Killed, and of what was not flushed some or all is gone.</summary>
    PowerCut,
    /// <summary>Killed, and the end of the log is damaged, also where it was flushed: a disk that lies.</summary>
    TornLog,
}

/// <summary>What has to have been answered before something goes wrong.</summary>
internal enum First
{
    Anything,
    Commands,
    Click,
}

/// <summary>One run of the program: work, a fault, more work, an end.</summary>
/// <param name="Before">How many answers come before the fault.</param>
/// <param name="After">How many attempts are made while it stands, or after it.</param>
/// <param name="Until">How many calls still succeed once the fault is there.</param>
/// <param name="IsHealed">The fault is over before the end.</param>
/// <param name="IsStartedUnder">The program is first started while the fault stands.</param>
/// <param name="Kept">Which part of what was not flushed outlives a power cut.</param>
/// <param name="IsMidLetter">It is killed while a letter is on its way.</param>
/// <param name="IsTaken">The mail server has taken that letter and not said so.</param>
internal sealed record Round(
    Fault Fault, End End, First First, int Before, int After, int Until, bool IsHealed, bool IsStartedUnder, TimeSpan Jump, TimeSpan Write,
    TimeSpan Sync, double Kept, bool IsMidLetter, bool IsTaken);

/// <summary>What a seed means. Faults and ends take turns, so that a few seeds in a row meet all of them; the rest is chance.</summary>
/// <param name="Referrers">How many send referrals at once.</param>
/// <param name="Trouble">How many conversations the mail server drops in any case.</param>
internal sealed record Plan(int Seed, int Referrers, double Trouble, IReadOnlyList<Round> Rounds)
{
    private static readonly int _faults = Enum.GetValues<Fault>().Length, _ends = Enum.GetValues<End>().Length;

    public static Plan Of(int seed)
    {
        Random random = new(seed);
        List<Round> rounds =
            [Draw((Fault)(seed % _faults), (End)(((seed / _faults) + seed) % _ends), random, isFirst: seed < _faults)];
        // The first ones run each time that anybody changes anything, and every start costs.
        if (seed >= _faults * _ends && random.Next(2) is 0)
            rounds.Add(Draw((Fault)random.Next(_faults), (End)random.Next(_ends), random));
        return new(seed, random.Next(1, 4), random.Next(3) is 0 ? 0.15 : 0, rounds);
    }

    /// <summary>Whether the disk has lied: then what it had promised may be gone, and only what is left has to agree with itself.</summary>
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
            random.Next(3) switch { 0 => 0, 1 => 0.5, _ => 0.9 }, random.Next(3) is not 0, random.Next(2) is 0);
    }
}
