#!/usr/bin/env bash
# SIGTERM, SIGINT and SIGHUP at random moments of a small training and of its heat map: each ends the process within a step and five seconds, with
# exit code 128 + its number, and what is gone on with ends in the same bytes as without a signal. Then signals to a process
# that waits for data that never come: each ends it within ten seconds and five.
#
#   docs/reliability/signals.sh [SIGNALS] [BLOCKED]     (default 15 and 3)

set -euo pipefail
# Who was started with a signal ignored, as nohup and a script's "&" do, hands that on to all that he starts.
if [[ -z ${SIGNALS_HEARD:-} ]]; then
    SIGNALS_HEARD=yes exec env --default-signal=HUP,INT,TERM bash "${BASH_SOURCE[0]}" "$@"
fi
signals=${1:-15}
blocked=${2:-3}
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# Children of a script ignore SIGINT; job control gives them an ear for it.
set -m
undisturbed
names=(TERM INT HUP)
numbers=(15 2 1)

# awaited MILLISECONDS: waits for the process to end; false where it takes longer than that.
awaited() {
    local end=$(($(date +%s%3N) + $1))
    while kill -0 "$process" 2>/dev/null; do
        if (($(date +%s%3N) > end)); then return 1; fi
        sleep 0.02
    done
}

sent=0
runs=0
slowest=0
while ((sent < signals)); do
    run=$work/run
    rm -rf "$run" "$run.log"
    while true; do
        start "$run"
        # What is gone on with ends sooner, and so does the map.
        pause "$(draw $((took / 2)))"
        which=$((sent % 3))
        began=$(date +%s%3N)
        heard=1
        kill -"${names[which]}" "$process" 2>/dev/null || heard=0
        if ! awaited 60000; then
            printf 'SIG%s: still there after a minute\n' "${names[which]}" >&2
            exit 1
        fi
        lasted=$(($(date +%s%3N) - began))
        reap
        if ((code == 0)); then
            if ended "$run"; then break; fi
        elif ((heard && code == 128 + numbers[which])); then
            sent=$((sent + 1))
            slowest=$((lasted > slowest ? lasted : slowest))
        else
            printf 'SIG%s: exit code %d, expected %d:\n' "${names[which]}" "$code" $((128 + numbers[which])) >&2
            cat "$run.log" >&2
            exit 1
        fi
    done
    if [[ $(hash "$run") != "$expected" ]]; then
        printf 'other bytes after %d signals\n' "$sent" >&2
        exit 1
    fi
    runs=$((runs + 1))
    printf '%d signals, %d runs, the slowest answer took %d ms\n' "$sent" "$runs" "$slowest"
done
# A step of this run takes some milliseconds, but the first one up to four seconds, since nothing is compiled yet.
if ((slowest > 9000)); then
    printf 'the slowest answer took %d ms, expected at most a step and 5 s\n' "$slowest" >&2
    exit 1
fi

mkfifo "$work/pipe"
exec 9<>"$work/pipe" # somebody who could write there, and does not
longest=0
for ((n = 0; n < blocked; n++)); do
    which=$((n % 3))
    "$root/doublewin" train --recipe cifar10-quick --data "$work/pipe" --out "$work/blocked" >"$work/blocked.log" 2>&1 &
    process=$!
    pause $((1500 + $(draw 1500)))
    began=$(date +%s%3N)
    kill -"${names[which]}" "$process"
    if ! awaited 15000; then
        printf 'SIG%s: a process that reads from a silent pipe is still there after 15 s\n' "${names[which]}" >&2
        exit 1
    fi
    lasted=$(($(date +%s%3N) - began))
    longest=$((lasted > longest ? lasted : longest))
    reap
    if ((code != 128 + numbers[which])); then
        printf 'SIG%s in a blocked read: exit code %d\n' "${names[which]}" "$code" >&2
        exit 1
    fi
done
printf '%d signals, %d runs, the slowest answer took %d ms: all hashes identical; %d in blocked reads, the longest took %d ms\n' \
    "$sent" "$runs" "$slowest" "$blocked" "$longest"
