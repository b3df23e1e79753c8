#!/usr/bin/env bash
# Every reader of files meets a great many that are none of its own. Half of them are good files with a few things changed, each a
# function of its number; the other half is made by Jazzer, which goes on from those inputs that led to code not met before.
#
#   docs/reliability/fuzz.sh [INPUTS]     of each half, each reader (default: 2000; a million takes some forty minutes)
#
# Jazzer brings native code, and is fetched by Maven's profile "fuzz" the first time; it keeps in .cifuzz-corpus what is worth going
# on from. Exit code 0 only if every input was read, or refused by the one exception that names the file; the first half looks at
# what was allocated, too.

set -euo pipefail
inputs=${1:-2000}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# run NAME=VALUE... TEST: the tests of that name, with these properties.
run() {
    ./mvnw -B test -Pfuzz -DskipChecks -pl experiments -am -Dtest.excluded=browser -Dsurefire.failIfNoSpecifiedTests=false \
        "${@:1:$#-1}" -Dtest="${*: -1}" >"$work/log" 2>&1 || { grep -vE '^\s+at ' "$work/log" | tail -n 60 >&2; exit 1; }
}

run -Ddoublewin.fuzz.inputs="$inputs" 'FuzzTest#manyMore,Cifar10FuzzTest#manyMore'
grep '^fuzzing' "$work/log"
total=$(sed -n 's/^fuzzing .*: \([0-9]*\) inputs, .*/\1/p' "$work/log" | awk '{ sum += $1 } END { print sum + 0 }')

export JAZZER_FUZZ=1
guided=0
for test in GuidedCifar10Fuzz#archive \
    GuidedFuzz#{weights,checkpoint,outcomes,configuration,metrics,transfer,array,provenance,flags}; do
    run -Djazzer.max_executions="$inputs" -Djazzer.max_duration=24h "$test"
    executed=$(sed -n 's/^Done \([0-9]*\) runs in.*/\1/p' "$work/log")
    [[ -n $executed ]] || { tail -n 60 "$work/log" >&2; exit 1; }
    covered=$(sed -n 's/^#[0-9]*\s*DONE\s*cov: \([0-9]*\) ft: \([0-9]*\) .*/\1 edges, \2 features/p' "$work/log")
    printf 'guided, %s: %d inputs, %s\n' "${test##*#}" "$executed" "$covered"
    guided=$((guided + executed))
done
printf '%d inputs, and %d guided by coverage: every one was read, or refused by the exception that names its file\n' "$total" "$guided"
