#!/usr/bin/env bash
# Starts the program in surroundings that hurt others: a case a habit of machines, each of which passes, fails or is skipped
# where this machine cannot make it. Takes some minutes.
#
#   docs/reliability/environments.sh [CASE]...     all cases, or those that are named
#
# Everything happens in a folder of its own and in mount and process namespaces of its own. Builds are those of a double of
# Maven, which counts its calls; the program itself, its JVM and its files are real.

set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
"$project/doublewin" --version >/dev/null
# Not in /tmp, which cases take away.
work=$(mktemp -d /var/tmp/doublewin-environments.XXXXXX)
trap 'rm -rf "$work"' EXIT
# Half a GiB is plenty for what is done here.
export DOUBLEWIN_HEAP=512m
unset LC_ALL LC_CTYPE DOUBLEWIN_DATA DOUBLEWIN_JAVA_OPTS JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
export LANG=C.UTF-8

passed=0 failed=0 skipped=0
readonly SKIP=77

# ---- what cases are made of ----
# An installation without sources in folder $1.
install() {
    mkdir -p "$1/target"
    cp "$project/doublewin" "$1/"
    cp "$project/target/doublewin.jar" "$1/target/"
}

# A tree of sources in folder $1, whose Maven takes $2 seconds, says so in $1/builds, and fails where two work at once.
plant() {
    mkdir -p "$1/experiments/src/main" "$1/experiments/target"
    cp "$project/doublewin" "$project/pom.xml" "$1/"
    echo 'class Source {}' >"$1/experiments/src/main/Source.java"
    cat >"$1/mvnw" <<DOUBLE
#!/bin/sh
mkdir "$1/busy" || { echo "two builds at once" >>"$1/builds"; exit 1; }
echo "built" >>"$1/builds"
sleep $2
cp "$project/target/doublewin.jar" experiments/target/
rmdir "$1/busy"
DOUBLE
    chmod +x "$1/mvnw"
}

builds() { if [[ -f $1/builds ]]; then wc -l <"$1/builds"; else echo 0; fi; }

# Runs a command; keeps its exit code in $code, and in $out and $err what it prints.
try() {
    code=0
    "$@" >"$here/out" 2>"$here/err" || code=$?
    out=$(cat "$here/out")
    err=$(cat "$here/err")
}

# Fails the case unless the exit code is $1 and standard error has each of the other texts.
expect() {
    local wanted=$1 text
    shift
    [[ $code == "$wanted" ]] || { echo "exit code $code, expected $wanted; it said: $err"; exit 1; }
    for text in "$@"; do
        [[ $err == *"$text"* ]] || { echo "expected \"$text\", it said: $err"; exit 1; }
    done
    [[ $err != *$'\tat '* ]] || { echo "a stack trace: $err"; exit 1; }
}

assert() { "$@" || { echo "expected: $*"; exit 1; }; }

# Solves a small game in folder $1, which takes reading and writing files, by launcher $2.
play() {
    printf 'attack,4,8\n4,10.5,20\n8,30,5\n' >"$1/table.csv"
    try "$2" game --matrix "$1/table.csv"
    expect 0
    assert cmp -s "$1/game.json" "$work/game.json"
    # The last line names the file, and a path may have many lines.
    local lines=$(($(wc -l <"$work/game.txt") - 1))
    assert diff <(head -n "$lines" <<<"$out") <(head -n "$lines" "$work/game.txt")
}

namespaces() { unshare -rm true 2>/dev/null || { echo "no mount namespaces here"; exit $SKIP; }; }

# Two steps, by one thread, since threads that wait for each other crawl where a machine has no processor to spare.
TINY=(train --threads 1 --recipe demo --set trainImages=16 --set batch=8 --set epochs=1 --set testImages=5
    --set trainPrecisions=4,8 --set evaluationPrecisions=4,8 --set attackSteps=2)

# Runs a command on a pseudo-terminal of $1 columns; the streams among "0", "1" and "2" that $2 has are that terminal, the others
# files. What the terminal gets is in $here/terminal.
on_terminal() {
    command -v python3 >/dev/null || { echo "no python3 to make a terminal"; exit $SKIP; }
    python3 - "$here" "$@" <<'PYTHON'
import fcntl, os, pty, struct, subprocess, sys, termios, threading
here, columns, streams, command = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:]
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
files = [open(here + "/in", "a+"), open(here + "/out", "w"), open(here + "/err", "w")]
ends = [slave if str(n) in streams else files[n] for n in range(3)]
process = subprocess.Popen(command, stdin=ends[0], stdout=ends[1], stderr=ends[2])
os.close(slave)
seen = b""
while True:
    try:
        part = os.read(master, 65536)
    except OSError:
        break
    if not part:
        break
    seen += part
