// Package realservices holds four services that people run, built green, against
// the same services built by the go command: a JSON API on PostgreSQL and Redis,
// the MQTT broker mochi, the web server caddy, and prometheus. Nobody changed a
// line of them; the API is written here, since such a service is nobody's module.
//
//   - The same clients get the same answers from both builds. Where an answer
//     holds a time or an id, it is compared without.
//   - Under load no request fails.
//   - On SIGTERM each ends with exit code 0.
//   - The green binary runs a second time with GREENRT=check=1, which watches
//     the scheduler's invariants.
//
// The tests need servers and clients that install.sh gets from Debian, and
// minutes: the first build compiles two thousand packages, twice. So they run
// where SERVICES is set, which is what make services does. A program that is
// missing then is a failure.
//
//	make services
//	SERVICES=1 LOAD=30s go test -v -run TestCaddy ./integration/realservices
package realservices
