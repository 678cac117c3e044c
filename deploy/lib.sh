# shellcheck shell=sh
# What install, upgrade and rollback share. Every place can be set, so that a trial needs no root.

: "${HOME_DIR:=/srv/scicity}"           # releases, and links to those in use
: "${ETC_DIR:=/etc/scicity}"            # environment, address of the slot in use
: "${VAR_DIR:=/var/lib/scicity}"        # database, uploads, secrets
: "${RUN_DIR:=/run/scicity}"            # process ids, where there is no systemd
: "${LOG_DIR:=/var/log/scicity}"        # logs, where there is no systemd
: "${OWNER:=scicity}"                   # the user of all processes
: "${PORT_A:=8001}" "${PORT_B:=8002}"   # the two slots: one serves, the other waits
: "${RELOAD_NGINX:=nginx -t -q && nginx -s reload}"

# What the operator chose for this machine, such as RESOLVER=10.0.0.53.
[ ! -r "$ETC_DIR/deploy.conf" ] || . "$ETC_DIR/deploy.conf"

say() { printf '%s\n' "$*"; }
fail() { printf 'Error: %s\n' "$*" >&2; exit 1; }

# SERVICES=plain does without systemd where there is one.
has_systemd() { [ "${SERVICES:-}" != plain ] && [ -d /run/systemd/system ]; }
has_own_database() { ! grep -q '^DATABASE_URL=.' "$ETC_DIR/scicity.env"; }

port_of() { case $1 in a) echo "$PORT_A" ;; b) echo "$PORT_B" ;; esac; }
other() { case $1 in a) echo b ;; *) echo a ;; esac; }
slot_in_use() { cat "$ETC_DIR/slot" 2>/dev/null || echo none; }

# Runs a command in a release's directory as the portal's user, with its environment.
in_release() {
  directory=$1
  shift
  set -- env -C "$directory" "ENV_FILE=$ETC_DIR/scicity.env" "VAR_DIR=$VAR_DIR" "$@"
  if [ "$(id -u)" = 0 ] && [ "$OWNER" != root ]; then
    setpriv --reuid "$OWNER" --regid "$OWNER" --init-groups -- "$@"
  else
    "$@"
  fi
}

manage() { release=$1; shift; in_release "$release" .venv/bin/python manage.py "$@"; }

# Root writes here: in a folder of the portal's user a link could lead it elsewhere. nginx's workers
# must get in to open a new file; visitors' addresses stand in theirs.
log_folder() {
  install -d -o root -g adm -m 0755 "$LOG_DIR"
  [ -e "$LOG_DIR/access.log" ] || install -o www-data -g adm -m 0640 /dev/null "$LOG_DIR/access.log"
}

# HTTP/2 as this nginx wants it said (`nginx -v`): since 1.25.1 it has a directive of its own, and the
# older word brings a warning at each reload.
http2_of() {
  version=${1##*/}
  case $(printf '%s\n' 1.25.1 "${version%% *}" | sort -V | head -n 1) in
    1.25.1) sed 's|^\( *\)listen 443 ssl http2;|\1http2 on;\n\1listen 443 ssl;|; s| ssl http2;| ssl;|' ;;
    *) cat ;;
  esac
}

# What nginx needs to send the authority's word along that the certificate is not withdrawn. Nothing
# where the certificate names nobody to ask: nginx would warn at each reload.
stapling() {
  [ -n "$(openssl x509 -noout -ocsp_uri -in "$ETC_DIR/tls/cert.pem")" ] || return 0
  echo "ssl_stapling on;"
  echo "ssl_stapling_verify on;"
  echo "ssl_trusted_certificate ${TRUSTED_CERTIFICATES:-/etc/ssl/certs/ca-certificates.crt};"
  [ -z "${RESOLVER:-}" ] || echo "resolver $RESOLVER;"
}

# The rules by which rsyslog sends the logs to LOG_SERVER, such as logs.example.cn:6514, over TLS.
log_rules() {
  case $LOG_SERVER in *[!A-Za-z0-9.:-]* | *:*[!0-9]*) fail "LOG_SERVER=$LOG_SERVER: use host:port." ;; esac
  port=${LOG_SERVER##*:}
  [ "$port" != "$LOG_SERVER" ] || port=6514
  sed -e "s|@LOG_HOST@|${LOG_SERVER%:*}|g" -e "s|@LOG_PORT@|$port|" -e "s|@LOG_DIR@|$LOG_DIR|" \
    -e "s|@LOG_CA@|${LOG_CA:-/etc/ssl/certs/ca-certificates.crt}|" -e "s|@VAR_DIR@|$VAR_DIR|" \
    -e "s|@NGINX_LOG@|${NGINX_LOG:-/var/log/nginx/error.log}|" \
    -e "s|@SPOOL@|${LOG_SPOOL:-/var/spool/rsyslog}|" "$1"
}