open(here + "/terminal", "wb").write(seen)
sys.exit(process.wait())
PYTHON
}

# ---- cases ----
# Each is a function with its habit in the comment before it, which is printed.

letters() {
    local place=$here/größe/установка/インストール
    mkdir -p "$place" "$here/größe/runs/läufe"
    install "$place"
    play "$here/größe" "$place/doublewin"
    try "$place/doublewin" runs --in="$here/größe/runs/läufe"
    expect 0
    assert [ "$out" = "$here/größe/runs/läufe holds no runs; \"doublewin train\" makes some" ]
    try env HOME="$here/größe" "$place/doublewin" heatmap --run=~/nø
    expect 1 "$here/größe/nø holds no run"
    try env DOUBLEWIN_DATA="$here/größe/дата" "$place/doublewin" train --recipe cifar10-quick --out "$here/größe/neu"
    expect 1 "$here/größe/дата does not exist"
    try "$place/doublewin" "${TINY[@]}" --out="$here/größe/лауф"
    expect 0
    assert [ -f "$here/größe/лауф/checkpoint.safetensors" ]
}

# paths of project, run, data and home with letters of all kinds under LC_ALL=C
case_letters_C() { export LC_ALL=C; letters; }
# ... under LC_ALL=POSIX
case_letters_POSIX() { export LC_ALL=POSIX; letters; }
# ... where no variable names a locale
case_letters_none() { unset LANG; letters; }
# ... under a locale that the machine lacks
case_letters_missing() { export LC_ALL=xx_YY.UTF-8; letters; }

# a path whose bytes are no text in the locale's encoding
case_not_text() {
    install "$here/i"
    try "$here/i/doublewin" runs --in=$'/tmp/gr\xf6\xdfe'
    expect 2 "--in" "in the encoding of the locale"
}

# languages with other digits, other points and other cases
case_digits() {
    local language
    install "$here/i"
    for language in "-Duser.language=ar -Duser.country=EG" "-Duser.language=hi -Duser.country=IN -Duser.extensions=u-nu-deva" \
        "-Duser.language=tr -Duser.country=TR" "-Duser.language=de -Duser.country=DE"; do
        export JAVA_TOOL_OPTIONS=$language
        play "$here" "$here/i/doublewin"
    done
}

# a home that nobody may write
case_home_read_only() {
    namespaces
    install "$here/i"
    mkdir "$here/home"
    HOME=$here/home play "$here" "$here/i/doublewin"
    HOME=$here/home try unshare -rm bash -c 'mount --bind "$HOME" "$HOME" && mount -o remount,ro,bind "$HOME" && exec "$@"' - \
        "$here/i/doublewin" "${TINY[@]}" --out="~/run"
    expect 1 "cannot create $here/home/run: "
}

# no home at all, or one that does not exist
case_home_none() {
    install "$here/i"
    unset HOME
    play "$here" "$here/i/doublewin"
    export HOME=/nowhere/at/all
    play "$here" "$here/i/doublewin"
}

# --out=~/x, of which no shell makes a path
case_tilde() {
    install "$here/i"
    mkdir "$here/home"
    cd "$here"
    HOME=$here/home try "$here/i/doublewin" "${TINY[@]}" "--out=~/x"
    expect 0
    assert [ -f "$here/home/x/checkpoint.safetensors" ]
    assert [ ! -e "$here/~" ]
}

temporary() {
    namespaces
    install "$here/i"
    try unshare -rm bash -c "$1"' && shift && for line in "$@"; do "$0" $line || exit; done' "$here/i/doublewin" - \
        "${TINY[*]} --out $here/run" "heatmap --threads 1 --run $here/run"
    expect 0
    assert [ -f "$here/run/heatmap.png" ]
}

