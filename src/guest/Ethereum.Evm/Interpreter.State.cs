using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>
/// Instructions on accounts and storage. What can be charged before the state is read is charged
/// first, so that a frame without gas asks nothing of the witness.
/// </summary>
public sealed partial class Interpreter
{
    // Precompiled contracts are always warm (EIP-2929).
    private bool ChargeAccess(Frame frame, Account account, long warmCost)
    {
        if (account.WarmStamp == _world.Stamp
            || _rules.Precompiles.TryGetNumber(in account.Address, out _))
        {
            return frame.Charge(warmCost);
        }

        _world.Warm(account);
        return frame.Charge(GasCost.ColdAccount);
    }

    private bool LoadSlot(Frame frame, out VmStatus status)
    {
        status = VmStatus.OutOfGas;
        ref UInt256 top = ref frame.Stack[frame.Height - 1];
        bool isWarm = _world.IsWarm(frame.Self, in top);
        if (!frame.Charge(isWarm ? GasCost.Warm : GasCost.ColdSlot))
        {
            return false;
        }

        StorageSlot slot = _world.Slot(frame.Self, in top);
        _world.Warm(slot);
        top = slot.Current;
        return true;
    }

    private bool StoreSlot(Frame frame, out VmStatus status)
    {
        status = VmStatus.StaticViolation;
        if (frame.IsStatic)
        {
            return false;
        }

        status = VmStatus.OutOfGas;
        int height = frame.Height -= 2;
        ref readonly UInt256 key = ref frame.Stack[height + 1];
        ref readonly UInt256 value = ref frame.Stack[height];
        if (frame.Gas <= GasCost.StorageSentry
            || (!_world.IsWarm(frame.Self, in key) && !frame.Charge(GasCost.ColdSlot)))
        {
            return false;
        }

        StorageSlot slot = _world.Slot(frame.Self, in key);
        _world.Warm(slot);
        if (!frame.Charge(StoreCost(slot, in value, out long refund)))
        {
            return false;
        }

        _world.Refund += refund;
        if (slot.Current != value)
        {
            _world.SetSlot(frame.Self, slot, in value);
        }

        return true;
    }

    // EIP-2200 as changed by EIP-2929 and EIP-3529, without the surcharge of a cold slot.
    private static long StoreCost(StorageSlot slot, in UInt256 value, out long refund)
    {
        refund = 0;
        ref readonly UInt256 original = ref slot.Original;
        ref readonly UInt256 current = ref slot.Current;
        if (current == value)
        {
            return GasCost.Warm;
        }

        if (original == current)
        {
            if (original.IsZero)
            {
                return GasCost.StorageSet;
            }

            refund = value.IsZero ? GasCost.StorageClearRefund : 0;
            return GasCost.StorageReset;
        }

        if (!original.IsZero)
        {
            if (current.IsZero)
            {
                refund -= GasCost.StorageClearRefund;
            }
            else if (value.IsZero)
            {
                refund += GasCost.StorageClearRefund;
            }
        }

        if (original == value)
        {
            refund += (original.IsZero ? GasCost.StorageSet : GasCost.StorageReset) - GasCost.Warm;
        }

        return GasCost.Warm;
    }

    private void ReadTransient(Frame frame)
    {
        ref UInt256 top = ref frame.Stack[frame.Height - 1];
        top = _world.ReadTransient(in frame.Self.Address, in top);
    }

    private bool WriteTransient(Frame frame, out VmStatus status)
    {
        status = VmStatus.StaticViolation;
        int height = frame.Height -= 2;
        if (frame.IsStatic)
        {
            return false;
        }

        _world.WriteTransient(
            frame.Self, in frame.Stack[height + 1], in frame.Stack[height]);
        return true;
    }

    private bool ReadAccount(Frame frame, int opcode, out VmStatus status)
    {
        status = VmStatus.OutOfGas;
        ref UInt256 top = ref frame.Stack[frame.Height - 1];
        Address address = Address.FromUInt256(in top);
        Account account = _world.Find(in address);
        if (!ChargeAccess(frame, account, GasCost.Warm))
        {
            return false;
        }

        _world.EnsureLoaded(account);
        if (opcode == Opcode.Balance)
        {
            top = account.Balance;
        }
        else if (opcode == Opcode.ExtCodeSize)
        {
            top = (uint)_world.CodeOf(account).Length;
        }
        else
        {
            // EIP-1052.
            top = account.IsEmpty ? default : account.CodeHash.ToUInt256();
        }

        return true;
    }

    private bool CopyExternalCode(Frame frame, out VmStatus status)
    {
        status = VmStatus.OutOfGas;
        Address address = Address.FromUInt256(in frame.Stack[--frame.Height]);
        Account account = _world.Find(in address);
        if (!ChargeAccess(frame, account, GasCost.Warm))
        {
            return false;
        }

        // The copy is charged before the code is asked for.
        UInt256[] stack = frame.Stack;
        int height = frame.Height;
        if (!frame.TryExpand(in stack[height - 1], in stack[height - 3], out _, out int count))
        {
            return false;
        }

        if (frame.Gas < GasCost.CopyWord * GasCost.Words(count))
        {
            return false;
        }

        ReadOnlySpan<byte> code = count == 0 ? default : _world.CodeOf(account).Span;
        return CopyToMemory(frame, code, 0, out status);
    }

    private VmStatus SelfDestruct(Frame frame)
    {
        if (frame.IsStatic)
        {
            return VmStatus.StaticViolation;
        }

        Address address = Address.FromUInt256(in frame.Stack[--frame.Height]);
        Account heir = _world.Find(in address);
        if (!frame.Charge(GasCost.SelfDestruct) || !ChargeAccess(frame, heir, 0))
        {
            return VmStatus.OutOfGas;
        }

        Account self = frame.Self;
        _world.EnsureLoaded(heir);
        _world.EnsureLoaded(self);
        UInt256 balance = self.Balance;
        if (!balance.IsZero && heir.IsEmpty && !frame.Charge(GasCost.NewAccount))
        {
            return VmStatus.OutOfGas;
        }

        // EIP-6780: from Cancun on only contracts of this transaction disappear.
        bool disappears = !_rules.IsCancun || self.CreatedStamp == _world.Stamp;
        if (heir != self)
        {
            _world.SubtractBalance(self, in balance);
            _world.AddBalance(heir, in balance);
        }
        else if (disappears)
        {
            _world.SubtractBalance(self, in balance);
        }

        if (disappears)
        {
            _world.MarkDestroyed(self);
        }

        return VmStatus.Success;
    }
}
