#!/bin/bash
# Runs a program on the software Vulkan driver of a newer Mesa (lavapipe 26 or later), without installing anything:
# Debian 13's driver, Vulkan loader, validation layer, shader compiler and the libraries below them are unpacked into a
# cache folder, and the program is started by that folder's own ld.so, since they need a newer libc than Debian 12's.
#
# usage: lavapipe.sh COMMAND ARGUMENTS...        runs a program of ours on that driver
#        lavapipe.sh --tool NAME ARGUMENTS...    runs an unpacked tool: glslc, spirv-val, spirv-dis, ...
#        lavapipe.sh --fetch | --version         only prepares; says what is unpacked
# exit code 77 and a line "SKIPPED: reason" when the packages cannot be had, else that of the command.
# environment: SFUMATO_DRIVER_CACHE  the cache folder (default ~/.cache/sfumato/drivers)
#              LP_NATIVE_VECTOR_WIDTH=128|256|512  vector width of the driver, as Mesa reads it
set -euo pipefail

release=trixie
suite=$release-backports
packages=(mesa-vulkan-drivers libvulkan1 vulkan-validationlayers glslc spirv-tools)
cache=${SFUMATO_DRIVER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sfumato/drivers}
root=$cache/$suite-$(dpkg --print-architecture 2>/dev/null || echo none)
retry_after=600 # seconds before packages that could not be had are asked for again

skip() {
    printf 'SKIPPED: %s\n' "$1"
    exit 77
}

# The mirror that this machine gets its own Debian packages from.
mirror() {
    # shellcheck disable=SC2016 # apt fills these in
    apt-get indextargets --format '$(CODENAME) $(RELEASE) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk '$0 !~ /security|updates|backports/ && $NF ~ /debian\/?$/ { print $NF; exit }'
}

# write_apt_config FOLDER MIRROR: a package manager's state of its own, in which nothing is installed.
write_apt_config() {
    local folder=$1 uri=$2 keyring=/usr/share/keyrings/debian-archive-keyring.gpg option=
    mkdir -p "$folder"/{state/lists/partial,cache/archives/partial,empty}
    : >"$folder/status"
    if [ -r "$keyring" ]; then option="[signed-by=$keyring] "; fi
    printf 'deb %s%s %s main\n' "$option" "$uri" "$release" "$option" "$uri" "$suite" >"$folder/sources.list"
    cat >"$folder/apt.conf" <<END
Dir::Etc::sourcelist "$folder/sources.list";
Dir::Etc::sourceparts "$folder/empty";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "$folder/empty";
Dir::State "$folder/state";
Dir::State::status "$folder/status";
Dir::Cache "$folder/cache";
APT::Sandbox::User "$(id -un)";
APT::Get::AllowUnauthenticated "false";
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
END
}

# fetch FOLDER: downloads the packages with all that they need, signatures checked, and unpacks them to FOLDER/tree.
fetch() {
    local folder=$1 uri deb
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || { echo "no apt here"; return 1; }
    uri=$(mirror)
    [ -n "$uri" ] || { echo "apt has no Debian mirror configured"; return 1; }
    write_apt_config "$folder" "$uri"
    export APT_CONFIG=$folder/apt.conf
    apt-get -q update >"$folder/log" 2>&1 && ! grep -q '^[EW]: ' "$folder/log" ||
        { echo "the package lists of $suite cannot be had"; return 1; }
    apt-get -q -y --download-only -t "$suite" install "${packages[@]}" >>"$folder/log" 2>&1 ||
        { echo "the packages of $suite cannot be had"; return 1; }
    mkdir "$folder/tree"
    for deb in "$folder"/cache/archives/*.deb; do
        dpkg-deb -x "$deb" "$folder/tree" || { echo "$(basename "$deb") cannot be unpacked"; return 1; }
    done
    # Mesa's manifest names the driver by where an installation would put it; by its name alone the unpacked one is found.
    sed 's#"[^"]*libvulkan_lvp.so"#"libvulkan_lvp.so"#' "$folder"/tree/usr/share/vulkan/icd.d/lvp_icd*.json >"$folder/tree/icd.json" ||
        { echo "the package of Mesa has no lavapipe"; return 1; }
    find "$folder/tree" -name 'libvulkan_*.so' ! -name libvulkan_lvp.so -delete
    dpkg-deb -f "$folder"/cache/archives/mesa-vulkan-drivers_*.deb Version >"$folder/tree/mesa-version"
}

# Unpacks once; an interrupted attempt leaves only a folder that the next one removes.
prepare() {
    local work=$root.partial refused=$root.refused reason
    [ ! -e "$root/mesa-version" ] || return 0
    mkdir -p "$cache"
    exec 8>"$cache/lock"
    flock 8
    [ ! -e "$root/mesa-version" ] || return 0
    if [ -e "$refused" ] && [ $(($(date +%s) - $(stat -c %Y "$refused"))) -lt "$retry_after" ]; then
        skip "$(cat "$refused") (asked a short while ago)"
    fi
    rm -rf "$work" "$refused"
    mkdir "$work"
    if ! reason=$(fetch "$work"); then
        if [ -s "$work/log" ]; then tail -n 5 "$work/log" >&2; fi
        printf '%s\n' "$reason" >"$refused"
        rm -rf "$work"
        skip "$reason"
    fi
    mv "$work/tree" "$root"
    rm -rf "$work"
    exec 8>&-
}

# run PROGRAM ARGUMENTS...: by the unpacked ld.so, unpacked libraries before the system's of the same name.
run() {
    local program libraries
    program=$(command -v "$1") || { printf '%s: not found\n' "$1" >&2; exit 127; }
    shift
    libraries=$(dirname "$(find "$root" -name libvulkan.so.1)")
    exec "$(find "$root" -name 'ld-linux*.so.*' | head -n 1)" --library-path "$libraries:$libraries/../../lib" \
        "$program" "$@"
}

[ $# -ge 1 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
prepare
case $1 in
    --fetch) ;;
    --version) printf 'Mesa %s in %s\n' "$(cat "$root/mesa-version")" "$root" ;;
    --tool)
        shift
        tool=$root/usr/bin/$1
        shift
        run "$tool" "$@"
        ;;
    *)
        export VK_ICD_FILENAMES=$root/icd.json VK_DRIVER_FILES=$root/icd.json
        export VK_LAYER_PATH=$root/usr/share/vulkan/explicit_layer.d VK_IMPLICIT_LAYER_PATH=$root/none
        run "$@"
        ;;
esac
