package monkey_test

import (
	"fmt"

	"github.com/go-greenify/greenify/greenrt/monkey"
)

func ExamplePatched() {
	if monkey.AnythingPatched() != monkey.Patched("net.Dial") {
		fmt.Println("built with -patch=all,-socket")
	}
	fmt.Println(monkey.Patched("fmt"))
	// Output: false
}

func ExampleRead() {
	m := monkey.Read()
	if m.Stock() {
		fmt.Println("this service needs to be built with greenify")
		return
	}
	for _, p := range m.Patches {
		fmt.Println(p.Name, len(p.Rewrites))
	}
}
