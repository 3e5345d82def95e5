# Sourced by .ci/run: what `zero` does with real blocks, counted one check each.

witnesses=$(find "$ZEROSHARP_DATA/zero-witnesses" -name 'b*.json' -not -name '*_header.json' -printf '%h\n' -quit)
work=$(mktemp -d)
for block in b4_dev b28_dev b978_dev b2841_dev b19807080_main b19840104_main; do
    run_check "execute $block" ./zero execute "$witnesses/$block.json" --header "$witnesses/${block}_header.json"
done
run_check "execute witness_b3_b6" ./zero execute "$witnesses/witness_b3_b6.json"
rm -rf "$work"
