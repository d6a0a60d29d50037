package main

import (
	"fmt"
	"strings"

	"github.com/go-greenify/greenify/integration/internal/pairs"
)

// about writes what one must know to judge the table, and to make it again.
func about(b *strings.Builder) {
	b.WriteString(pairs.About())
	fmt.Fprintf(b, "\n`make bench BENCH=\"-groups=%d -layouts=%d\"`: medians of %d pairs over %d orders of linking, quartiles in brackets. Times are of one operation.\n\n",
		*groups, *layouts, 2**groups, *layouts)
}
