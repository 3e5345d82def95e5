#!/usr/bin/env bash
# Starts the cluster of compose.yaml, with passwords that are made at the first start.
#   deploy/docker/up.sh [OPTION OF docker compose up]...
#   deploy/docker/up.sh --init      only makes the passwords
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Containers with users of their own read the files, so these may be read by all; the folder may not.
mkdir -p secrets
chmod 700 secrets

random() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }

# keep FILE TEXT: what is there stays, for the volumes know it.
keep() {
    [ -s "secrets/$1" ] && return
    printf '%s' "$2" > "secrets/$1.new"
    chmod 644 "secrets/$1.new"
    mv "secrets/$1.new" "secrets/$1"
}

keep rabbitmq-password "$(random)"
keep postgres-password "$(random)"
keep grafana-password "$(random)"
keep api-keys "$(random)"
keep rabbitmq-user "default_user = zerosharp
default_pass = $(cat secrets/rabbitmq-password)
"
[ "${1:-}" != --init ] || exit 0

docker compose up --detach "$@"
cat << END
leader      http://127.0.0.1:8080  key: $PWD/secrets/api-keys (header X-API-Key)
Grafana     http://127.0.0.1:3000  user zerosharp, password: $PWD/secrets/grafana-password
Prometheus  http://127.0.0.1:9090
RabbitMQ    http://127.0.0.1:15672 user zerosharp, password: $PWD/secrets/rabbitmq-password
A shell with all tools: docker compose --file $PWD/compose.yaml run --rm jumpbox bash
END
