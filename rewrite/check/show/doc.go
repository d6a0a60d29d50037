// Package show writes the reports of package check: as text for people, as JSON,
// as SARIF for code scanners, as an HTML page, and as the path to a finding.
//
// Each form is a function from a report to bytes on a writer. All texts about a
// reason come from package reason.
package show