# service start|stop NAME: database, worker, or web-a and web-b.
service() {
  action=$1 name=$2
  if has_systemd; then
    case $name in web-*) unit=scicity-web@${name#web-} ;; *) unit=scicity-$name ;; esac
    systemctl "$action" "$unit"
    return
  fi
  mkdir -p "$RUN_DIR" "$LOG_DIR"
  pidfile=$RUN_DIR/$name.pid
  # After a crash the number in the file may be that of somebody else's process.
  user=$OWNER
  [ "$(id -u)" = 0 ] || user=$(id -un)
  if [ "$action" = stop ]; then
    start-stop-daemon --stop --quiet --oknodo --retry TERM/30/KILL/5 --remove-pidfile \
      --pidfile "$pidfile" --user "$user"
    return
  fi
  port=$PORT_A
  case $name in
    web-*) directory=$HOME_DIR/slots/${name#web-} command=serve port=$(port_of "${name#web-}") ;;
    database) directory=$HOME_DIR/current command=database ;;
    worker) directory=$HOME_DIR/current command=work ;;
  esac
  set -- --start --quiet --oknodo --background --make-pidfile --pidfile "$pidfile" \
    --user "$user" --output "$LOG_DIR/$name.log" --chdir "$directory"
  [ "$user" = root ] || [ "$(id -u)" != 0 ] || set -- "$@" --chuid "$user"
  ENV_FILE=$ETC_DIR/scicity.env VAR_DIR=$VAR_DIR PORT=$port \
    start-stop-daemon "$@" --startas "$directory/.venv/bin/python" -- manage.py "$command"
}

# Waits until the address answers with 200; python is there in any case, curl may not be.
wait_for() {
  "$HOME_DIR/current/.venv/bin/python" - "$1" <<'PYTHON'
import sys, time, urllib.request
until = time.monotonic() + 60
while True:
    try:
        urllib.request.urlopen(sys.argv[1], timeout=10).close()
        break
    except OSError as error:
        if time.monotonic() > until:
            sys.exit(f"Error: {sys.argv[1]} does not answer: {error}")
        time.sleep(0.2)
PYTHON
}

wait_for_database() {
  for _try in $(seq 60); do
    if manage "$1" shell --no-imports -c \
      'from django.db import connection; connection.ensure_connection()' 2>/dev/null; then
      return
    fi
    sleep 0.5
  done
  fail "the database does not answer; see its log."
}

# Puts a release into the slot that waits, lets it serve, and stops the other.
switch_to() {
  taken=$1 leaving=$(slot_in_use)
  slot=$(other "$leaving")
  service stop "web-$slot"
  mkdir -p "$HOME_DIR/slots"
  ln -sfn "$taken" "$HOME_DIR/slots/$slot"
  service start "web-$slot"
  wait_for "http://127.0.0.1:$(port_of "$slot")/healthz" || { service stop "web-$slot"; exit 1; }
  wait_for "http://127.0.0.1:$(port_of "$slot")/readyz" || { service stop "web-$slot"; exit 1; }
  echo "server 127.0.0.1:$(port_of "$slot");" >"$ETC_DIR/upstream.conf.new"
  mv "$ETC_DIR/upstream.conf.new" "$ETC_DIR/upstream.conf"
  echo "$slot" >"$ETC_DIR/slot"
  sh -c "$RELOAD_NGINX" || fail "nginx was not reloaded: $RELOAD_NGINX"
  # Pages of the old look must not outlive it: now, and once nothing makes them any more.
  manage "$taken" forget_pages >/dev/null
  if [ "$leaving" != none ]; then
    sleep "${SECONDS_TO_DRAIN:-3}"
    service stop "web-$leaving"
    manage "$taken" forget_pages >/dev/null
  fi
  if has_systemd; then
    systemctl disable --quiet "scicity-web@$(other "$slot")" 2>/dev/null || true
    systemctl enable --quiet "scicity-web@$slot"
  fi
}
