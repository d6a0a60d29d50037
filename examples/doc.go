// Package examples has in its directories gevent's classic examples in Go, and in its test all of
// them built by greenify.
package examples
