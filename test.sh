#!/usr/bin/env bash
# Installs what is missing, builds, runs every test, and ends with "N passed, N failed, N skipped".
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Also for the programs that tests start: none of them lives long enough for it (Directory.Build.props).
export DOTNET_TieredPGO=0

for program in dotnet node npm; do
  command -v "$program" >/dev/null || { echo "$program is not installed. See README.md for what is needed." >&2; exit 1; }
done

# The peers that tests talk to (a real mail server, a JSON Schema validator) come from npm.
for lock in $(git ls-files '*package-lock.json' 2>/dev/null || find . -name package-lock.json -not -path '*/node_modules/*'); do
  folder=$(dirname "$lock")
  if [ ! -d "$folder/node_modules" ] || [ "$lock" -nt "$folder/node_modules" ]; then
    (cd "$folder" && npm ci --no-audit --no-fund --silent) || exit 1
    touch "$folder/node_modules"
  fi
done

# Optimised, because tests compute a fifth less then; a debugger wants a build without. One compiler for all projects, warm from the second
# on, and for the version before, which tests build. It has a name of its own, so that it is ended with this and no other is.
export UseSharedCompilation=true SharedCompilationId=social-prescribing-$$
results=
trap 'pkill -f -- "-pipename:$SharedCompilationId"; rm -rf "$results"' EXIT
dotnet build SocialPrescribing.Functions.sln -p:Optimize=true || exit 1

results=$(mktemp -d)
# Nobody looks at the pictures of the pages in a whole run, and they cost as much as a project. The browser's project by itself keeps them.
export PICTURES=${PICTURES:-0}
# Each project is a group of processes: whoever interrupts this ends all of them.
set -m
trap 'for group in $(jobs -p); do kill -- "-$group"; done 2>/dev/null; exit 130' INT TERM

# A project says what it has to say once it has ended, in one piece.
run() {
  local project=$1; shift
  dotnet test "tests/$project/bin/Debug/net10.0/$project.dll" --results-directory "$results" \
    --logger "trx;LogFileName=$project.trx" --logger "console;verbosity=minimal" "$@" >"$results/$project.said" 2>&1 ||
    touch "$results/failed"
  cat "$results/$project.said"
}

# What takes longest begins first, and more at once than there are processors: the longest wait more than they compute.
longest='Functions.Worker Browser Local Functions Web Service'
# Last and alone: it starts and kills the program all the time, and would slow the others down until they give up waiting.
alone=SocialPrescribing.Faults.Tests
at_once=${AT_ONCE:-$(($(getconf _NPROCESSORS_ONLN) + 1))}
for project in $(printf 'SocialPrescribing.%s.Tests\n' $longest; cd tests && ls -d *.Tests/*.csproj | cut -d/ -f1); do
  [ "$project" != "$alone" ] && [ ! -e "$results/$project.said" ] || continue
  while [ "$(jobs -rp | wc -l)" -ge "$at_once" ]; do wait -n 2>/dev/null || sleep 1; done
  : >"$results/$project.said"
  run "$project" "$@" </dev/null &
done
wait
run "$alone" "$@" </dev/null
[ ! -e "$results/failed" ]
status=$?

echo "The ten slowest tests:"
grep -rhoE --include='*.trx' '<UnitTestResult [^>]*' "$results" |
  sed -E 's/.* testName="([^"]*)".* duration="([^"]*)".*/  \2  \1/; s/&quot;/"/g' | sort -r | head -10

# Each test project closes with a line such as: Passed!  - Failed: 0, Passed: 12, Skipped: 0, Total: 12, ...
awk '
  /Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+/ {
    line = $0
    gsub(/[^0-9,:]/, " ", line)
    split(line, part, ",")
    for (i = 1; i <= 3; i++) { sub(/.*: */, "", part[i]); gsub(/ /, "", part[i]) }
    failed += part[1]; passed += part[2]; skipped += part[3]
  }
  END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped; exit (passed == 0) }
' "$results"/*.said || status=1
exit "$status"
