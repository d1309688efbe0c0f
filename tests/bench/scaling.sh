#!/bin/bash
# usage: scaling.sh BUILD MODEL OUT [SECONDS]
# Plans and estimates U-Net calls for sides of 256..1024 and batches of 1..8, measures those that are estimated to take at
# most SECONDS (60), and writes OUT.csv and OUT.svg. The cost model is fitted first. BUILD is a build folder; the device is
# the native CPU executor, or Vulkan's first with EXECUTOR=vulkan.
set -euo pipefail
[ $# -ge 3 ] || { sed -n '2,5s/^# //p' "$0"; exit 2; }
build=$1 model=$2 out=$3 seconds=${4:-60}
executor=${EXECUTOR:-cpu}
folder=$(cd "$(dirname "$0")" && pwd)
"$build/bin/sfumato-cli" bench --executor "$executor" --output "$out.bench.json" --force
options=(--seconds "$seconds")
[ "$executor" = vulkan ] && options+=(--vulkan)
"$build/bin/sfumato-scaling" "${options[@]}" "$model" >"$out.csv" 2> >(tee "$out.device" >&2)
python3 "$folder/scaling_plot.py" "$out.csv" "$out.svg" "$(head -1 "$out.device")" "$("$build/bin/sfumato-cli" --version)"
rm -f "$out.device"
