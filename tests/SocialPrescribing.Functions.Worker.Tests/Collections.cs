using SocialPrescribing.Contracts;
using Xunit.Abstractions;

// Most of these tests wait for another process, not for a processor.
[assembly: CollectionBehavior(MaxParallelThreads = 5)]
[assembly: TestCollectionOrderer(
    "SocialPrescribing.Functions.Worker.Tests.SharedFirst", "SocialPrescribing.Functions.Worker.Tests")]

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>Tests that wait for real minutes or half minutes. They hold up no others.</summary>
[CollectionDefinition(nameof(RealTime))]
[Needs("node", "npm")]
public sealed class RealTime : ICollectionFixture<Azurite>;

/// <summary>Whole programmes, morning by morning.</summary>
[CollectionDefinition(nameof(Weeks))]
[Needs("node", "npm")]
public sealed class Weeks : ICollectionFixture<Azurite>;

/// <summary>The longest of all.</summary>
[CollectionDefinition(nameof(WeeksOnStorage))]
[Needs("node", "npm")]
public sealed class WeeksOnStorage : ICollectionFixture<Azurite>;

/// <summary>
/// Collections of several classes take longest. If one began last, everything would wait for it. Before them begins what builds the
/// version before: the compiler that built this one ends ten minutes later.
/// </summary>
public sealed class SharedFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => collection.DisplayName is not nameof(GoneBack))
            .ThenBy(collection => collection.CollectionDefinition is null);
}
