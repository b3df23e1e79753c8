#!/bin/bash
# Kills a tiny training and its heat map with SIGKILL at random moments, every third kill inside a save, resumes until they are done,
# and compares the files that they end in with those of a run that nobody disturbed.
#
#   docs/reliability/kills.sh [KILLS]      at least so many kills, 20 unless told
#
# DOUBLEWIN_COMMAND names the program, ./doublewin unless told; it must become the Java process (exec), which is what is killed.
# Ends with exit code 0 only if all files are the same in every run.
set -euo pipefail

kills=${1:-20}
root=$(cd "$(dirname "$0")/../.." && pwd)
read -ra program <<< "${DOUBLEWIN_COMMAND:-$root/doublewin}"
work=$(mktemp -d)
child=
trap '[[ -z $child ]] || kill -9 "$child" 2>/dev/null || true; rm -rf "$work"' EXIT
files=(checkpoint.safetensors metrics.jsonl outcomes.bin transfer.json)
RANDOM=1

train() { # folder, more
    exec "${program[@]}" train --recipe demo --threads 1 --save-every 0s --out "$1" \
        --set trainImages=40 --set batch=8 --set epochs=1 "${@:2}"
}
map() { # folder
    exec "${program[@]}" heatmap --threads 1 --images 70 --precisions 4,8 --run "$1"
}
hashes() { # folder
    (cd "$1" && sha256sum "${files[@]}")
}
inside_save() { # folder: whether a file is being written there
    compgen -G "$1/.*.tmp" > /dev/null
}

done_kills=0 inside=0 runs=0
# Starts a command and kills it; returns 0 once the command has ended by itself.
attempt() { # milliseconds that the whole command takes, folder, command...
    local limit=$1 folder=$2 code=0 saving=0
    shift 2
    "$@" > "$work/output" 2>&1 &
    child=$!
    local wait=$((RANDOM % limit))
    sleep "$((wait / 1000)).$(printf '%03d' $((wait % 1000)))"
    if ((RANDOM % 10 < 4)); then
        while kill -0 "$child" 2>/dev/null && ! inside_save "$folder"; do :; done
    fi
    # A stopped process can't leave the save between the look and the kill.
    kill -STOP "$child" 2>/dev/null || true
    if inside_save "$folder"; then saving=1; fi
    kill -9 "$child" 2>/dev/null || true
    wait "$child" 2>/dev/null || code=$?
    child=
    if ((code == 0)); then return 0; fi
    if ((code != 137)); then
        echo "the command ended with exit code $code instead of being killed:" >&2
        cat "$work/output" >&2
        exit 1
    fi
    done_kills=$((done_kills + 1)) inside=$((inside + saving))
    rm -f "$folder"/.*.tmp # What a killed save leaves, so that the next save is told from it.
    return 1
}
milliseconds() { echo $(($(date +%s%N) / 1000000)); }

began=$(milliseconds)
(train "$work/whole") > "$work/output" 2>&1 || { cat "$work/output" >&2; exit 1; }
trained=$(milliseconds)
(map "$work/whole") > "$work/output" 2>&1 || { cat "$work/output" >&2; exit 1; }
mapped=$(milliseconds)
expected=$(hashes "$work/whole")

while ((done_kills < kills)); do
    run=$work/run
    rm -rf "$run"
    more=()
    until attempt $((trained - began)) "$run" train "$run" "${more[@]}"; do
        more=()
        [[ ! -f $run/run.json ]] || more=(--resume)
    done
    until attempt $((mapped - trained)) "$run" map "$run"; do :; done
    runs=$((runs + 1))
    found=$(hashes "$run")
    if [[ $found != "$expected" ]]; then
        printf 'after %d kills run %d ended in other files:\n%s\nexpected\n%s\n' "$done_kills" "$runs" "$found" "$expected"
        exit 1
    fi
    echo "$done_kills of $kills kills, $inside inside a save, $runs runs so far: same hashes"
done
echo "$done_kills kills, $inside inside a save, $runs runs: all hashes identical"
