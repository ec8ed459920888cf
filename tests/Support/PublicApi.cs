using System.Reflection;
using System.Text;
using NUnit.Framework;

namespace MappingCache.Tests.Support;

/// <summary>An assembly's public face as text, so that no change to it goes unseen.</summary>
public static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Compares an assembly with the text that is kept beside its project and copied to the tests' output.</summary>
    public static void MustBe(Assembly assembly, string fileName)
    {
        string kept = Path.Combine(TestContext.CurrentContext.TestDirectory, fileName);
        string actual = Path.ChangeExtension(kept, ".actual.txt");
        string text = Of(assembly);
        File.WriteAllText(actual, text);
        Assert.That(
            text,
            Is.EqualTo(File.Exists(kept) ? File.ReadAllText(kept).ReplaceLineEndings("\n") : string.Empty),
            $"the public face has changed; if that is meant, copy {actual} over the project's {fileName} and say so in the change log");
    }

    private static string Of(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (Type type in assembly.GetExportedTypes().Where(static type => !type.FullName!.Contains('<', StringComparison.Ordinal)).OrderBy(static type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(type.FullName).Append(" : ").AppendJoin(", ", Bases(type)).Append('\n');
            foreach (string member in type.GetMembers(Declared).Where(static member => IsVisible(member) && !IsGenerated(member)).Select(Describe).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Bases(Type type)
    {
        string kind = type.IsEnum ? "enum" : type.IsValueType ? "struct" : type.IsInterface ? "interface" : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsSealed ? "sealed class" : "class";
        return [kind, .. new[] { type.BaseType?.ToString() }.Concat(type.GetInterfaces().Select(static i => i.ToString())).OfType<string>().Order(StringComparer.Ordinal)];
    }

    // What the compiler adds: accessors stand with their properties, and names in angle brackets cannot be written.
    private static bool IsGenerated(MemberInfo member) =>
        member.Name.Contains('<', StringComparison.Ordinal) ||
        (member is MethodInfo { IsSpecialName: true } && !member.Name.StartsWith("op_", StringComparison.Ordinal));

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => IsVisible(method),
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        EventInfo @event => IsVisible(@event.AddMethod!),
        _ => false,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Describe(MemberInfo member) => member switch
    {
        FieldInfo { IsLiteral: true } constant => $"{constant} = {constant.GetRawConstantValue()}",
        PropertyInfo property => $"{property} {{ {string.Join(' ', property.GetAccessors(nonPublic: true).Where(IsVisible).Select(static a => a.Name.Split('_')[0]))} }}",
        MethodBase { IsStatic: true } method => $"static {method}",
        _ => member.ToString()!,
    };
}
