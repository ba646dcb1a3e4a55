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

dotnet build SocialPrescribing.Functions.sln || exit 1

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
dotnet test SocialPrescribing.Functions.sln --no-build --logger trx --results-directory "$results" "$@" 2>&1 | tee "$results/said"
status=${PIPESTATUS[0]}

echo "The ten slowest tests:"
grep -rhoE --include='*.trx' '<UnitTestResult [^>]*' "$results" | sed -E 's/.* testName="([^"]*)".* duration="([^"]*)".*/  \2  \1/; s/&quot;/"/g' | sort -r | head -10

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
' "$results/said" || status=1
exit "$status"
