# For scripts that serve a folder: sourced, not run. Uses $work, a folder, and sets $pid and $url.

# start PROGRAM FOLDER OPTION...
start() {
  local program=$1 folder=$2
  shift 2
  "$program" serve "$folder" --port 0 "$@" > "$work/log" 2>&1 &
  pid=$!
  until grep -qo 'http://127.0.0.1:[0-9]*' "$work/log"; do
    kill -0 "$pid" || { cat "$work/log"; exit 1; }
    sleep 0.1
  done
  url=$(grep -o 'http://127.0.0.1:[0-9]*' "$work/log" | head -n 1)
}
