package greenlet_test

import (
	"fmt"

	"github.com/go-greenify/greenify/greenrt/greenlet"
)

// This is the example of greenlet's own documentation.
func Example() {
	var gr1, gr2 *greenlet.Greenlet[any]
	test1 := func(v any) (any, error) {
		xy := v.([]string)
		z, err := gr2.Switch(xy[0] + xy[1])
		if err != nil {
			return nil, err
		}
		fmt.Println(z)
		return nil, nil
	}
	test2 := func(u any) (any, error) {
		fmt.Println(u)
		gr1.Switch(42)
		fmt.Println("nobody switches back to here")
		return nil, nil
	}
	gr1, gr2 = greenlet.New(test1), greenlet.New(test2)
	gr1.Switch([]string{"hello", " world"})
	// Output:
	// hello world
	// 42
}

func ExampleGreenlet_Throw() {
	g := greenlet.New(func(n int) (int, error) {
		for {
			var err error
			if n, err = greenlet.Current[int]().Switch(n); err == nil {
				continue
			}
			return 0, err
		}
	})
	_, err := g.Throw(greenlet.ErrExit)
	fmt.Println(err, g.Dead())
	// Output: <nil> true
}
