# For interactive shells of the jumpbox: completion, and what to type first.
if [ -n "${BASH_VERSION:-}" ] && [[ $- == *i* ]] && [ -z "${ZERO_JUMPBOX:-}" ]; then
    ZERO_JUMPBOX=shown
    _zero_complete() {
        local line=$COMP_LINE point=$COMP_POINT
        # The command line knows its roles as commands of its own.
        if [ "$1" = zero ]; then
            line=${line#zero } point=$((point - 5))
        fi
        mapfile -t COMPREPLY < <(dotnet /app/zero.dll "[suggest:$point]" "$line" 2> /dev/null \
            | while IFS= read -r word; do [[ $word == "$2"* ]] && printf '%s\n' "$word"; done)
    }
    complete -F _zero_complete zero leader worker scaler rpc verifier
    cat << 'END'
ZeroSharp's jumpbox. Every command has --help, and the tab key completes.
  zero queues status                                           what waits in the broker (AMQP_URI)
  zero jobs list                                               the blocks (ZERO_DATABASE)
  rpc fetch --rpc-url URL --start-block N | jq '.[]' > /tmp/w.json            witnesses from a node
  leader --runtime=amqp stdio < /tmp/w.json > /tmp/out; tail -n1 /tmp/out > /tmp/proof.json
  verifier --file-path /tmp/proof.json
  zero execute /usr/share/doc/zerosharp/small.json             a block to try, without a cluster
Files go to /tmp and /data; all else is read-only.
END
fi
