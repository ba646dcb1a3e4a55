using System.Reflection;
using Microsoft.Extensions.Logging;

namespace SocialPrescribing.Contracts;

/// <summary>Operators count and alert by the number of a line in the log: in one host, each stands for one thing.</summary>
public static class EventIds
{
    /// <summary>The lines that share a number with another, as <c>this | that</c>.</summary>
    public static IEnumerable<string> Twice(params Assembly[] host)
    {
        var lines =
            (from part in host
             from type in part.GetTypes()
             from method in type.GetMethods(
                 BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
             let line = method.GetCustomAttribute<LoggerMessageAttribute>()
             where line is not null
             select (line.EventId, line.Message)).ToList();
        Assert.All(host, part => Assert.Contains(part.GetTypes().SelectMany(t => t.GetRuntimeMethods()),
            m => m.GetCustomAttribute<LoggerMessageAttribute>() is not null));
        return lines.GroupBy(l => l.EventId).Where(g => g.Select(l => l.Message).Distinct().Count() > 1)
            .Select(g => string.Join(" | ", g));
    }
}
