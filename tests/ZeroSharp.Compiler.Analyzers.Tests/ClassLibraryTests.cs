using System.Diagnostics;
using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using BinaryPrimitives = System.Buffers.Binary.BinaryPrimitives;

namespace ZeroSharp.Compiler.Analyzers.Tests;

/// <summary>
/// The analyzer allows the methods of the class library that the guest compiler compiles, and no other:
/// every public method of the types below is called once from a guest.
/// </summary>
public sealed class ClassLibraryTests
{
    private static readonly Type[] Types =
    [
        typeof(Math), typeof(BitOperations), typeof(BinaryPrimitives), typeof(MemoryMarshal), typeof(Unsafe),
        typeof(MemoryExtensions), typeof(Array), typeof(string), typeof(Span<byte>), typeof(ReadOnlySpan<byte>),
        typeof(RuntimeHelpers), typeof(UInt128), typeof(Int128), typeof(int?), typeof(Index), typeof(Range),
        typeof((int, long)), typeof(bool), typeof(char), typeof(sbyte), typeof(byte), typeof(short),
        typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(nint), typeof(nuint),
        typeof(ArgumentOutOfRangeException), typeof(ArgumentNullException), typeof(Debug),
        typeof(EqualityComparer<int>), typeof(BitConverter), typeof(Enum), typeof(GC), typeof(HashCode),
        typeof(List<byte>), typeof(ValueTuple), typeof(Convert), typeof(CollectionsMarshal),
    ];

    // Their argument is a field of the C# compiler's, which a call of its own does not have.
    private static readonly HashSet<string> NeedToken = ["InitializeArray", "CreateSpan"];

    private static readonly Lazy<Call[]> Calls = new(AllCalls);

    [Fact]
    public void Allows_AllowedMethods_AreCompiled()
    {
        Call[] allowed = [.. Calls.Value.Where(call => call.IsAllowed)];

        Assert.True(allowed.Length > 200);
        Assert.Equal(string.Empty, string.Join('\n', Check(allowed)));
    }

    [Fact]
    public void Allows_OtherMethods_AreRefused()
    {
        Call[] others = [.. Calls.Value.Where(call => !call.IsAllowed)];
        IReadOnlyList<string> errors = Check(others);

        // Some fail only in what they call, which tells nothing about who called it.
        Call[] doubtful =
        [
            .. others.Where(call => !errors.Any(
                error => error.StartsWith($"Calls.{call.Name}:", StringComparison.Ordinal))),
        ];
        Assert.True(others.Length > 800);
        Assert.Equal(
            string.Empty,
            string.Join('\n', doubtful.Where(call => Check([call]).Count == 0).Select(call => call.Name)));
    }

    private static Call[] AllCalls()
    {
        CSharpCompilation compilation = GuestSource.Compile("Empty", []);
        ClassLibrary library = new(compilation);
        List<Call> calls = [];
        foreach (Type type in Types)
        {
            foreach (IMethodSymbol symbol in Methods(compilation, type)
                .Where(symbol => !NeedToken.Contains(symbol.Name)))
            {
                if (Instance(type, symbol) is { } method)
                {
                    string name = $"{calls.Count:D4} {symbol.ToDisplayString()}";
                    calls.Add(new Call(name, method, library.Allows(symbol) && HasGuestTypes(symbol)));
                }
            }
        }

        return [.. calls];
    }

    private static IReadOnlyList<string> Check(Call[] calls)
    {
        string folder = GuestSource.NewFolder();
        string assembly = Path.Combine(folder, "Calls.dll");
        PersistedAssemblyBuilder builder = new(new AssemblyName("Calls"), typeof(object).Assembly);
        TypeBuilder type = builder.DefineDynamicModule("Calls").DefineType(
            "Calls", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        foreach (Call call in calls)
        {
            Emit(type, call.Name, call.Method);
        }

        type.CreateType();
        builder.Save(assembly);
        IReadOnlyList<string> errors = GuestCompiler.Check(assembly);
        Directory.Delete(folder, recursive: true);
        return errors;
    }

    private static IEnumerable<IMethodSymbol> Methods(CSharpCompilation compilation, Type type)
    {
        string name = (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!;
        return compilation.GetTypesByMetadataName(name)
            .Single(found => found.ContainingAssembly.Name == type.Assembly.GetName().Name)
            .GetMembers().OfType<IMethodSymbol>()
            .Where(method => method.DeclaredAccessibility == Accessibility.Public && method.MetadataToken != 0
                && method.MethodKind != MethodKind.Destructor && !GuestCode.IsException(method.ReturnType)
                && !(method.MethodKind == MethodKind.Constructor && GuestCode.IsException(method.ContainingType)));
    }

    // The type rules judge these, wherever such a value appears.
    private static bool HasGuestTypes(IMethodSymbol method) => method.Parameters
        .Select(parameter => parameter.Type).Append(method.ReturnType)
        .All(type => TypeRules.Broken(type) is null && type.TypeKind != TypeKind.Delegate);

    private static MethodBase? Instance(Type type, IMethodSymbol symbol)
    {
        MethodBase method = type.Module.ResolveMethod(symbol.MetadataToken)!;
        if (type.IsGenericType)
        {
            method = MethodBase.GetMethodFromHandle(method.MethodHandle, type.TypeHandle)!;
        }

        if (method is not MethodInfo { IsGenericMethodDefinition: true } generic)
        {
            return method;
        }

        foreach (Type argument in new[] { typeof(byte), typeof(string), typeof(int[]), typeof(DayOfWeek) })
        {
            try
            {
                return generic.MakeGenericMethod(
                    [.. Enumerable.Repeat(argument, generic.GetGenericArguments().Length)]);
            }
            catch (ArgumentException)
            {
                // The constraints want another argument.
            }
        }

        return null;
    }

    private static void Emit(TypeBuilder calls, string name, MethodBase method)
    {
        List<Type> parameters = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        Type owner = method.DeclaringType!;
        if (!method.IsStatic && !method.IsConstructor)
        {
            parameters.Insert(0, owner.IsValueType ? owner.MakeByRefType() : owner);
        }

        Type result = method is MethodInfo info ? info.ReturnType : owner;
        ILGenerator code = calls.DefineMethod(
            name, MethodAttributes.Public | MethodAttributes.Static, result, [.. parameters]).GetILGenerator();
        for (int i = 0; i < parameters.Count; i++)
        {
            code.Emit(OpCodes.Ldarg, (short)i);
        }

        if (method is ConstructorInfo constructor)
        {
            code.Emit(OpCodes.Newobj, constructor);
        }
        else
        {
            code.Emit(OpCodes.Call, (MethodInfo)method);
        }

        code.Emit(OpCodes.Ret);
    }

    private sealed record Call(string Name, MethodBase Method, bool IsAllowed);
}