# a folder for temporary files that nobody may write
case_temporary_read_only() { temporary 'mount -t tmpfs -o ro tmpfs /tmp'; }
# ... that is full
case_temporary_full() { temporary 'mount -t tmpfs -o size=8k tmpfs /tmp && { cat /dev/zero >/tmp/full 2>/dev/null || true; }'; }
# ... that does not exist
case_temporary_none() {
    install "$here/i"
    TMPDIR=/nowhere/at/all play "$here" "$here/i/doublewin"
}

# Runs a line in a namespace where folder $1 is read-only.
sealed() { unshare -rm bash -c 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"' "$@"; }

# an installation in a folder that nobody may write
case_installed_read_only() {
    namespaces
    install "$here/i"
    try sealed "$here/i" "$here/i/doublewin" runs --in "$here"
    expect 0
    assert [ -z "$err" ]
}

# sources in a folder that nobody may write: with the program built from them, from others, and with none
case_sources_read_only() {
    namespaces
    plant "$here/tree" 0
    try sealed "$here/tree" "$here/tree/doublewin" --version
    expect 1 "cannot create $here/tree/target: the build needs to write there"
    try "$here/tree/doublewin" --version
    expect 0
    try sealed "$here/tree" "$here/tree/doublewin" --version
    expect 0
    assert [ -z "$err" ]
    echo 'class Changed {}' >"$here/tree/experiments/src/main/Source.java"
    try sealed "$here/tree" "$here/tree/doublewin" --version
    expect 0 "running it as it is"
    assert [ "$(builds "$here/tree")" = 1 ]
}

# a source from the future, and one that is changed without a later date
case_future() {
    plant "$here/tree" 0
    local source=$here/tree/experiments/src/main/Source.java n
    touch -d '+3 years' "$source"
    for n in 1 2 3; do
        try "$here/tree/doublewin" --version
        expect 0
    done
    assert [ "$(builds "$here/tree")" = 1 ]
    echo 'class Changed {}' >"$source"
    touch -d '-3 years' "$source"
    try "$here/tree/doublewin" --version
    expect 0
    assert [ "$(builds "$here/tree")" = 2 ]
    rm "$source"
    try "$here/tree/doublewin" --version
    expect 0
    assert [ "$(builds "$here/tree")" = 3 ]
}

# three builds at once in containers that see each other's files and not each other's processes
case_containers() {
    unshare -rmpf --mount-proc true 2>/dev/null || { echo "no process namespaces here"; exit $SKIP; }
    command -v flock >/dev/null || { echo "no flock here"; exit $SKIP; }
    plant "$here/tree" 3
    local n pids=()
    for n in 1 2 3; do
        unshare -rmpf --mount-proc "$here/tree/doublewin" --version >"$here/out$n" 2>"$here/err$n" &
        pids+=($!)
    done
    for n in "${pids[@]}"; do
        wait "$n" || { cat "$here"/err?; exit 1; }
    done
    assert [ "$(cat "$here/tree/builds")" = built ]
    assert [ "$(grep -l "waiting for another build to finish: process .* on host .* holds $here/tree/target/build.flock" \
        "$here"/err? | wc -l)" = 2 ]
}

# what a killed build, an older version or another host left of its lock
case_lock_left() {
    plant "$here/tree" 0
    mkdir -p "$here/tree/target/build.lock"
    echo 1 >"$here/tree/target/build.lock/pid"
    for holder in "process 1 on host $HOSTNAME" "process $$ on host elsewhere" "$BASHPID" ""; do
        printf '%s' "$holder" >"$here/tree/target/build.flock"
        echo "class Source$RANDOM$holder {}" >"$here/tree/experiments/src/main/Source.java"
        try timeout 60 "$here/tree/doublewin" --version
        expect 0
        assert [ "${err/waiting/}" = "$err" ]
    done
    # Killed with all of its kind in the midst of a build.
    plant "$here/killed" 60
    setsid "$here/killed/doublewin" --version >"$here/out0" 2>"$here/err0" &
    local group=$!
    until [[ -d $here/killed/busy ]]; do sleep 0.1; done
    kill -9 -- "-$group"
    wait "$group" || true
    rmdir "$here/killed/busy"
    plant "$here/killed" 0
    try timeout 60 "$here/killed/doublewin" --version
    expect 0
    assert [ "${err/waiting/}" = "$err" ]
}

# a machine without flock, with a lock that was left behind
case_lock_without_flock() {
    plant "$here/tree" 0
    mkdir "$here/bin"
    local folder file
    for folder in /usr/local/bin /usr/bin /bin; do
        for file in "$folder"/*; do
            [[ ${file##*/} == flock ]] || ln -sf "$file" "$here/bin/"
        done
    done
    export PATH=$here/bin
    try "$here/tree/doublewin" --version
    expect 0
    assert [ ! -e "$here/tree/target/build.flock.folder" ]
    mkdir "$here/tree/target/build.flock.folder"
    echo 'class Changed {}' >"$here/tree/experiments/src/main/Source.java"
    try timeout 4 "$here/tree/doublewin" --version
    expect 124 "if there is none, remove $here/tree/target/build.flock.folder"
}

