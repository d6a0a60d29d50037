//go:build !greenify

package greenrt_test

import (
	"testing"

	"github.com/go-greenify/greenify/internal/greentest"
)

// TestGreen runs the tests of this package and of those below it in green builds.
func TestGreen(t *testing.T) {
	greenify := greentest.Greenify(t)
	for _, tt := range []struct {
		name  string
		flags []string
		env   []string
	}{
		{"check=1/GOMAXPROCS=1", nil, []string{"GREENRT=check=1", "GOMAXPROCS=1"}},
		{"check=1/GOMAXPROCS=2", nil, []string{"GREENRT=check=1", "GOMAXPROCS=2"}},
		{"check=1/GOMAXPROCS=8", nil, []string{"GREENRT=check=1", "GOMAXPROCS=8"}},
		{"off=1", nil, []string{"GREENRT=off=1"}},
		{"preempt=off", nil, []string{"GREENRT=preempt=off"}},
		{"valgrind", []string{"-tags=valgrind"}, []string{"GREENRT=check=1"}},
		{"race", []string{"-race"}, []string{"GREENRT=check=1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			args := append([]string{"test", "-count=1", "-timeout=20m"}, tt.flags...)
			greentest.Command(t, ".", tt.env, greenify, append(args, "./...")...)
		})
	}
}
