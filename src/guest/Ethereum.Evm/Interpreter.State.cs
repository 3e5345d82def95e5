using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>
/// Instructions on accounts and storage. What can be charged before the state is read is charged
/// first, so that a frame without gas asks nothing of the witness.
/// </summary>
public sealed partial class Interpreter
{
    // EIP-2929: what a cold account costs more. Precompiled contracts are always warm.
    private bool ChargeAccess(Frame frame, Account account, long coldCost) =>
        account.WarmStamp == _world.Stamp
        || _rules.Precompiles.TryGetNumber(in account.Address, out _)
        || ChargeCold(frame, account, coldCost);

    private bool ChargeCold(Frame frame, Account account, long coldCost) =>
        !_world.Warm(account) || frame.Charge(coldCost);

    private bool LoadSlot(Frame frame, out VmStatus status)
    {
        status = VmStatus.OutOfGas;
        ref UInt256 top = ref frame.Stack[frame.Height - 1];
        if (!_world.IsWarm(frame.Self, in top) && !frame.Charge(_rules.Gas.ColdLoad))
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
        GasSchedule prices = _rules.Gas;
        if (frame.Gas < prices.StoreLeast
            || (!_world.IsWarm(frame.Self, in key) && !frame.Charge(prices.ColdStore)))
        {
            return false;
        }

        StorageSlot slot = _world.Slot(frame.Self, in key);
        _world.Warm(slot);
        long cost = prices.IsStoreNet
            ? NetStoreCost(prices, slot, in value, out long refund)
            : GrossStoreCost(prices, slot, in value, out refund);
        if (!frame.Charge(cost))
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

    // The Yellow Paper's rule: the value before the instruction decides.
    private static long GrossStoreCost(
        GasSchedule prices, StorageSlot slot, in UInt256 value, out long refund)
    {
        bool wasZero = slot.Current.IsZero;
        refund = value.IsZero && !wasZero ? prices.StoreClearRefund : 0;
        return wasZero && !value.IsZero ? GasCost.StorageSet : prices.StoreReset;
    }

    // EIP-1283, and EIP-2200 as changed by EIP-2929 and EIP-3529, without the surcharge of a cold
    // slot.
    private static long NetStoreCost(
        GasSchedule prices, StorageSlot slot, in UInt256 value, out long refund)
    {
        refund = 0;
        ref readonly UInt256 original = ref slot.Original;
        ref readonly UInt256 current = ref slot.Current;
        if (current == value)
        {
            return prices.StoreDirty;
        }

        if (original == current)
        {
            if (original.IsZero)
            {
                return GasCost.StorageSet;
            }

            refund = value.IsZero ? prices.StoreClearRefund : 0;
            return prices.StoreReset;
        }

        if (!original.IsZero)
        {
            if (current.IsZero)
            {
                refund -= prices.StoreClearRefund;
            }
            else if (value.IsZero)
            {
                refund += prices.StoreClearRefund;
            }
        }

        if (original == value)
        {
            refund += (original.IsZero ? GasCost.StorageSet : prices.StoreReset) - prices.StoreDirty;
        }

        return prices.StoreDirty;
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
        if (!ChargeAccess(frame, account, _rules.Gas.ColdAccount))
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
        if (!ChargeAccess(frame, account, _rules.Gas.ColdAccount))
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
        return CopyToMemory(frame, code, out status);
    }

    private VmStatus SelfDestruct(Frame frame)
    {
        if (frame.IsStatic)
        {
            return VmStatus.StaticViolation;
        }

        Address address = Address.FromUInt256(in frame.Stack[--frame.Height]);
        Account heir = _world.Find(in address);
        GasSchedule prices = _rules.Gas;
        if (!frame.Charge(prices.SelfDestruct) || !ChargeAccess(frame, heir, prices.ColdHeir))
        {
            return VmStatus.OutOfGas;
        }

        Account self = frame.Self;
        _world.EnsureLoaded(heir);
        _world.EnsureLoaded(self);
        UInt256 balance = self.Balance;
        bool isGift = !balance.IsZero || !_rules.HasStateClearing;
        if (isGift && IsNew(heir) && !frame.Charge(prices.NewHeir))
        {
            return VmStatus.OutOfGas;
        }

        bool disappears = !_rules.KeepsOldContracts || self.CreatedStamp == _world.Stamp;
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
            if (self.DestroyedStamp != _world.Stamp)
            {
                _world.Refund += prices.SelfDestructRefund;
            }

            _world.MarkDestroyed(self);
        }

        return VmStatus.Success;
    }
}
