using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace SocialPrescribing.Contracts;

/// <summary>
/// Names programs that tests start but not every machine has. If one is missing, the tests are skipped and say which. An attribute on the
/// class counts before one on its collection, and that before one on the assembly.
/// </summary>
/// <remarks>
/// xunit looks only at each test's own attribute, and an inherited test belongs to a contract, which needs no programs. So a test assembly
/// that needs some runs its tests with <see cref="SkipsWhatLacksItsPrograms"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class)]
public sealed class NeedsAttribute(params string[] programs) : Attribute
{
    public IReadOnlyList<string> Programs => programs;

    /// <summary>
    /// <c>NOTHING_MISSING=1</c>: this machine was given all programs, as for continuous integration. So nothing is skipped for want of
    /// one, and a test whose program is missing fails.
    /// </summary>
    public static bool NothingMissing => Environment.GetEnvironmentVariable("NOTHING_MISSING") is "1";

    /// <summary>Why the tests of a class cannot run on this machine; null if they can.</summary>
    public static string? Missing(ITestClass tests) =>
        Missing(tests.Class.ToRuntimeType(), tests.TestCollection.CollectionDefinition?.ToRuntimeType(), NothingMissing);

    /// <summary>For fixtures too: a collection's fixture is made even if all its tests are skipped.</summary>
    public static string? Missing(Type tests, Type? collection = null) => Missing(tests, collection, NothingMissing);

    public static string? Missing(Type tests, Type? collection, bool nothingMissing)
    {
        if (nothingMissing)
            return null;
        NeedsAttribute? needs = tests.GetCustomAttribute<NeedsAttribute>() ?? collection?.GetCustomAttribute<NeedsAttribute>()
            ?? tests.Assembly.GetCustomAttribute<NeedsAttribute>();
        return needs?.Programs.FirstOrDefault(program => !IsInstalled(program)) is { } missing
            ? $"{missing} is not installed, and this test needs it." : null;
    }

    private static bool IsInstalled(string program) =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         from end in (string[])["", ".exe", ".cmd"]
         select Path.Combine(folder, program + end)).Any(File.Exists);
}

/// <summary>A test that needs the host in the test's own process. If the host is a process of its own, the test is skipped.</summary>
/// <param name="why">What the test does that needs this.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InProcessAttribute(string why) : Attribute
{
    /// <summary>Why a test cannot run here; null if it can.</summary>
    public static string? Hides(ITestMethod test) =>
        test.Method.ToRuntimeMethod().GetCustomAttribute<InProcessAttribute>() is { } inside
        && test.TestClass.Class.ToRuntimeType().Assembly.IsDefined(typeof(FromOutsideAttribute))
            ? $"It {inside.Why}, and the host is another process here." : null;

    public string Why => why;
}

/// <summary>This assembly tests a host that runs in a process of its own.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class FromOutsideAttribute : Attribute;

/// <summary>xunit's own framework, which also skips tests that cannot run here.</summary>
public sealed class SkipsWhatLacksItsPrograms(IMessageSink sink) : XunitTestFramework(sink)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink sink)
        : XunitTestFrameworkExecutor(assembly, sources, sink)
    {
        protected override void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions) =>
            base.RunTestCases(testCases.Select(OrSkipped), executionMessageSink, executionOptions);

        private IXunitTestCase OrSkipped(IXunitTestCase test) =>
            (NeedsAttribute.Missing(test.TestMethod.TestClass) ?? InProcessAttribute.Hides(test.TestMethod)) is { } reason
                ? new Skipped(DiagnosticMessageSink, test, reason) : test;
    }

    private sealed class Skipped : XunitTestCase
    {
        [Obsolete("xunit wants it, and never calls it here.")]
        public Skipped()
        {
        }

        public Skipped(IMessageSink sink, IXunitTestCase test, string reason)
            : base(sink, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, test.TestMethod, test.TestMethodArguments) =>
            SkipReason = reason;
    }
}
