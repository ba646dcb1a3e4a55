using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests;

/// <summary>A writer who loses a race tries again, with pauses and not for ever.</summary>
public sealed class RetryTests
{
    [Fact]
    public async Task Whoever_is_never_fast_enough_is_told_so_in_the_end()
    {
        Retry retry = new(most: 4);
        for (int conflict = 1; conflict < 4; conflict++)
            await retry.Pause(CancellationToken.None);
        await Assert.ThrowsAsync<TimeoutException>(() => retry.Pause(CancellationToken.None));
    }

    [Fact]
    public async Task It_is_tried_so_often_and_no_more()
    {
        Retry retry = new(most: 3);
        List<bool> first = [];
        while (await retry.Again(CancellationToken.None))
            first.Add(retry.IsFirst);
        Assert.Equal([true, false, false], first);
    }

    [Fact]
    public async Task Whoever_has_gone_is_not_waited_for()
    {
        using CancellationTokenSource gone = new();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Retry().Pause(gone.Token));
    }
}
