package main

import (
	"bytes"
	"fmt"
	"strconv"
)

// A framing returns how long an answer is that begins so, or 0 if that is not known yet.
type framing func(begin []byte) (int, error)

// traffic returns what is sent of a kind, and how to know the end of the answer.
func traffic(kind string, size int) (request []byte, framing framing, err error) {
	switch kind {
	case "echo":
		return make([]byte, size), func([]byte) (int, error) { return size, nil }, nil
	case "http", "https":
		return []byte("GET / HTTP/1.1\r\nHost: bench\r\nUser-Agent: load\r\nAccept: */*\r\n\r\n"), responseLength, nil
	}
	return nil, nil, fmt.Errorf("no kind of load is called %q", kind)
}

// complete reports whether buf holds an answer. More than one is an error: nobody asked.
func complete(buf []byte, framing framing) (bool, error) {
	want, err := framing(buf)
	if err != nil || want == 0 {
		return false, err
	}
	if len(buf) > want {
		return false, fmt.Errorf("an answer of %d bytes, want %d", len(buf), want)
	}
	return len(buf) == want, nil
}

// responseLength is the length of an HTTP response of status 200, which has to say
// how long its body is.
func responseLength(begin []byte) (int, error) {
	head := bytes.Index(begin, []byte("\r\n\r\n"))
	if head < 0 {
		return 0, nil
	}
	if !bytes.HasPrefix(begin, []byte("HTTP/1.1 200 ")) {
		return 0, fmt.Errorf("answer %q", begin)
	}
	_, after, ok := bytes.Cut(begin[:head+2], []byte("\r\nContent-Length: "))
	if !ok {
		return 0, fmt.Errorf("answer without a length: %q", begin[:head])
	}
	digits, _, _ := bytes.Cut(after, []byte("\r"))
	body, err := strconv.Atoi(string(digits))
	if err != nil {
		return 0, err
	}
	return head + 4 + body, nil
}
