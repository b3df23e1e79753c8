#!/usr/bin/env bash
# kill -9 at random moments of a small training and of its heat map, about three in ten of them inside a save; whatever is left is gone on with
# until it is done, and must end in the same bytes as without a kill.
#
#   docs/reliability/kills.sh [KILLS]     (default 20; a kill takes two to three seconds)

set -euo pipefail
kills=${1:-20}
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
undisturbed

killed=0
saving=0
runs=0
while ((killed < kills)); do
    run=$work/run
    rm -rf "$run" "$run.log"
    while true; do
        start "$run"
        if ((RANDOM % 10 < 4)); then
            # The moment a temporary file is there; some of these kills come too late, so four in ten are tried.
            pause "$(draw $((took / 2)))"
            while kill -0 "$process" 2>/dev/null && ! compgen -G "$run/.*.tmp" >/dev/null; do :; done
        else
            pause "$(draw "$took")"
        fi
        kill -KILL "$process" 2>/dev/null || true
        reap
        if ((code == 0)); then
            if ended "$run"; then break; fi
        elif ((code == 137)); then
            killed=$((killed + 1))
            if compgen -G "$run/.*.tmp" >/dev/null; then saving=$((saving + 1)); fi
        else
            printf 'exit code %d, expected 0 or 137:\n' "$code" >&2
            cat "$run.log" >&2
            exit 1
        fi
    done
    if [[ $(hash "$run") != "$expected" ]]; then
        printf 'other bytes after %d kills:\n%s\nexpected\n%s\n' "$killed" "$(hash "$run")" "$expected" >&2
        exit 1
    fi
    runs=$((runs + 1))
    printf '%d kills, %d of them inside a save, %d runs\n' "$killed" "$saving" "$runs"
done
printf '%d kills, %d of them inside a save, %d runs: all hashes identical\n' "$killed" "$saving" "$runs"
