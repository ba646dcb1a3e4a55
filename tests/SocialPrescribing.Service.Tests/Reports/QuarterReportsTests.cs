using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Tests.Reports;

public sealed class QuarterReportsTests
{
    /// <summary>A Wednesday, the last day of a quarter. The next day is a working day.</summary>
    private static readonly DateTimeOffset _last = new(2027, 3, 31, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Whoever_was_chosen_gets_the_quarter_once_on_the_first_working_morning_after_it()
    {
        TestService service = new(_last);
        StaffMember lead = await service.Add(StaffRole.Lead), analyst = await service.Add(StaffRole.Analyst);
        await service.Quarters.Choose([analyst.Id, "somebody-else"], default);

        await service.Digests.Queue(default);
        await service.Postman.Drain(default);
        Assert.Empty(Sent(service));
        for (int day = 0; day < 20; day++)
        {
            service.Programme.Advance(TimeSpan.FromDays(1));
            service.Machine.Advance(TimeSpan.FromDays(1));
            // Two hosts ask, and one of them twice.
            await service.Digests.Queue(default);
            await service.Digests.Queue(default);
            await service.Postman.Drain(default);
        }

        Assert.Equal([analyst.Email], Sent(service));
        Assert.Equal([(analyst.Id, true), (lead.Id, false)],
            (await service.Quarters.Readers(default)).Select(r => (r.Member.Id, r.Gets)).OrderBy(r => !r.Gets));
    }

    [Fact]
    public async Task Whoever_may_not_read_reports_any_more_gets_none()
    {
        TestService service = new(_last);
        StaffMember worker = await service.Add(StaffRole.LinkWorker);
        await service.Quarters.Choose([worker.Id], default);
        service.Programme.Advance(TimeSpan.FromDays(1));
        service.Machine.Advance(TimeSpan.FromDays(1));

        await service.Digests.Queue(default);
        await service.Postman.Drain(default);

        Assert.Empty(Sent(service));
    }

    private static string[] Sent(TestService service) =>
        [.. service.Post.Delivered.Where(d => d.Subject == $"{MessageKind.QuarterReport}").Select(d => d.To)];
}
