package patch

// Release is the Go release whose standard library the rules are written for.
// Its minor versions are accepted as long as every shape is found in them.
const Release = "go1.26"

// Tested is the newest version of Release that every rule was tested with.
// Errors name it as the version to go to.
const Tested = "go1.26.8"

// All returns every patch, in the order in which gevent applies its own: what
// the later ones build upon comes first. The values are shared: read them only.
func All() []*Patch {
	return []*Patch{
		Thread,
		Socket,
		HTTP,
		DNS,
		Time,
		OS,
		Select,
		Subprocess,
		Signal,
		Cgo,
	}
}
