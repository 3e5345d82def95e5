using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Compiler.Emit;

/// <summary>
/// The part of the guest that is not C#: the entry point, traps and the allocator, in LLVM IR.
/// Fresh memory is zero, and nothing is ever freed.
/// </summary>
internal static class RuntimeText
{
    // Room for the calls of one recursion step that are not themselves guarded.
    private const uint StackReserve = 1 << 22;

    /// <summary>What a recursive function does first: it stops where the stack ends.</summary>
    public static string StackGuard { get; } = $"""
          %guard.sp = call i64 @llvm.read_register.i64(metadata !8)
          %guard.low = icmp ult i64 %guard.sp, {MemoryMap.HeapEnd + StackReserve}
          br i1 %guard.low, label %guard.trap, label %guard.ok, !prof !2
        guard.trap:
          call void @zs.trap(i32 {(int)TrapCode.StackOverflow})
          unreachable
        guard.ok:

        """;

    /// <summary>Everything before the program's own globals and functions.</summary>
    /// <param name="returnsCode">Whether Main returns the exit code.</param>
    /// <param name="main">Main's symbol.</param>
    /// <param name="elementSizes">Bytes per array element by type id, as an LLVM constant.</param>
    public static string Module(bool returnsCode, string main, string elementSizes)
    {
        string call = returnsCode
            ? $"  %code = call i32 {main}()\n  ret i32 %code"
            : $"  call void {main}()\n  ret i32 0";
        return $$"""
            source_filename = "guest"
            target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
            target triple = "riscv64-unknown-none-elf"

            module asm ".section .text.start,\22ax\22,@progbits"
            module asm ".globl _start"
            module asm "_start:"
            module asm "li sp, {{MemoryMap.StackTop}}"
            module asm "call zs_main"
            module asm "li a7, {{EcallNumber.Halt}}"
            module asm "ecall"
            module asm "j ."

            !0 = !{i32 0, i32 2147483647}
            !1 = !{}
            !2 = !{!"branch_weights", i32 1, i32 1048575}
            !3 = !{!"guest memory"}
            !4 = !{!"reference", !3}
            !5 = !{!"data", !3}
            !6 = !{!4, !4, i64 0}
            !7 = !{!5, !5, i64 0}
            !8 = !{!"sp"}

            declare i64 @llvm.read_register.i64(metadata)

            @zs.next = internal global i64 {{MemoryMap.HeapBase}}, align 8
            @zs.sizes = internal constant {{elementSizes}}, align 8

            define dso_local i32 @zs_main() nounwind noinline {
            {{call}}
            }

            define internal void @zs.trap(i32 %code) noinline noreturn nounwind cold {
              %wide = zext i32 %code to i64
              %r = call i64 asm sideeffect "ecall", "={a0},{a7},{a0}"(i64 {{EcallNumber.Halt}}, i64 %wide)
              unreachable
            }

            define internal noalias nonnull ptr @zs.object(i32 %id, i64 %size) noinline nounwind {
              %object = call ptr @zs.allocate(i64 %size)
              store i32 %id, ptr %object, align 8
              ret ptr %object
            }

            define internal noalias nonnull ptr @zs.array(i32 %id, i64 %length, i64 %size) noinline nounwind {
              %wrong = icmp ugt i64 %length, 2147483647
              br i1 %wrong, label %trap, label %ok, !prof !2
            ok:
              %bytes = mul i64 %length, %size
              %all = add i64 %bytes, 15
              %rounded = and i64 %all, -8
              %array = call ptr @zs.allocate(i64 %rounded)
              store i32 %id, ptr %array, align 8
              %at = getelementptr i8, ptr %array, i64 4
              %short = trunc i64 %length to i32
              store i32 %short, ptr %at, align 4
              ret ptr %array
            trap:
              call void @zs.trap(i32 {{(int)TrapCode.Overflow}})
              unreachable
            }

            define internal ptr @zs.allocate(i64 %size) alwaysinline nounwind {
              %start = load i64, ptr @zs.next, align 8
              %end = add i64 %start, %size
              %full = icmp ugt i64 %end, {{MemoryMap.HeapEnd}}
              br i1 %full, label %trap, label %ok, !prof !2
            ok:
              store i64 %end, ptr @zs.next, align 8
              %pointer = inttoptr i64 %start to ptr
              ret ptr %pointer
            trap:
              call void @zs.trap(i32 {{(int)TrapCode.OutOfMemory}})
              unreachable
            }

            define internal ptr @zs.range(ptr %array, i32 %start, i32 %count) nounwind {
              %at = getelementptr i8, ptr %array, i64 4
              %length = load i32, ptr %at, align 4, !range !0
              %limit = zext i32 %length to i64
              %from = zext i32 %start to i64
              %more = zext i32 %count to i64
              %end = add i64 %from, %more
              %outside = icmp ugt i64 %end, %limit
              br i1 %outside, label %trap, label %ok, !prof !2
            ok:
              %size = call i64 @zs.size(ptr %array)
              %skip = mul i64 %from, %size
              %offset = add i64 %skip, 8
              %pointer = getelementptr i8, ptr %array, i64 %offset
              ret ptr %pointer
            trap:
              call void @zs.trap(i32 {{(int)TrapCode.ArgumentOutOfRange}})
              unreachable
            }

            define internal i64 @zs.size(ptr %array) nounwind {
              %id = load i32, ptr %array, align 8
              %entry = getelementptr i32, ptr @zs.sizes, i32 %id
              %size = load i32, ptr %entry, align 4
              %wide = zext i32 %size to i64
              ret i64 %wide
            }

            define internal void @zs.clear(ptr %array, i32 %start, i32 %count) nounwind {
              %pointer = call ptr @zs.range(ptr %array, i32 %start, i32 %count)
              %size = call i64 @zs.size(ptr %array)
              %more = zext i32 %count to i64
              %bytes = mul i64 %more, %size
              call void @llvm.memset.p0.i64(ptr %pointer, i8 0, i64 %bytes, i1 false)
              ret void
            }

            define internal void @zs.copy(ptr %source, i32 %from, ptr %target, i32 %to, i32 %count) nounwind {
              %read = call ptr @zs.range(ptr %source, i32 %from, i32 %count)
              %write = call ptr @zs.range(ptr %target, i32 %to, i32 %count)
              %size = call i64 @zs.size(ptr %source)
              %more = zext i32 %count to i64
              %bytes = mul i64 %more, %size
              call void @llvm.memmove.p0.p0.i64(ptr %write, ptr %read, i64 %bytes, i1 false)
              ret void
            }


            """;
    }
}
