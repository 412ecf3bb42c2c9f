#!/bin/sh
# A tour of the samples: what `./dev run` shows. Needs callflow on PATH; writes nothing.
set -eu
case $0 in */*) cd -- "${0%/*}/.." ;; *) cd .. ;; esac

show() {
    printf '\n\033[1m$ %s\033[0m\n' "$*" | if [ -t 1 ]; then cat; else sed 's/\x1b\[[0-9]*m//g'; fi
    "$@"
}
about() { printf '\n%s\n' "$*"; }

echo "callflow: a phone call's flow, checked, played and rendered. This is a tour of the samples."
show callflow validate samples
about "One flow, and what each platform is answered:"
show callflow render samples/hello/hello.yaml --all --provider twilio,tropo
about "Events lead from state to state, here to voicemail:"
show callflow simulate samples/call_center/incoming.yaml --event called --event customer.voicemail_complete
about "Conditions in blocks decide where the same event leads; the trace says why:"
show callflow simulate samples/call_center/dynamic.yaml --set agents_available=true --set prefer_flash=true \
    --event incoming_call
about "A scenario says what has to happen; callbacks that wait until they are flushed:"
show callflow simulate samples/call_center/deferred.yaml samples/call_center/deferred.scenarios.yaml
about "Hold music in an order drawn by lot, the same whenever the seed is:"
show callflow render samples/call_roulette/call_roulette.yaml --state waiting --seed 7
about "Keys or words, in the caller's language:"
show callflow render samples/bank/bank.yaml --state main_menu --set language=es-MX --provider twilio,tropo
about "A queue where the platform has one, else a desk:"
show callflow render samples/support_line/support_line.yaml --state sales --provider twilio,tropo
about "An application for Tropo:"
show callflow render samples/call_back/call_back.yaml --state ask_reason --provider tropo
about "And one state of 168, in a flow of seven files:"
show callflow render samples/riverside/riverside.yaml --state breaker_worked_menu
about "Handed away: the voice application is in the call for as long as it asks; who talked to whom, and what each platform bills:"
show callflow simulate samples/transfers/refer.yaml samples/transfers/refer.scenarios.yaml
show callflow test samples/transfers
about "What real calls did: where callers hang up, and where calls leave the flow:"
show callflow replay samples/support_line/support_line.yaml samples/logs/support_line.jsonl \
    --map call=call,event=event,time=time,digits=digits --top 3
printf '\nNext: callflow help, callflow explain verbs, README.md\n'
