// Package broken does not type-check.
package broken

func f() int { return "x" + 1 }

func g() { undefined() }
