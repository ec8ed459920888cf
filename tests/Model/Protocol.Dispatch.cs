using System.Reflection;

namespace MappingCache.Model;

/// <content>The methods of the steps: each has the name of its step.</content>
internal sealed partial class Protocol
{
    private static readonly Action<Protocol>[] s_steps = [.. Enum.GetValues<At>().Select(MethodOf)];

    private void Dispatch(At at) => s_steps[(int)at](this);

    private static Action<Protocol> MethodOf(At at) => at is At.End or At.FirstInner
        ? static _ => throw new InvalidOperationException("Nothing is done there.")
        : typeof(Protocol).GetMethod(at.ToString(), BindingFlags.Instance | BindingFlags.NonPublic, Type.EmptyTypes)!.CreateDelegate<Action<Protocol>>();
}
