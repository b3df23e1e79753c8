#!/usr/bin/env bash
# Whether one JVM can train and attack for hours without growing: a training by PGD of the demo's network, which after each
# epoch saves a checkpoint and attacks test images at three precisions.
#
#   docs/reliability/soak.sh [MINUTES [THREADS]]      (default: 120 4)
#
# Every minute (of a run shorter than twenty, every twentieth part of it) what lives on the heap, open descriptors, threads and
# resident memory are written down. At the end it says "flat", and its exit code is 0, if
#
#   heap         the last quarter's least is at most 2 % and 4 MiB above the second quarter's: what lives changes between
#                training and attacks, and what is never freed raises the least of it
#   descriptors  the last quarter's median is at most 2 above the second quarter's
#
# (the first quarter warms up), and if the training stopped by a signal with its checkpoint saved. The samples are printed.

set -euo pipefail
export LC_ALL=C
minutes=${1:-120}
threads=${2:-4}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

work=$(mktemp -d)
pid=
finish() {
    [[ -z $pid ]] || kill -KILL "$pid" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

fail() {
    printf 'soak: %s\n' "$@" >&2
    tail -n 5 "$work/log" >&2
    exit 1
}

"$root/doublewin" --version
"$root/doublewin" train --recipe demo --out "$work/run" --threads "$threads" --set epochs=65535 --set trainImages=200 \
    --set testImages=32 --set method=pgd --set steps=2 --set alpha=4 --set validate=test >"$work/log" 2>&1 &
pid=$!

# The launcher turns into the JVM.
until [[ $(readlink "/proc/$pid/exe") == */java ]]; do
    kill -0 "$pid" 2>/dev/null || fail 'the training ended at once'
    sleep 0.2
done
jcmd=$(dirname "$(readlink "/proc/$pid/exe")")/jcmd

samples=$((minutes < 20 ? 20 : minutes))
interval=$((minutes * 60 / samples))
started=$SECONDS
printf 'minute\tlive KiB\tdescriptors\tthreads\tresident KiB\n'
for ((sample = 1; sample <= samples; sample++)); do
    while ((SECONDS - started < sample * interval)); do
        sleep 1
    done
    kill -0 "$pid" 2>/dev/null || fail "the training ended after $((SECONDS - started)) seconds"
    # The histogram counts the objects that a full collection leaves.
    heap=$("$jcmd" "$pid" GC.class_histogram | awk '$1 == "Total" { printf "%d", $3 / 1024 }')
    [[ -n $heap ]] || fail 'the JVM did not say what lives on its heap'
    descriptors=$(find "/proc/$pid/fd" -mindepth 1 -maxdepth 1 | wc -l)
    jvm_threads=$(awk '/^Threads:/ { print $2 }' "/proc/$pid/status")
    resident=$(awk '/^VmRSS:/ { print $2 }' "/proc/$pid/status")
    printf '%.1f\t%s\t%s\t%s\t%s\n' "$(((SECONDS - started) * 10 / 60))e-1" "$heap" "$descriptors" "$jvm_threads" \
        "$resident" | tee -a "$work/samples"
done

kill -TERM "$pid"
code=0
wait "$pid" || code=$?
pid=
((code == 143)) || fail "the training ended with exit code $code, expected 143"
steps=$(grep -c '"loss"' "$work/run/metrics.jsonl" || true)
looks=$(grep -c '"validation"' "$work/run/metrics.jsonl" || true)
((steps > 0 && looks > 0)) || fail "expected steps and attacks, found $steps and $looks"

awk -v steps="$steps" -v looks="$looks" -v threads="$threads" -v minutes="$minutes" '
    function median(column, from, to,    n, i, j, t, v) {
        n = 0
        for (i = from; i <= to; i++) v[++n] = value[i, column]
        for (i = 2; i <= n; i++) for (j = i; j > 1 && v[j - 1] > v[j]; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
        return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
    }
    function least(from, to,    i, found) {
        found = value[from, 2]
        for (i = from + 1; i <= to; i++) if (value[i, 2] + 0 < found + 0) found = value[i, 2]
        return found
    }
    { for (i = 2; i <= 5; i++) value[NR, i] = $i }
    END {
        quarter = int(NR / 4)
        for (i = 3; i <= 5; i++) {
            second[i] = median(i, quarter + 1, 2 * quarter)
            last[i] = median(i, NR - quarter + 1, NR)
        }
        printf "%d minutes, %d threads: %d steps, %d rounds of attacks\n", minutes, threads, steps, looks
        second[2] = least(quarter + 1, 2 * quarter)
        last[2] = least(NR - quarter + 1, NR)
        printf "second and last quarter: least heap %d and %d KiB; medians: descriptors %d and %d, ", \
            second[2], last[2], second[3], last[3]
        printf "threads %d and %d, resident %d and %d KiB\n", second[4], last[4], second[5], last[5]
        flat = last[2] <= second[2] * 1.02 + 4096 && last[3] <= second[3] + 2
        print flat ? "flat" : "GROWING"
        exit !flat
    }' "$work/samples"
