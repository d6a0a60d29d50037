#!/usr/bin/env bash
# install gets what the tests of real services need from Debian: PostgreSQL and
# Redis, which they start, mosquitto's clients, and wrk. It needs root only if
# something is missing. The packages start no server: the tests' own listen on
# free ports, with their data in temporary directories.
set -euo pipefail

missing=()
need() { # need PACKAGE FILE...: the package, unless one of the files is there
	local package=$1 file
	shift
	for file; do
		[[ -x $file ]] && return
	done
	missing+=("$package")
}
need postgresql-15 /usr/lib/postgresql/15/bin/postgres
need redis-server /usr/bin/redis-server
need mosquitto-clients /usr/bin/mosquitto_sub
need wrk /usr/bin/wrk
((${#missing[@]})) || exit 0

if ((EUID != 0)); then
	echo "install: missing: ${missing[*]}: run as root, or install them first" >&2
	exit 1
fi

# Debian's packages start their servers, unless this file says no. It may be
# there for good, as in images for containers.
policy=/usr/sbin/policy-rc.d
if [[ ! -e $policy ]]; then
	trap 'rm -f "$policy"' EXIT
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -o Acquire::Retries=5 update -q
# Another installation, such as the machine's own of updates, may be under way.
apt-get -o Acquire::Retries=5 -o DPkg::Lock::Timeout=600 install -q -y --no-install-recommends "${missing[@]}"
