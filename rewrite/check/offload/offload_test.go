package offload

import (
	"testing"

	"github.com/go-greenify/greenify/rewrite/check/internal/checktest"
)

func Test(t *testing.T) {
	checktest.Run(t, Analyzer, "a")
}
