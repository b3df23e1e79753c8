#!/usr/bin/env bash
# The same bits, at length. "doublewin verify" is the short form of the first part.
#
#   docs/reliability/bits.sh [STEPS [JVMS [IMAGES]]]      (default: 200 50 1000)
#
# Training: random precision training by PGD-7 of a small network, STEPS steps, each pass of it compared layer by layer:
#   1, 2, 3, 4 and 8 threads; AVX-512 with vectors of 512, 256 and 128 bit, AVX2 with 256 and 128; last compiler alone,
#   deoptimised and compiled in random order; the collectors G1, Parallel, Z and Serial; the first compiler alone and JVMS
#   fresh JVMs for one step, as on a processor of AVX alone; the interpreter, and a processor without FMA, for one step of a tiny network.
# Evaluation: perturbations, logits and outcomes of IMAGES images, in batches of 1, 7, 64 and 250, permuted, and in any split.
#
# One line for each row, and exit code 0 only if no bit differs; else the first difference, by step, pass and layer.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
./mvnw -B test -pl experiments -am -DskipChecks -Dtest.excluded=browser -Dsurefire.failIfNoSpecifiedTests=false \
    -Dtest='LongProofsTest,EvaluationBatchTest' -Ddoublewin.proof.steps="${1:-200}" -Ddoublewin.proof.jvms="${2:-50}" \
    -Ddoublewin.proof.images="${3:-1000}" >"$log" 2>&1 || { grep -vE '^\s+at ' "$log" | tail -n 60 >&2; exit 1; }
grep -E '^(same bits|0 differing)' "$log"
rows=$(grep -cE '^(same bits|0 differing)' "$log")
skipped=$(grep -c 'no vectors of 512 bit' "$log" || true)
printf '%s rows, no bit differs%s\n' "$rows" "$( ((skipped == 0)) || echo '; vectors of 512 bit left out, since this machine lacks AVX-512')"
