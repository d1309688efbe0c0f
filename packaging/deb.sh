#!/bin/bash
# Makes the Debian package of the release build and prints its path. Install it with: sudo apt install ./FILE.deb
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"

install_packages build runtime deb
# A build of its own: Debian's paths must be known when CMake configures, and tests are no part of the package.
configure deb --preset release -DCMAKE_INSTALL_PREFIX=/usr -DSFUMATO_BUILD_TESTS=OFF
build_targets deb all
folder="$sfumato_root/build/deb/packages"
rm -rf "$folder"
say "cpack: packing"
if ! (cd "$sfumato_root/build/deb" && cpack -G DEB) >"$sfumato_root/build/deb/cpack.log" 2>&1; then
    tail -n 30 "$sfumato_root/build/deb/cpack.log" >&2
    die "cpack failed (whole log: $sfumato_root/build/deb/cpack.log)"
fi
desktop-file-validate "$sfumato_root/packaging/org.sfumato.Sfumato.desktop"
for package in "$folder"/*.deb; do
    dpkg-deb --info "$package" | grep -E '^ (Package|Version|Depends|Installed-Size)' >&2
    printf '%s\n' "$package"
done
