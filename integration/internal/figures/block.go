package figures

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// Write puts text between the marks of the make target in the file, or at its end if
// it has none yet, and leaves the rest of the file alone.
func Write(file, target, text string) error {
	begin, end := marks(target)
	before, _, after, found, err := cut(file, target)
	if err != nil {
		return err
	}
	if !found {
		begin = "\n" + begin
	}
	return os.WriteFile(file, []byte(before+begin+text+end+after), 0o666)
}

// Read returns the text between the marks of the make target in the file, which is
// empty if there are none.
func Read(file, target string) (string, error) {
	_, text, _, _, err := cut(file, target)
	return text, err
}

func marks(target string) (begin, end string) {
	return "<!-- begin: make " + target + " -->\n", "<!-- end: make " + target + " -->\n"
}

// cut returns what the file has before the marks, between them and after them. A file
// that does not exist has a title.
func cut(file, target string) (before, text, after string, found bool, err error) {
	old, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		old, err = []byte("# Performance\n"), nil
	}
	if err != nil {
		return "", "", "", false, err
	}
	begin, end := marks(target)
	before, rest, found := strings.Cut(string(old), begin)
	text, after, closed := strings.Cut(rest, end)
	if found != closed {
		return "", "", "", false, fmt.Errorf("%s has the mark of the beginning of %s's table but not that of its end", file, target)
	}
	return before, text, after, found, nil
}