# other collectors in each of the variables that the JVM and the launcher read
case_collectors() {
    install "$here/i"
    local variable collector
    for variable in JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS DOUBLEWIN_JAVA_OPTS; do
        for collector in Serial Parallel Z; do
            [[ $variable == JAVA_TOOL_OPTIONS || $collector == Z ]] || continue
            try env "$variable=-XX:+Use${collector}GC" "$here/i/doublewin" info
            expect 0
            assert [ "${out/UseG1GC/}" = "$out" ]
        done
    done
    try "$here/i/doublewin" info
    expect 0
    assert [ "${out/UseG1GC/}" != "$out" ]
}

# a log that is no terminal, while input and output are one
case_log() {
    install "$here/i"
    on_terminal 80 01 "$here/i/doublewin" "${TINY[@]}" --out "$here/run" || { cat "$here/err"; exit 1; }
    assert grep -q 'training: 2 steps in' "$here/err"
    assert [ -z "$(tr -d '\n' <"$here/err" | tr -dc '[:cntrl:]')" ]
}

# a terminal for progress, while output is a file
case_output() {
    install "$here/i"
    on_terminal 80 2 "$here/i/doublewin" "${TINY[@]}" --out "$here/run" || { cat "$here/terminal"; exit 1; }
    assert grep -q $'\r' "$here/terminal"
    assert grep -q '\[#*\.*\] [0-9]*/2' "$here/terminal"
    assert [ "$(cat "$here/out")" = "trained: $here/run" ]
}

# a terminal of 40 columns
case_narrow() {
    install "$here/i"
    on_terminal 40 012 "$here/i/doublewin" "${TINY[@]}" --out "$here/run" || { cat "$here/terminal"; exit 1; }
    # What is drawn over must fit; lines that stay may wrap.
    local longest
    longest=$(tr '\r' '\n' <"$here/terminal" | grep $'\033\\[K$' | sed $'s/\033\\[K//' | awk '{ if (length > n) n = length } END { print n + 0 }')
    assert [ "$longest" -gt 10 ]
    assert [ "$longest" -lt 40 ]
    on_terminal 40 012 "$here/i/doublewin" train --help || { cat "$here/terminal"; exit 1; }
    assert grep -q -- --recipe "$here/terminal"
}

# a terminal that can nothing
case_dumb() {
    install "$here/i"
    TERM=dumb on_terminal 80 012 "$here/i/doublewin" "${TINY[@]}" --out "$here/run" || { cat "$here/terminal"; exit 1; }
    assert grep -q 'training: 2 steps in' "$here/terminal"
    assert [ -z "$(tr -d '\r\n' <"$here/terminal" | tr -dc '[:cntrl:]')" ]
}

# NO_COLOR
case_no_colour() {
    install "$here/i"
    NO_COLOR=1 on_terminal 80 012 "$here/i/doublewin" --help || { cat "$here/terminal"; exit 1; }
    assert [ -z "$(tr -d '\r\n' <"$here/terminal" | tr -dc '[:cntrl:]')" ]
}

# two commands on one run
case_two_commands() {
    install "$here/i"
    "$here/i/doublewin" "${TINY[@]}" --set epochs=10000 --out "$here/run" >"$here/out1" 2>"$here/err1" &
    local first=$!
    until [[ -s $here/run/metrics.jsonl ]]; do
        kill -0 "$first" 2>/dev/null || { cat "$here/err1"; exit 1; }
        sleep 0.1
    done
    try "$here/i/doublewin" train --resume --out "$here/run"
    kill -9 "$first"
    wait "$first" || true
    expect 1 "another process works on this run: $here/run (process $first on host $(cat /proc/sys/kernel/hostname), since "
}

