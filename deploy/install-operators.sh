#!/usr/bin/env bash
# Installs what the chart needs in a cluster: cert-manager, the RabbitMQ cluster operator, KEDA, and Prometheus with
# Grafana. Run it again to change to the versions named here; what is installed already stays.
set -euo pipefail

cert_manager_version=v1.21.1
rabbitmq_operator_version=v2.22.3
keda_version=2.20.2
kube_prometheus_stack_version=88.5.3

cert_manager_manifest=https://github.com/cert-manager/cert-manager/releases/download/$cert_manager_version/cert-manager.yaml
rabbitmq_manifest=https://github.com/rabbitmq/cluster-operator/releases/download/$rabbitmq_operator_version/cluster-operator.yml
keda_charts=https://kedacore.github.io/charts
prometheus_charts=https://prometheus-community.github.io/helm-charts

least_minor=31
max_attempts=12
timeout=10m
action=install
is_dry=false
skipped=()

usage() {
    cat <<END
usage: $(basename "$0") [OPTION]...

Installs, in this order and each only after the one before is ready:
  cert-manager      $cert_manager_version  namespace cert-manager
  rabbitmq          $rabbitmq_operator_version  namespace rabbitmq-system
  keda              $keda_version   namespace keda
  prometheus        $kube_prometheus_stack_version   namespace monitoring (kube-prometheus-stack)

Options:
  --uninstall       remove them, the last first. Custom resources go with the definitions of cert-manager and RabbitMQ:
                    refused while there are any
  --skip NAME       leave one out, such as --skip prometheus; may be repeated
  --timeout TIME    how long each may take to be ready (default $timeout)
  --dry-run         print the commands and change nothing; needs no cluster
  -h, --help        print this
END
}

fail() {
    echo "error: $1" >&2
    exit "${2:-1}"
}

run() {
    if $is_dry; then
        printf '%q ' "$@"
        echo
    else
        "$@"
    fi
}

is_skipped() {
    local name
    for name in "${skipped[@]}"; do
        [ "$name" != "$1" ] || return 0
    done
    return 1
}

while [ $# -gt 0 ]; do
    case $1 in
        --uninstall) action=uninstall ;;
        --dry-run) is_dry=true ;;
        --skip)
            case ${2:-} in
                cert-manager | rabbitmq | keda | prometheus) skipped+=("$2") ;;
                *) fail "--skip takes cert-manager, rabbitmq, keda or prometheus" 64 ;;
            esac
            shift
            ;;
        --timeout)
            [[ ${2:-} =~ ^[0-9]+[smh]$ ]] || fail "--timeout takes a time such as 10m" 64
            timeout=$2
            shift
            ;;
        -h | --help)
            usage
            exit 0
            ;;
        *) fail "'$1' is not an option; see --help" 64 ;;
    esac
    shift
done

for tool in kubectl helm; do
    command -v "$tool" > /dev/null || fail "$tool is not installed; see https://kubernetes.io/docs/tasks/tools and \
https://helm.sh/docs/intro/install" 69
done
if ! $is_dry; then
    minor=$(kubectl version --output json --request-timeout 20s 2> /dev/null \
        | sed -n '/"serverVersion"/,$s/.*"minor": *"\([0-9]*\).*/\1/p' | head -n 1) || minor=
    [ -n "$minor" ] || fail "kubectl reaches no cluster; check 'kubectl config current-context' and 'kubectl version'" 69
    [ "$minor" -ge "$least_minor" ] || fail "the cluster is Kubernetes 1.$minor, and 1.$least_minor is needed" 69
    echo "Cluster: $(kubectl config current-context), Kubernetes 1.$minor"
fi

# Waits until every Deployment of a namespace is there in full.
wait_for() {
    run kubectl --namespace "$1" wait deployment --all --for condition=Available --timeout "$timeout"
}

# Applied by the server, because some definitions are too long for the annotation of a client's apply. Tried again,
# because cert-manager's webhook refuses for some seconds after its Deployment is available.
apply() {
    local attempt
    for ((attempt = 1; attempt < max_attempts; attempt++)); do
        run kubectl apply --server-side --force-conflicts --filename "$1" && return
        echo "Tried $attempt of $max_attempts times; again in 10 seconds ..." >&2
        sleep 10
    done
    run kubectl apply --server-side --force-conflicts --filename "$1"
}

install_chart() {
    local release=$1 namespace=$2 repository=$3 version=$4
    shift 4
    run helm upgrade "$release" "$release" --install --repo "$repository" --version "$version" \
        --namespace "$namespace" --create-namespace --wait --timeout "$timeout" "$@"
}

install_all() {
    if ! is_skipped cert-manager; then
        echo "# cert-manager $cert_manager_version"
        apply "$cert_manager_manifest"
        wait_for cert-manager
    fi
    if ! is_skipped rabbitmq; then
        echo "# RabbitMQ cluster operator $rabbitmq_operator_version"
        apply "$rabbitmq_manifest"
        wait_for rabbitmq-system
    fi
    if ! is_skipped keda; then
        echo "# KEDA $keda_version"
        install_chart keda keda "$keda_charts" "$keda_version"
    fi
    if ! is_skipped prometheus; then
        echo "# kube-prometheus-stack $kube_prometheus_stack_version"
        # Dashboards may be in any namespace, and say in an annotation into which folder they go.
        install_chart kube-prometheus-stack monitoring "$prometheus_charts" "$kube_prometheus_stack_version" \
            --set grafana.sidecar.dashboards.searchNamespace=ALL \
            --set grafana.sidecar.dashboards.folderAnnotation=grafana_folder \
            --set grafana.sidecar.dashboards.provider.foldersFromFilesStructure=true
    fi
    $is_dry || echo "Installed. Next: helm install test ./deploy/helm/zerosharp --namespace zero --create-namespace"
}

# Ends the script while custom resources exist that would go with their definition.
refuse_while_used() {
    local kind=$1 found
    $is_dry && return 0
    found=$(kubectl get "$kind" --all-namespaces --no-headers --ignore-not-found 2> /dev/null | head -n 1)
    [ -z "$found" ] || fail "there are objects of $kind, which would be deleted with their definition: \
uninstall the releases that made them first (kubectl get $kind --all-namespaces)"
}

uninstall_all() {
    if ! is_skipped prometheus; then
        run helm uninstall kube-prometheus-stack --namespace monitoring --ignore-not-found --wait --timeout "$timeout"
    fi
    if ! is_skipped keda; then
        refuse_while_used scaledobjects.keda.sh
        run helm uninstall keda --namespace keda --ignore-not-found --wait --timeout "$timeout"
    fi
    if ! is_skipped rabbitmq; then
        refuse_while_used rabbitmqclusters.rabbitmq.com
        run kubectl delete --ignore-not-found --filename "$rabbitmq_manifest"
    fi
    if ! is_skipped cert-manager; then
        refuse_while_used certificates.cert-manager.io
        run kubectl delete --ignore-not-found --filename "$cert_manager_manifest"
    fi
}

"${action}_all"
