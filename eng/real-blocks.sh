# Sourced by .ci/run: what `zero` does with real blocks, counted one check each.

witnesses=$(find "$ZEROSHARP_DATA/zero-witnesses" -name 'b*.json' -not -name '*_header.json' -printf '%h\n' -quit)
work=$(mktemp -d)

# expect_exit CODE COMMAND...: succeeds if the command ends with that exit code.
expect_exit() {
    local expected=$1 code=0
    shift
    "$@" || code=$?
    [ "$code" = "$expected" ] || { echo "exit code $code where $expected is due"; return 1; }
}

# refuses COMMAND...: bad input ends with exit code 2, one line and no output file.
refuses() {
    expect_exit 2 "$@" -o "$work/none.json" 2> "$work/refusal" || return 1
    cat "$work/refusal"
    [ "$(wc -l < "$work/refusal")" = 1 ] && [ ! -e "$work/none.json" ]
}

real=$(dirname "$(find "$ZEROSHARP_DATA/real-blocks" -name '*.json' -print -quit)")

for file in "$real"/*.json; do
    run_check "execute $(basename "$file")" ./zero execute "$file"
done
run_check "cost of the real blocks" ./zero bench --execute "$real"/*.json

# The whole way for a block each of Cancun, Prague and Osaka, and for one that calls every precompiled contract.
for block in mainnet-21688509 hoodi-690403 mainnet-24628607; do
    run_check "prove $block" ./zero prove --quiet "$real/$block.json" -o "$work/$block.json"
    run_check "verify $block" ./zero verify "$work/$block.json"
done
run_check "verify hoodi-690403 by the rules of mainnet" expect_exit 1 ./zero verify "$work/hoodi-690403.json" --chain mainnet
run_check "prove the sample of precompiled contracts" \
    ./zero prove --quiet samples/precompiles.json --chain samples/genesis.json -o "$work/precompiles.json"
run_check "verify the sample of precompiled contracts" \
    ./zero verify "$work/precompiles.json" --chain samples/genesis.json

for block in b4_dev b28_dev b978_dev b2841_dev b19807080_main b19840104_main; do
    run_check "execute $block" ./zero execute "$witnesses/$block.json" --header "$witnesses/${block}_header.json"
done
run_check "execute witness_b3_b6" ./zero execute "$witnesses/witness_b3_b6.json"

# The whole way: proof, verification against the block's own header, and refusal against another's.
proven=(b28_dev b19840104_main b19807080_main b4_dev)
for i in "${!proven[@]}"; do
    block=${proven[$i]}
    other=${proven[$(((i + 1) % ${#proven[@]}))]}
    run_check "prove $block" ./zero prove --quiet "$witnesses/$block.json" -o "$work/$block.json"
    run_check "verify $block" ./zero verify "$work/$block.json" --header "$witnesses/${block}_header.json"
    run_check "verify $block, header of $other" \
        expect_exit 1 ./zero verify "$work/$block.json" --header "$witnesses/${other}_header.json"
done

# Every block of the batch on its own header would need headers, which the set lacks; its chain is checked
# by the proof's verifier instead.
run_check "prove witness_b3_b6" ./zero prove --quiet "$witnesses/witness_b3_b6.json" -o "$work/b3_b6.json"
run_check "verify witness_b3_b6" ./zero verify "$work/b3_b6.json"

# Bad input made of a real one.
sed -E 's/"checkpoint_state_trie_root": *"0x[0-9a-f]{4}/"checkpoint_state_trie_root":"0xffff/' \
    "$witnesses/b28_dev.json" > "$work/other_root.json"
run_check "refuse b28_dev, other pre-state root" refuses ./zero prove "$work/other_root.json"
head -c 20000 "$witnesses/b28_dev.json" > "$work/cut.json"
run_check "refuse b28_dev, cut" refuses ./zero prove "$work/cut.json"
rm -rf "$work"
