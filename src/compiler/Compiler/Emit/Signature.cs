using System.Reflection;
using ZeroSharp.Compiler.Types;

namespace ZeroSharp.Compiler.Emit;

/// <summary>
/// How a method's parameters and result become LLVM ones. Structs of up to six scalars pass as
/// scalars and larger ones by address of a copy that the callee owns; structs of up to two scalars
/// return in registers and larger ones through a first parameter.
/// </summary>
internal sealed class Signature
{
    public Signature(MethodBase method, LayoutTable layouts)
    {
        IsInstance = !method.IsStatic;
        if (IsInstance)
        {
            // The address of a struct, or the object.
            Parameters.Add(layouts.Of(typeof(object)));
        }

        foreach (ParameterInfo parameter in method.GetParameters())
        {
            Parameters.Add(layouts.Of(parameter.ParameterType));
        }

        Result = layouts.Of(method is MethodInfo info ? info.ReturnType : typeof(void));
    }

    public bool IsInstance { get; }

    /// <summary>Parameters in order, `this` first.</summary>
    public List<TypeLayout> Parameters { get; } = [];

    public TypeLayout Result { get; }

    /// <summary>Whether the result goes through a pointer that is the first argument.</summary>
    public bool ReturnsThroughPointer => Result.IsStruct && !Result.ReturnsAsScalars;

    /// <summary>The LLVM result type without attributes.</summary>
    public string ResultLlvm
    {
        get
        {
            if (!Result.IsStruct)
            {
                return Result.Llvm;
            }

            if (ReturnsThroughPointer || Result.Leaves!.Count == 0)
            {
                return "void";
            }

            return Result.Leaves.Count == 1
                ? Result.Leaves[0].Scalar.Llvm
                : $"{{ {string.Join(", ", Result.Leaves.Select(leaf => leaf.Scalar.Llvm))} }}";
        }
    }

    /// <summary>Attributes of the result.</summary>
    public string ResultAttributes => Result.Extension.Trim();

    /// <summary>LLVM types (with attributes) and names of the parameters.</summary>
    public IEnumerable<(string Llvm, string Name)> Lowered()
    {
        if (ReturnsThroughPointer)
        {
            yield return ("ptr noalias nocapture nonnull", "%result");
        }

        for (int i = 0; i < Parameters.Count; i++)
        {
            TypeLayout parameter = Parameters[i];
            if (!parameter.IsStruct)
            {
                string nonNull = IsInstance && i == 0 ? " nonnull" : string.Empty;
                yield return (parameter.Llvm + parameter.Extension + nonNull, $"%p{i}");
            }
            else if (parameter.PassesAsScalars)
            {
                for (int j = 0; j < parameter.Leaves!.Count; j++)
                {
                    TypeLayout scalar = parameter.Leaves[j].Scalar;
                    yield return (scalar.Llvm + scalar.Extension, $"%p{i}.{j}");
                }
            }
            else
            {
                yield return ("ptr noalias nocapture nonnull", $"%p{i}");
            }
        }
    }

    /// <summary>"define internal ... @name(...)" up to the attributes.</summary>
    public string Define(string symbol)
    {
        string parameters = string.Join(", ", Lowered().Select(p => $"{p.Llvm} {p.Name}"));
        return $"define internal {ResultAttributes} {ResultLlvm} {symbol}({parameters})";
    }
}
