package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// uniqueViolation is PostgreSQL's code for a key that exists.
const uniqueViolation = "23505"

func routes(s *store) http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.Recoverer)
	r.Post("/items/{name}", func(w http.ResponseWriter, r *http.Request) {
		it, err := s.add(r.Context(), chi.URLParam(r, "name"))
		reply(w, http.StatusCreated, it, err)
	})
	r.Get("/items/{id}", func(w http.ResponseWriter, r *http.Request) {
		id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
		if err != nil {
			http.Error(w, "an item's id is a number", http.StatusBadRequest)
			return
		}
		it, err := s.get(r.Context(), id)
		reply(w, http.StatusOK, it, err)
	})
	r.Get("/slow", func(w http.ResponseWriter, r *http.Request) {
		reply(w, http.StatusOK, struct{}{}, s.wait(r.Context()))
	})
	r.Get("/slow/most", func(w http.ResponseWriter, r *http.Request) {
		reply(w, http.StatusOK, s.most.Load(), nil)
	})
	return r
}

// reply writes v as JSON, or the error in HTTP's terms.
func reply(w http.ResponseWriter, code int, v any, err error) {
	var pgErr *pgconn.PgError
	switch {
	case err == nil:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		json.NewEncoder(w).Encode(v)
	case errors.Is(err, pgx.ErrNoRows):
		http.Error(w, "no such item", http.StatusNotFound)
	case errors.As(err, &pgErr) && pgErr.Code == uniqueViolation:
		http.Error(w, "there is such an item", http.StatusConflict)
	default:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}
