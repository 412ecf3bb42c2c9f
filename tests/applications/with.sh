# For cases: `set -- node app.mjs; . "$ROOT/tests/applications/with.sh"` starts an application and sets PORT; it ends with the case.
# Without node the case is skipped.
if ! command -v "$1" >/dev/null; then
    echo "skipped: there is no $1" >&2
    exit 77
fi
"$1" "$ROOT/tests/applications/$2" "$PWD/port" >application.log 2>&1 &
application=$!
trap 'kill $application' EXIT
waited=0
while [ ! -s port ]; do
    waited=$((waited + 1))
    if [ "$waited" -gt 400 ]; then
        echo "the application does not start:" >&2
        cat application.log >&2
        exit 1
    fi
    sleep 0.05
done
read -r PORT <port || true # it has no line break
