package rewrite

import "io/fs"

// A Config says what to make green, and with which patches.
type Config struct {
	// Dir is the directory that the go command would run in. Empty means the
	// current directory.
	Dir string
	// Env is the environment of the go command. Nil means os.Environ().
	Env []string
	// Flags are the user's build flags that decide which files are loaded
	// (-tags, -mod, -modfile, -overlay, -race ...), as the go command takes them.
	Flags []string
	// Cache is the directory that holds green GOROOTs. Empty means
	// $GREENIFYCACHE, or greenify in the user's cache directory.
	Cache string
	// Adds is the tree of files added to the standard library, laid out as
	// GOROOT/src. Plan takes from it what the chosen patches name.
	Adds fs.FS
	// Compiler is what the tree has in the place of its compiler. Nil means
	// Go's own.
	Compiler *Compiler
	// Patches are the names of the patches to apply. Nil means all.
	Patches []string
	// Progress, if not nil, is told of each step that may take long, in a few
	// words without a newline. It is called from the caller's goroutine.
	Progress func(step string)
}

func (cfg *Config) progress(step string) {
	if cfg.Progress != nil {
		cfg.Progress(step)
	}
}
