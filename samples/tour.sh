#!/bin/sh
# A tour of the samples: what `./dev run` shows. Needs callflow on PATH; writes nothing.
set -eu
cd "$(dirname -- "$0")/.."

show() {
    printf '\n\033[1m$ %s\033[0m\n' "$*" | if [ -t 1 ]; then cat; else sed 's/\x1b\[[0-9]*m//g'; fi
    "$@"
}

echo "callflow: a phone call's flow, checked, played and rendered. This is a tour of the samples."
show callflow validate samples
show callflow render samples/hello/hello.yaml --all --provider twilio,tropo
show callflow simulate samples/call_center/incoming.yaml --event called --event customer.voicemail_complete
show callflow simulate samples/call_center/callbacks.yaml samples/call_center/callbacks.scenarios.yaml
show callflow render samples/riverside/riverside.yaml --state main_menu
printf '\nNext: callflow help, callflow explain verbs, README.md\n'
