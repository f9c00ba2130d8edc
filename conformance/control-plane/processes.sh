# Starting and ending background programs by process id; read by start, stop and restart.
# shellcheck shell=bash

# A port on loopback that nothing listens on, below the range that the system hands out itself.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        if ! (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
            echo "$port"
            return
        fi
    done
}

# When the process began: a process id that was given to another one since is never ended.
began() { ps -o lstart= -p "$1" 2> /dev/null || true; }

launch() { # folder name command...
    local folder=$1 name=$2
    shift 2
    printf '%s\0' "$@" > "$folder/run/$name.command"
    setsid "$@" >> "$folder/log/$name.log" 2>&1 < /dev/null &
    local pid=$!
    disown "$pid"
    { echo "$pid"; began "$pid"; } > "$folder/run/$name.pid"
}

alive() { # folder name
    local pid then
    [ -f "$1/run/$2.pid" ] || return 1
    { read -r pid; IFS= read -r then; } < "$1/run/$2.pid" || return 1
    [ -n "$then" ] && [ "$(began "$pid")" = "$then" ]
}

finish() { # folder name signal
    local folder=$1 name=$2 signal=$3 pid turn
    if alive "$folder" "$name"; then
        read -r pid < "$folder/run/$name.pid"
        kill -"$signal" "$pid" 2> /dev/null || true
        for ((turn = 0; turn < 100; turn++)); do
            alive "$folder" "$name" || break
            sleep 0.1
        done
        if alive "$folder" "$name"; then kill -KILL "$pid" 2> /dev/null || true; fi
        while alive "$folder" "$name"; do sleep 0.05; done
    fi
    rm -f "$folder/run/$name.pid"
}

await() { # seconds what command...
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" > /dev/null 2>&1; do
        if ((SECONDS > end)); then
            echo "start: $what is not ready" >&2
            return 1
        fi
        sleep 0.2
    done
}