# standard input, output or error closed
case_closed() {
    install "$here/i"
    play "$here" "$here/i/doublewin"
    local how
    for how in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
        rm "$here/game.json"
        eval '"$here/i/doublewin" game --matrix "$here/table.csv"' "$how" >"$here/out" 2>"$here/err" ||
            { echo "exit code $? with $how"; exit 1; }
        assert cmp -s "$here/game.json" "$work/game.json"
    done
}

# a reader that goes away
case_pipe() {
    install "$here/i"
    local codes
    set +o pipefail
    "$here/i/doublewin" --help 2>"$here/err" | head -n 1 >"$here/out"
    codes=("${PIPESTATUS[@]}")
    assert [ "${codes[0]}" = 0 ]
    assert [ ! -s "$here/err" ]
}

# umask 077
case_umask() {
    install "$here/i"
    umask 077
    play "$here" "$here/i/doublewin"
    assert [ -z "$(find "$here/game.json" -perm /077)" ]
}

# a current folder that was removed
case_removed_folder() {
    install "$here/i"
    mkdir "$here/gone"
    cd "$here/gone"
    rmdir "$here/gone"
    try "$here/i/doublewin" runs
    cd "$here"
    expect 1 "the current folder was removed; change to one that exists"
}

# CDPATH, and a name without a folder before it
case_cdpath() {
    install "$here/i"
    mkdir "$here/elsewhere"
    mkdir "$here/elsewhere/i"
    cd "$here"
    CDPATH=$here/elsewhere try i/doublewin --version
    expect 0
    cd i
    CDPATH=$here/elsewhere try bash doublewin --version
    expect 0
}

# spaces, newlines, dashes and stars in the path of the project and of files
case_strange_path() {
    local place=$here/$'-a b\n*[c]\'"$d\n'
    install "$place"
    play "$place" "$place/doublewin"
    cd "$place"
    play . ./doublewin
}

# links to the launcher, absolute, relative and from the path of commands
case_links() {
    install "$here/i j"
    mkdir "$here/bin"
    ln -s "../i j/doublewin" "$here/bin/relative"
    ln -s "$here/bin/relative" "$here/bin/absolute"
    cd /
    local name
    for name in "$here/bin/relative" "$here/bin/absolute"; do
        try "$name" --version
        expect 0
    done
    PATH=$here/bin:$PATH try absolute --version
    expect 0
}

# no variables at all but for a path
case_bare() {
    install "$here/i"
    try env -i PATH="$PATH" "$here/i/doublewin" runs --in "$here"
    expect 0
    assert [ -z "$err" ]
}

# the JVM's warning of its incubator module
case_quiet() {
    install "$here/i"
    try "$here/i/doublewin" "${TINY[@]}" --out "$here/run"
    expect 0
    assert [ "${err/WARNING/}" = "$err" ]
    try env DOUBLEWIN_JAVA_OPTS=-XX:NoSuchFlag=1 "$here/i/doublewin" --version
    expect 1 "Unrecognized VM option"
}

# ---- all of them ----
printf 'attack,4,8\n4,10.5,20\n8,30,5\n' >"$work/table.csv"
"$project/doublewin" game --matrix "$work/table.csv" >"$work/game.txt"

names=("$@")
if ((${#names[@]} == 0)); then
    while read -r _ _ name; do [[ $name == case_* ]] && names+=("${name#case_}"); done < <(declare -F)
fi
for name in "${names[@]}"; do
    title=$(grep -B 1 "^case_$name()" "${BASH_SOURCE[0]}" | sed -n '1s/^# //p')
    here=$work/case-$name
    mkdir "$here"
    status=0
    (set -euo pipefail; "case_$name") >"$work/said" 2>&1 </dev/null || status=$?
    case $status in
        0) passed=$((passed + 1)) result=pass ;;
        "$SKIP") skipped=$((skipped + 1)) result="skip ($(cat "$work/said"))" ;;
        *) failed=$((failed + 1)) result=FAIL ;;
    esac
    printf '%-22s %s: %s\n' "$name" "$title" "$result"
    [[ $result != FAIL ]] || sed 's/^/    /' "$work/said"
    rm -rf "$here"
done
printf '%d cases: %d passed, %d failed, %d skipped\n' "${#names[@]}" "$passed" "$failed" "$skipped"
((failed == 0))
