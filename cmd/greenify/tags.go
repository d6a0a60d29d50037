package main

import (
	"errors"
	"slices"
	"strings"
)

// greenTag is the build tag by which package greenrt knows that the core is
// in the standard library.
const greenTag = "greenify"

// addTag returns the value of a -tags flag with greenTag added. It takes the
// old form, a quoted list separated by spaces, as the go command does.
func addTag(tags string) string {
	var list []string
	if strings.ContainsAny(tags, " '") {
		var err error
		if list, err = splitQuoted(tags); err != nil {
			return tags // the go command says what is wrong with it
		}
	} else {
		list = strings.Split(tags, ",")
	}
	list = slices.DeleteFunc(list, func(s string) bool { return s == "" })
	if !slices.Contains(list, greenTag) {
		list = append(list, greenTag)
	}
	return strings.Join(list, ",")
}

// addTagToGOFLAGS returns the value of GOFLAGS with greenTag added to the tags
// that it sets. That is where the tag goes, and not only onto the command
// line, so that a go command started by a test or by go generate has it too.
// A -tags flag on the command line replaces the one in GOFLAGS.
func addTagToGOFLAGS(goflags string) string {
	list, err := splitQuoted(goflags)
	if err != nil {
		return goflags // the go command says what is wrong with it
	}
	tags := ""
	list = slices.DeleteFunc(list, func(f string) bool {
		name, value, _, ok := splitFlag(f)
		if ok && name == "tags" {
			tags = value // the last one counts
		}
		return ok && name == "tags"
	})
	list = append(list, "-tags="+addTag(tags))
	return joinQuoted(list)
}

// splitQuoted splits s at white space. A field may stand in single or double
// quotes; there are no escapes. This is how the go command reads GOFLAGS.
func splitQuoted(s string) ([]string, error) {
	var list []string
	for {
		s = strings.TrimLeft(s, " \t\n\r")
		if s == "" {
			return list, nil
		}
		end := strings.IndexAny(s, " \t\n\r")
		if q := s[0]; q == '"' || q == '\'' {
			s = s[1:]
			if end = strings.IndexByte(s, q); end < 0 {
				return nil, errors.New("unterminated quote")
			}
			list, s = append(list, s[:end]), s[end+1:]
			continue
		}
		if end < 0 {
			end = len(s)
		}
		list, s = append(list, s[:end]), s[end:]
	}
}

// joinQuoted is the inverse of splitQuoted.
func joinQuoted(list []string) string {
	var b strings.Builder
	for i, s := range list {
		if i > 0 {
			b.WriteByte(' ')
		}
		quote := ""
		switch {
		case s != "" && !strings.ContainsAny(s, " \t\n\r'\""):
		case strings.Contains(s, "'"):
			quote = `"`
		default:
			quote = "'"
		}
		b.WriteString(quote + s + quote)
	}
	return b.String()
}
