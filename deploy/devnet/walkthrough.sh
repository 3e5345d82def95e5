#!/usr/bin/env bash
# walkthrough.sh [BLOCKS] [FOLDER]: from nothing to a chain of proven blocks, on this machine.
# Starts a chain, two workers and a leader; fetches a block, proves it over HTTP and verifies it; follows the tip for
# BLOCKS blocks (20) and verifies all of their proofs. Leaves proofs, logs and metrics in FOLDER (./walkthrough).
#
# Needs curl, jq, anvil (zero devnet says how to get it), and RabbitMQ at AMQP_URI. Settings, from the environment:
#   AMQP_URI           amqp://guest:guest@127.0.0.1:5672
#   ZERO_DATABASE      a database in FOLDER; or postgres://user@host/name
#   ZERO_QUEUE_PREFIX  walkthrough
#   ZERO               how the command line is called: ./zero of this repository
#   RPC_PORT, BLOCK_TIME, TRANSACTIONS, MIX, SEED   of the chain: 8545, 4, 1, transfer=1, 1
#   WORKERS, MEMORY    number of workers: 2; what each may take: 1.5GiB
#   PRICE, PATIENCE    US dollars that an hour of a worker costs: 0.05; seconds that a step may take: 600
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
blocks=${1:-20}
folder=${2:-walkthrough}
first=2
last=$((first + blocks - 1))
patience=${PATIENCE:-600}
# The longest that the leader lets a request wait.
wait=$((patience < 600 ? patience : 600))
workers=${WORKERS:-2}
memory=${MEMORY:-1.5GiB}
read -ra zero <<< "${ZERO:-$here/../../zero}"
export AMQP_URI=${AMQP_URI:-amqp://guest:guest@127.0.0.1:5672}
export ZERO_QUEUE_PREFIX=${ZERO_QUEUE_PREFIX:-walkthrough} ZERO_RUNTIME=amqp
export ZERO_METRICS_ADDRESS=127.0.0.1:0 ZERO_PRICE_PER_WORKER_HOUR=${PRICE:-0.05}

if [ -e "$folder" ]; then
    echo "error: $folder is there already: delete it, or name another folder" >&2
    exit 74
fi
mkdir -p "$folder/proofs"
cd "$folder"
export ZERO_DATA=$PWD/data

started=()
finish() {
    local process
    for process in "${started[@]}"; do
        kill "$process" 2> /dev/null || true
    done
    wait
}
trap finish EXIT

# start NAME ARGUMENTS...: a process of its own, with output in NAME.out and messages in NAME.log; its number is in
# the variable NAME.
start() {
    local name=$1
    shift
    "${zero[@]}" "$@" > "$name.out" 2> "$name.log" < /dev/null &
    printf -v "$name" %s $!
    started+=($!)
}

# until_done NAME COMMAND...: waits until COMMAND succeeds; gives up when the process NAME has ended.
until_done() {
    local name=$1
    shift
    for ((i = 0; i < patience * 5; i++)); do
        if "$@" > /dev/null 2>&1; then
            return
        fi
        if ! kill -0 "${!name}" 2> /dev/null; then
            echo "error: $name has ended: $(tail -n 3 "$name.log")" >&2
            exit 1
        fi
        sleep 0.2
    done
    echo "error: $name did not get there in $patience s; see $folder/$name.log" >&2
    exit 1
}

# url_in NAME TEXT: the address after TEXT in the messages of NAME.
url_in() { sed -nE "s|.*$2 (http://[^ /]+).*|\1|p" "$1.log" | head -n 1; }

has_first() { [ "$("${zero[@]}" rpc block-number --rpc-url "$url")" -ge "$first" ]; }

has_proved() { [ "$(jq -s 'map(select(.event == "proved")) | length' tip.out)" -ge "$blocks" ]; }

step() { echo; echo "== $1"; }

step "A chain with a block every ${BLOCK_TIME:-4} s"
start chain devnet up --port "${RPC_PORT:-8545}" --block-time "${BLOCK_TIME:-4}" --blocks "$blocks" \
    --transactions "${TRANSACTIONS:-1}" --mix "${MIX:-transfer=1}" --seed "${SEED:-1}" --json
until_done chain grep -q '"ready"' chain.out
url=$(jq -rs '.[0].rpc_url' chain.out)
echo "chain $("${zero[@]}" rpc chain-id --rpc-url "$url") at $url"

step "$workers workers, and a leader with an HTTP interface"
for ((w = 1; w <= $workers; w++)); do
    start "worker$w" worker --name "worker$w" --threads 1 --memory "$memory"
done
start leader leader --memory "$memory" http --port 0 --allow-anonymous
for ((w = 1; w <= $workers; w++)); do
    until_done "worker$w" grep -q 'is ready' "worker$w.log"
done
until_done leader grep -q 'listening on' leader.log
api=$(url_in leader 'listening on')
echo "leader at $api"

step "The input of block $first, from the node"
until_done chain has_first
"${zero[@]}" rpc block "$first" --rpc-url "$url"
"${zero[@]}" rpc fetch --rpc-url "$url" --start-block "$first" -o block.json

step "Its proof, over HTTP"
curl -sSf --data-binary @block.json "$api/v1/jobs?wait=$wait" -o jobs.json
jq -r '.[] | "job \(.id): block \(.block_number) \(.state), \(.segments) segment(s), \(.cycles) cycles"' jobs.json
curl -sSf "$api/v1/jobs/$(jq -r '.[0].id' jobs.json)/proof" -o proof.json
"${zero[@]}" verifier --file-path proof.json

step "The tip of the chain, for $blocks blocks"
start tip leader --memory "$memory" --output-dir proofs rpc --rpc-url "$url" --start-block "$first" --json
until_done tip has_proved
jq -r 'select(.event == "proved") | "block \(.block) \(.hash) proved"' tip.out

step "All proofs, each by itself and as a chain"
for ((n = first; n <= last; n++)); do
    jq -c '.[]' "proofs/b$n.zkproof"
done | jq -s . > chain.json
"${zero[@]}" verifier --file-path chain.json
"${zero[@]}" verify --json chain.json > verdicts.json

# Once more after the leaders' next look at queues and jobs.
sleep "${METRICS_PAUSE:-6}"
for ((w = 1; w <= $workers; w++)); do
    curl -sSf "$(url_in "worker$w" 'metrics are served on')/metrics" -o "worker$w.metrics"
done
curl -sSf "$(url_in leader 'metrics are served on')/metrics" -o leader.metrics
curl -sSf "$(url_in tip 'metrics are served on')/metrics" -o tip.metrics

step "Done: proofs, logs and metrics are in $folder"
"${zero[@]}" jobs list --limit 1000 --json > all-jobs.json
"${zero[@]}" jobs list --limit 5
for process in tip leader chain; do
    kill "${!process}"
    wait "${!process}" || { echo "error: $process ended with $?" >&2; exit 1; }
done
