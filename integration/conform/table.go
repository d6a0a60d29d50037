package conform

// A Module is one of gevent's modules.
type Module struct {
	Name  string // as Python imports it
	Here  string // what there is in its stead, in Markdown
	Names []Name
}

// A Name is something that people who know gevent look for.
type Name struct {
	Gevent string // as gevent spells it, in Markdown
	Here   string // what to use, in Markdown; or "" if there is nothing
	Rows   []Row  // none if there is nothing to say but the name
}

// A Row is a statement about a Name.
type Row struct {
	ID   string // by which tests name it
	Says string // what gevent promises
	Here string // what is so here, if it is not the same
	NA   string // why there is nothing to hold, or ""
}

// same is a statement that holds here as well.
func same(id, says string) Row { return Row{ID: id, Says: says} }

// here is a statement that holds in Go's way, or that greenrt decided otherwise.
func here(id, says, here string) Row { return Row{ID: id, Says: says, Here: here} }

// na is a statement that cannot be made of Go.
func na(id, says, reason string) Row { return Row{ID: id, Says: says, NA: reason} }

// Table is everything, in the order in which it is shown.
func Table() []Module {
	var all []Module
	for _, modules := range [][]Module{greenletTable, geventTable, hubTable, syncTable, ioTable, toolsTable} {
		all = append(all, modules...)
	}
	return all
}
