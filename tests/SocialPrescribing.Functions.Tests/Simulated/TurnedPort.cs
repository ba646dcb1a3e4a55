using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace SocialPrescribing.Functions.Tests.Simulated;

/// <summary>A question to a port.</summary>
/// <param name="Services">Of the machine that asks.</param>
internal sealed record Asked(MethodInfo Method, object?[] Arguments, IServiceProvider Services)
{
    public bool Is(string name) => Method.Name == name;
}

/// <summary>A port of which one answer is turned round.</summary>
public class TurnedPort : DispatchProxy
{
    private object _inner = null!;
    private Func<object?[], MethodInfo, Func<object?>, object?> _change = null!;

    /// <param name="change">What is answered instead; the last argument asks as was asked.</param>
    internal static Action<IServiceCollection> Of<T>(Func<Asked, Func<object?>, object?> change) where T : class => services =>
    {
        ServiceDescriptor before = services.Last(s => s.ServiceType == typeof(T));
        services.AddSingleton(s =>
        {
            T turned = Create<T, TurnedPort>();
            TurnedPort port = (TurnedPort)(object)turned;
            port._inner = before.ImplementationInstance ?? before.ImplementationFactory?.Invoke(s)
                ?? ActivatorUtilities.CreateInstance(s, before.ImplementationType!);
            port._change = (arguments, method, go) => change(new Asked(method, arguments, s), go);
            return turned;
        });
    };

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _change(args!, targetMethod!, () => targetMethod!.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null));
}
