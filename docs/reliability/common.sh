# Sourced by the scripts beside it: the program, and a run so small that it can be repeated a thousand times.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
"$root/doublewin" --version >/dev/null # builds it where that is needed

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

settings=()
for setting in depth=10 trainImages=240 testImages=70 batch=8 epochs=1 trainPrecisions=4,8 evaluationPrecisions=4,8 attackSteps=3; do
    settings+=(--set "$setting")
done

# start FOLDER: begins the training in a folder or goes on with it, or, where that is done, maps the network. Sets $process.
start() {
    if [[ -e $1/trained ]]; then
        "$root/doublewin" heatmap --run "$1" >"$1.log" 2>&1 &
    elif [[ -e $1/checkpoint.safetensors ]]; then
        "$root/doublewin" train --resume --out "$1" --save-every 0s >"$1.log" 2>&1 &
    else
        rm -rf "$1"
        "$root/doublewin" train --recipe demo "${settings[@]}" --out "$1" --save-every 0s >"$1.log" 2>&1 &
    fi
    process=$!
}

# ended FOLDER: what start began has come to its end. Returns 0 once training and map are both done.
ended() {
    if [[ -e $1/trained ]]; then
        return 0
    fi
    touch "$1/trained"
    return 1
}

# hash FOLDER: of all that a run computes.
hash() {
    (cd "$1" && sha256sum checkpoint.safetensors metrics.jsonl outcomes.bin transfer.json transfer.csv heatmap.svg)
}

# undisturbed: trains and maps once without disturbance; its hash is $expected, its time in milliseconds $took.
undisturbed() {
    local began
    began=$(date +%s%3N)
    start "$work/undisturbed"
    wait "$process"
    took=$(($(date +%s%3N) - began))
    ended "$work/undisturbed" || true
    start "$work/undisturbed"
    wait "$process"
    expected=$(hash "$work/undisturbed")
}

# reap: the exit code of the process is $code. The shell would tell of each one that was killed.
reap() {
    code=0
    { wait "$process" || code=$?; } 2>/dev/null
}

# pause MILLISECONDS
pause() {
    sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"
}

# A number of milliseconds from 0 to $1 - 1, by 30 random bits.
draw() {
    echo $(((RANDOM << 15 | RANDOM) % $1))
}
