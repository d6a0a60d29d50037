package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func getExec(r *http.Request) (string, error) {
	cmd := exec.CommandContext(r.Context(), "sh", "-c", "tr a-z A-Z; echo done >&2; exit 3")
	cmd.Stdin = strings.NewReader(r.URL.Query().Get("text"))
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	return fmt.Sprintf("%q %q %v", stdout.String(), stderr.String(), err), nil
}

func getFile(r *http.Request) (string, error) {
	dir, err := os.MkdirTemp("", "everything")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "file")
	data := bytes.Repeat([]byte("0123456789abcdef"), 1<<14)
	if err := os.WriteFile(name, data, 0o600); err != nil {
		return "", err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return "", err
	}
	entries, err := os.ReadDir(dir)
	return fmt.Sprintf("%d bytes, %x, %d entries", n, h.Sum(nil), len(entries)), err
}

// getPipe talks to itself through a pipe of the operating system.
func getPipe(r *http.Request) (string, error) {
	pr, pw, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer pr.Close()
	go func() {
		defer pw.Close()
		for range 100 {
			pw.Write(bytes.Repeat([]byte("x"), 4096))
		}
	}()
	n, err := io.Copy(io.Discard, pr)
	return fmt.Sprint(n, " bytes"), err
}

// getDigest only computes: n rounds of SHA-256, some 100 ns each.
func getDigest(r *http.Request) (string, error) {
	n, err := number(r, 10_000_000)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte("greenify"))
	for range n {
		sum = sha256.Sum256(sum[:])
	}
	return fmt.Sprintf("%x", sum), nil
}
