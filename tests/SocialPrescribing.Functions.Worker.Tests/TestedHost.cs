using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Tests.Storage;
using SocialPrescribing.Functions.Worker.Tests;
using SocialPrescribing.Http.Tests.Pages;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

[assembly: Needs("node", "npm")]

namespace SocialPrescribing.Http.Tests;

/// <summary>Here, the published Azure host as a process, as somebody tries it out on their own machine.</summary>
public static partial class TestedHost
{
    // Node ends it with this process.
    private static readonly Lazy<Task<Azurite>> _azurite = new(async () =>
    {
        Azurite azurite = new();
        await azurite.InitializeAsync();
        return azurite;
    });

    public static async partial Task<TestedService> Start(SetUp setUp) =>
        setUp is { Machine: null, Https: false, SendsMail: false, Pathway: null }
            ? new OnWorker(await AzureHostRunning.Start(await _azurite.Value, at: setUp.At), setUp.At)
            : throw new NotSupportedException("The published host is started with its sample settings.");

    private sealed class OnWorker(AzureHostRunning host, DateTimeOffset at) : TestedService
    {
        public override Uri Address => host.Http.BaseAddress!;
        public override Uri Origin => host.Origin;
        public override MovedClock Clock { get; } = new(at);
        public override IReadOnlyList<StoredLetter> Letters => LettersIn(host.Mail);
        public override T Get<T>() => host.Get<T>();
        public override Task Settle() => host.MoveTo(Clock.GetUtcNow());
        public override Task<StaffMember> LetSignIn(StaffMember member) => LetSignInWithPassword(member);
        public override Task SignIn(Visitor visitor, StaffMember member) => SignInWithPassword(visitor, member);
        public override Task<(string Header, string Value)> SignedIn(StaffMember member) => SignedInWithPassword(member);
        public override string SignInFor(string path) => "/sign-in?next=" + Uri.EscapeDataString(path);
        public override bool HidesService(StoredLetter letter) => throw new NotSupportedException();
        public override Task Spoil(Guid journey) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await host.DisposeAsync();
        }
    }
}
