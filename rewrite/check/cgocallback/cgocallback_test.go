package cgocallback

import (
	"testing"

	"github.com/go-greenify/greenify/rewrite/check/internal/checktest"
)

func Test(t *testing.T) {
	checktest.NeedCgo(t)
	checktest.Run(t, Analyzer, "a", "b")
}
