#!/usr/bin/env bash
# Makes this machine start wallctl by itself after power returns, with nobody signed in.
#
#   sudo bash installers/systemd/install.sh engine ROOM [SITE.toml]
#   sudo bash installers/systemd/install.sh wall ENGINE_URL NODE
#
# Runs from the checkout it lies in (put that in /opt/wallctl: a home folder may not be readable to
# the service). May be run again; the site file and wall.env are kept where they exist.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
units=/etc/systemd/system

usage() { sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
[ $# -ge 2 ] || usage
[ "$(id -u)" = 0 ] || { echo "install: must run as root" >&2; exit 1; }

bash "$root/installers/bootstrap.sh" setup-run
id wallctl >/dev/null 2>&1 ||
    useradd --system --home-dir /var/lib/wallctl --shell /usr/sbin/nologin wallctl
install -d -m 755 /etc/wallctl

unit() { sed "s|@ROOT@|$root|g" "$here/$1" >"$units/$1"; }

case $1 in
engine)
    room=$2
    if [ $# -ge 3 ]; then
        "$root/.venv/bin/wallctl" check "$3"
        install -m 644 "$3" /etc/wallctl/site.toml
    fi
    [ -f /etc/wallctl/site.toml ] || { echo "install: name a site file" >&2; exit 2; }
    unit wallctl-engine@.service
    systemctl daemon-reload
    systemctl enable --now "wallctl-engine@$room.service"
    ;;
wall)
    [ $# -eq 3 ] || usage
    bash "$root/installers/bootstrap.sh" packages kiosk
    if [ ! -f /etc/wallctl/wall.env ]; then
        umask 077
        printf 'WALLCTL_ENGINE=%s\nWALLCTL_NODE=%s\n' "$2" "$3" >/etc/wallctl/wall.env
    fi
    unit wallctl-kiosk.service
    unit wallctl-wall.service
    systemctl daemon-reload
    systemctl enable --now wallctl-kiosk.service wallctl-wall.service
    ;;
*) usage ;;
esac
