using SocialPrescribing.Contracts;
using Xunit.Abstractions;

// Most of these tests wait for another process, and not for a processor.
[assembly: CollectionBehavior(MaxParallelThreads = 5)]
[assembly: TestCollectionOrderer(
    "SocialPrescribing.Functions.Worker.Tests.SharedFirst", "SocialPrescribing.Functions.Worker.Tests")]

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>Real minutes and half minutes: who sits them out holds up nobody else.</summary>
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

/// <summary>What several classes share takes longest. Begun last, it would be what everybody waits for.</summary>
public sealed class SharedFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => collection.CollectionDefinition is null);
}
