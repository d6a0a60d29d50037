// Package a has files for other builds.
package a
