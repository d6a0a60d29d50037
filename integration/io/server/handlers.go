package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
)

func hello(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	io.WriteString(w, "Hello, World!\n")
}

// A catalogue is sent as 10 KB of JSON.
type catalogue []product

type product struct {
	ID       int64             `json:"id"`
	Name     string            `json:"name"`
	Price    float64           `json:"price"`
	InStock  bool              `json:"in_stock"`
	Tags     []string          `json:"tags"`
	Features map[string]string `json:"features"`
}

func newCatalogue() catalogue {
	var c catalogue
	for i := range 64 {
		c = append(c, product{
			ID: int64(1000 + i), Name: fmt.Sprintf("product number %d", i), Price: 9.99 + float64(i), InStock: i%3 > 0,
			Tags:     []string{"bench", "loopback", "keep-alive"},
			Features: map[string]string{"colour": "green", "weight": "20 g"},
		})
	}
	return c
}

func (c catalogue) list(w http.ResponseWriter, r *http.Request) {
	text, err := json.Marshal(c)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	// Else it would be sent in chunks, whose end takes more than one look to find.
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.Write(text)
}

// A puzzle takes about 200 us of a core: half to sort, half to hash.
type puzzle struct {
	numbers []uint64
	text    []byte
}

func newPuzzle() *puzzle {
	rng := rand.New(rand.NewPCG(1, 2))
	p := &puzzle{text: make([]byte, 128<<10)}
	for range 2000 {
		p.numbers = append(p.numbers, rng.Uint64())
	}
	for i := 0; i < len(p.text); i += 8 {
		binary.LittleEndian.PutUint64(p.text[i:], rng.Uint64())
	}
	return p
}

func (p *puzzle) solve(w http.ResponseWriter, r *http.Request) {
	sorted := slices.Clone(p.numbers)
	slices.Sort(sorted)
	fmt.Fprintf(w, "%x %x\n", sorted[len(sorted)/2], sha256.Sum256(p.text))
}
