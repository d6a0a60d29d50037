// Package services holds the services of testdata/services, built green,
// against the same services built by the go command.
//
//   - The same client script gets the same answers from both (TestAnswers).
//   - Both end with exit code 0 on SIGTERM.
//   - 64 connections get no error, and one thread runs the handlers
//     (TestLoad, TestOneThread).
//
// WRK=30s go test -run TestWrk, or make wrk, puts the load on with wrk and
// prints the rates of both builds.
package services
