# Shell functions that run.sh, test.sh, fuzz.sh and deb.sh share. Sourced, never run.
# shellcheck shell=bash
# Everything said here goes to stderr, so that stdout stays for results.

# Follow links, so that a link to run.sh in ~/bin works too.
sfumato_packaging=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
sfumato_root=$(dirname "$sfumato_packaging")
jobs=${SFUMATO_JOBS:-$(nproc)}

say() { printf '%s\n' "-- $*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# packages_of GROUP...: the package names of these groups.
packages_of() {
    local group
    for group in "$@"; do
        awk -v group="$group" '$1 == group { print $2 }' "$sfumato_packaging/packages.txt"
    done
}

# missing_packages GROUP...: those of them that dpkg does not have installed (one dpkg-query, some 20 ms).
missing_packages() {
    local wanted installed
    mapfile -t wanted < <(packages_of "$@")
    # dpkg-query fails when it does not know one of them; that is the answer, not an error.
    installed=$( (dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' "${wanted[@]}" 2>/dev/null || true) |
        sed -n 's/^installed \([^:]*\).*/\1/p')
    comm -23 <(printf '%s\n' "${wanted[@]}" | sort -u) <(printf '%s\n' "$installed" | sort -u)
}

# as_root COMMAND...: as it is for root, else by sudo; never waits for a password where nobody can type one.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif [ -t 0 ] && [ -t 2 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

may_become_root() {
    if [ "$(id -u)" -eq 0 ]; then return 0; fi
    if ! command -v sudo >/dev/null; then return 1; fi
    { [ -t 0 ] && [ -t 2 ]; } || sudo -n true 2>/dev/null
}

# install_packages GROUP...: installs with apt what is missing. Silent when nothing is.
install_packages() {
    local missing log apt
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        die "this script installs packages with apt, and there is no apt here. The packages needed are in $sfumato_packaging/packages.txt"
    fi
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0
    if ! may_become_root; then
        die "these packages are missing and this account may not install them. Run as root:
    apt-get update && apt-get install --no-install-recommends ${missing[*]}"
    fi
    log=$(mktemp -t sfumato-apt.XXXXXX)
    apt=(env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -y -q -o DPkg::Lock::Timeout=300
        -o Dpkg::Options::=--force-confold)
    say "apt: reading package lists"
    as_root "${apt[@]}" update >"$log" 2>&1 || say "apt: the lists could not all be read; going on with those that are here"
    say "apt: installing ${#missing[@]} packages with what they need: ${missing[*]}"
    if ! as_root "${apt[@]}" install --no-install-recommends "${missing[@]}" >>"$log" 2>&1 </dev/null; then
        tail -n 25 "$log" >&2
        die "apt could not install the packages (whole log: $log). Sfumato is built for Debian 12 (bookworm)."
    fi
    rm -f "$log"
}

# configure NAME CMAKE-ARGUMENT...: runs CMake when build/NAME was not configured so yet; later ninja itself sees changes.
configure() {
    local name=$1 dir="$sfumato_root/build/$1" asked
    shift
    asked="$sfumato_root $*"
    if [ -f "$dir/build.ninja" ] && [ "$(cat "$dir/.configured" 2>/dev/null)" = "$asked" ]; then return 0; fi
    say "cmake: configuring build/$name"
    mkdir -p "$dir"
    if ! (cd "$sfumato_root" && cmake "$@" -B "$dir") >"$dir/configure.log" 2>&1; then
        tail -n 30 "$dir/configure.log" >&2
        die "cmake failed (whole log: $dir/configure.log)"
    fi
    printf '%s' "$asked" >"$dir/.configured"
}

# build_targets NAME TARGET...: builds with ninja; the log is build/NAME/build.log. Silent when all is up to date.
build_targets() {
    local dir="$sfumato_root/build/$1"
    shift
    if ! NINJA_STATUS='[%f/%t] ' ninja -C "$dir" -j "$jobs" -k 0 "$@" 2>&1 </dev/null | tee "$dir/build.log" | show_progress; then
        grep -A 12 -E '^FAILED|error:|ninja: error' "$dir/build.log" | head -n 80 >&2
        die "the build failed (whole log: $dir/build.log)"
    fi
}

# show_progress: from ninja's output one line that counts on a terminal, or one line once in a log.
show_progress() {
    local line told=false
    while IFS= read -r line; do
        if [[ ! $line =~ ^\[([0-9]+)/([0-9]+)\]\ (.*) ]] || [[ ${BASH_REMATCH[3]} == *"globbed directories"* ]]; then continue; fi
        if [ -t 2 ]; then
            printf '\r-- building: %s of %s steps' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" >&2
        elif ! $told; then
            say "building: ${BASH_REMATCH[2]} steps"
        fi
        told=true
    done
    if $told && [ -t 2 ]; then printf '\n' >&2; fi
    return 0
}

# use_software_vulkan_without_gpu: pins Mesa's CPU driver where the machine has no GPU, so that no driver probes for one.
use_software_vulkan_without_gpu() {
    local icd
    if [ -n "${VK_ICD_FILENAMES:-}${VK_DRIVER_FILES:-}" ] || compgen -G '/dev/dri/renderD*' >/dev/null ||
        [ -e /dev/nvidiactl ]; then
        return 0
    fi
    for icd in /usr/share/vulkan/icd.d/lvp_icd.*.json; do
        if [ -e "$icd" ]; then export VK_ICD_FILENAMES=$icd; fi
    done
}
