#!/bin/sh
# run.sh holds the SARIF output of greenify check against the schema of OASIS, as
# Microsoft publishes it in an npm package together with a validator for it. It needs
# node, npm and the npm registry, so it is no part of CI: there the tests of
# rewrite/check/show hold the output against a schema of their own.
set -eu
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
npm install --prefix "$dir" --no-audit --no-fund --silent @microsoft/jest-sarif@1.0.0-beta.0
go build -o "$dir/greenify" ./cmd/greenify
# The exit code of check is 1 where something is not green.
check() {
	name=$1
	shift
	"$dir/greenify" check -sarif -o "$dir/$name.sarif" "$@" >/dev/null || test $? = 1
}
check truth $(printf "./%s " integration/truth/testdata/*/)
check every -C rewrite/check/testdata/every . ./lib ./behind
check green ./rewrite/check/reason
printf 'GR1009 github.com/go-greenify/greenify/integration/truth/testdata/mapped # fits\n' >"$dir/allow"
check allowed -allow "$dir/allow" ./integration/truth/testdata/mapped
node integration/sarif/validate.js "$dir"
