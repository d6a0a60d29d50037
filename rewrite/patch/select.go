package patch

// Select is the counterpart of gevent's patch_select. It has no rules of its own: Go's
// select statement parks its member, and a program that calls select, poll or
// epoll_wait itself leaves the hub by the rules of patch os.
var Select = &Patch{
	Name:   "select",
	Gevent: "replaces select.select, poll and epoll by ones that wait in the hub",
	Does:   "has no rules of its own: a select statement parks; a raw select, poll or epoll_wait leaves the hub by patch os",
	Needs:  []string{"thread"},
	Rules:  []Rule{},
}
