#!/usr/bin/env bash
# A cluster of several hosts on one machine, to see one work or to measure what it costs: each host is a network namespace with an
# address and a worker of its own, and the driver reaches them by a bridge. Needs root, for namespaces.
#
#   docs/cluster/hosts.sh HOSTS CORES COMMAND [ARGUMENT]...
#
#   docs/cluster/hosts.sh 2 1 heatmap --run runs/demo-seed1        two hosts of one processor each
#
# Each line of the command's output follows the seconds since its start. CORES is what a worker lends and an executor takes; the machine may have
# fewer than all of them together.

set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
if (($# < 3)) || [[ ! $1 =~ ^[1-9][0-9]?$ || ! $2 =~ ^[1-9][0-9]?$ ]]; then
    sed -n '2,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
fi
hosts=$1 cores=$2
shift 2
if ((EUID != 0)) || ! command -v ip >/dev/null; then
    echo 'hosts.sh: making hosts takes root and the command ip (iproute2)' >&2
    exit 1
fi

readonly BRIDGE=dw-hosts NET=10.77.0
if ip link show "$BRIDGE" >/dev/null 2>&1; then
    echo "hosts.sh: another one is at work, or was killed; if nobody is, \"ip link del $BRIDGE\" and \"ip netns del dw-host1\", ... clear the way" >&2
    exit 1
fi
"$project/doublewin" spark --help >/dev/null # Builds where that is due, which takes its time.
work=$(mktemp -d)
pids=()
clean() {
    code=$?
    ((${#pids[@]} == 0)) || kill "${pids[@]}" 2>/dev/null || true
    wait
    for ((host = 1; host <= hosts; host++)); do
        ip netns del "dw-host$host" 2>/dev/null || true
    done
    ip link del "$BRIDGE" 2>/dev/null || true
    if ((code == 0)); then
        rm -rf "$work"
    else
        echo "hosts.sh: logs of the cluster are in $work" >&2
    fi
}
trap clean EXIT
(umask 077 && head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$work/secret")

ip link add "$BRIDGE" type bridge
ip addr add "$NET.1/24" dev "$BRIDGE"
ip link set "$BRIDGE" up
for ((host = 1; host <= hosts; host++)); do
    ip netns add "dw-host$host"
    ip link add "dw-veth$host" type veth peer name eth0 netns "dw-host$host"
    ip link set "dw-veth$host" master "$BRIDGE" up
    ip -n "dw-host$host" addr add "$NET.$((host + 1))/24" dev eth0
    ip -n "dw-host$host" link set lo up
    ip -n "dw-host$host" link set eth0 up
done

# Waits until file $1 holds $2.
await() {
    for _ in {1..600}; do
        grep -qs "$2" "$1" && return
        sleep .1
    done
    echo "hosts.sh: waited a minute for '$2':" >&2
    cat "$1" >&2
    exit 1
}

SPARK_LOCAL_IP=$NET.1 "$project/doublewin" spark master --host "$NET.1" --port 7077 --web-port 0 --secret-file "$work/secret" \
    >"$work/master.txt" 2>&1 &
pids+=($!)
await "$work/master.txt" "spark://$NET.1"
for ((host = 1; host <= hosts; host++)); do
    SPARK_LOCAL_IP=$NET.$((host + 1)) ip netns exec "dw-host$host" "$project/doublewin" spark worker --host "$NET.$((host + 1))" \
        --master "spark://$NET.1:7077" --cores "$cores" --web-port 0 --folder "$work/worker$host" --secret-file "$work/secret" \
        >"$work/worker$host.txt" 2>&1 &
    pids+=($!)
done
for ((host = 1; host <= hosts; host++)); do
    await "$work/worker$host.txt" 'worker: '
done

start=${EPOCHREALTIME/[.,]/}
command=$1
shift
SPARK_LOCAL_IP=$NET.1 "$project/doublewin" spark "$command" "$@" --master "spark://$NET.1:7077" --secret-file "$work/secret" \
    --executor-cores "$cores" --conf "spark.driver.host=$NET.1" 2>&1 |
    {
        trap '' INT # The command's last words come after it.
        while IFS= read -r line; do
            now=${EPOCHREALTIME/[.,]/}
            printf '%7.1f  %s\n' "$(((now - start) / 100000))e-1" "$line"
        done
    }
