using System.Reflection;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Web.Composition;

namespace SocialPrescribing.Web.Tests;

public sealed class EventIdsTests
{
    /// <summary>Operators count log events by these numbers and set alerts on them.</summary>
    [Fact]
    public void A_number_in_the_log_stands_for_one_thing()
    {
        var lines =
            (from part in (Assembly[])[typeof(Service.Mail.Postman).Assembly, typeof(Endpoints).Assembly]
             from type in part.GetTypes()
             from method in type.GetMethods(
                 BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
             let line = method.GetCustomAttribute<LoggerMessageAttribute>()
             where line is not null
             select (line.EventId, line.Message)).ToList();
        Assert.True(lines.Count > 20);
        Assert.Empty(lines.GroupBy(l => l.EventId).Where(g => g.Select(l => l.Message).Distinct().Count() > 1)
            .Select(g => string.Join(" | ", g)));
    }
}
