#!/bin/bash
# From a fresh Debian 12 to a picture: installs what is missing, builds what is out of date, runs Sfumato.
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"

usage() {
    cat <<'END'
usage: packaging/run.sh "PROMPT" [options of `sfumato-cli generate`]   make a picture in the current folder
       packaging/run.sh                                               open the window (needs a display)
       packaging/run.sh --build                                       only install and build

  packaging/run.sh "a red apple"
  packaging/run.sh "a red apple" --seed 7 --steps 30
END
}

# file_name_of PROMPT: letters and digits of any script stay, everything else becomes a dash; 60 characters at most.
file_name_of() {
    local name
    name=$(printf '%s' "${1:0:400}" | LC_ALL=C.UTF-8 sed -z -E 's/[^[:alnum:]]+/-/g; s/^-+//; s/-+$//' | tr -d '\0')
    if ! printf '%s' "$name" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1; then
        name=$(printf '%s' "$name" | LC_ALL=C sed -E 's/[^A-Za-z0-9]+/-/g')
    fi
    name=$(LC_ALL=C.UTF-8; name=${name,,}; name=${name:0:60}; printf '%s' "${name%-}")
    printf '%s' "${name:-picture}"
}

# free_path STEM: STEM.png, or STEM-2.png, STEM-3.png ... when the name is taken. Nothing is ever overwritten.
free_path() {
    local path="$1.png" n=2
    while [ -e "$path" ]; do
        path="$1-$n.png"
        n=$((n + 1))
    done
    printf '%s' "$path"
}

# has_option NAME ARGS...: whether NAME or NAME=... is among the arguments.
has_option() {
    local name=$1 argument
    shift
    for argument in "$@"; do
        case $argument in "$name" | "$name"=*) return 0 ;; esac
    done
    return 1
}

prepare() {
    install_packages build runtime
    configure release --preset release
    build_targets release "$@"
}

make_picture() {
    local cli="$sfumato_root/build/release/bin/sfumato-cli" prompt=$1 output code=0
    shift
    prepare sfumato-cli
    use_software_vulkan_without_gpu
    # With a place of their own, or when a machine reads the answer, stdout belongs to the program.
    if has_option --output "$@" || has_option -o "$@"; then exec "$cli" generate --prompt="$prompt" "$@"; fi
    output=$(free_path "$PWD/$(file_name_of "$prompt")")
    if has_option --json "$@"; then exec "$cli" generate --prompt="$prompt" --output "$output" "$@"; fi
    "$cli" generate --prompt="$prompt" --output "$output" "$@" >&2 || code=$?
    [ "$code" -eq 0 ] || exit "$code"
    # A batch writes several files, numbered after the same stem.
    if [ -e "$output" ]; then printf '%s\n' "$output"; else compgen -G "${output%.png}*.png" || true; fi
}

case "${1-}" in
    -h | --help) usage; exit 0 ;;
    --build) prepare sfumato-cli sfumato; exit 0 ;;
    -*) usage >&2; printf 'error: the first argument is the prompt; options come after it (found "%s")\n' "$1" >&2; exit 2 ;;
esac

if [ $# -gt 0 ]; then
    make_picture "$@"
elif [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    prepare sfumato
    exec "$sfumato_root/build/release/bin/sfumato"
else
    printf 'There is no display here, so the window cannot open. Give a prompt to make a picture without it:\n\n' >&2
    printf '    %s "a red apple"\n\n' "$0" >&2
    exit 2
fi
