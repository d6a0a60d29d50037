// Command db is the server of bench-io's row db: a net/http handler that makes one GET
// of Redis and one SELECT of PostgreSQL, one after the other, over drivers that people
// use. Like its neighbour server it prints its address, serves until its standard input
// ends, and has no line about greenlets. It is a module of its own, so that nobody else
// needs the drivers.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"
)

func main() {
	postgres := flag.String("postgres", "", "`url` of the database")
	cache := flag.String("redis", "127.0.0.1:6379", "`address` of Redis")
	pool := flag.Int("pool", 16, "connections to each, at most")
	flag.Parse()
	if err := run(context.Background(), *postgres, *cache, *pool); err != nil {
		fmt.Fprintln(os.Stderr, "db:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, postgres, cache string, pool int) error {
	s, err := open(ctx, postgres, cache, pool)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go http.Serve(l, s)
	fmt.Println(l.Addr())
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

const (
	key   = "greeting"
	query = `SELECT name FROM people WHERE id = $1`
)

// A store is where a request looks.
type store struct {
	db    *pgxpool.Pool
	cache *redis.Client
}

// open connects, and puts there what requests find.
func open(ctx context.Context, postgres, cache string, pool int) (*store, error) {
	config, err := pgxpool.ParseConfig(postgres)
	if err != nil {
		return nil, err
	}
	config.MaxConns = int32(pool)
	db, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	s := &store{db: db, cache: redis.NewClient(&redis.Options{Addr: cache, PoolSize: pool})}
	for _, sql := range []string{
		`CREATE TABLE IF NOT EXISTS people (id bigint PRIMARY KEY, name text NOT NULL)`,
		`INSERT INTO people SELECT i, 'gopher ' || i FROM generate_series(1, 1000) i ON CONFLICT DO NOTHING`,
	} {
		if _, err := db.Exec(ctx, sql); err != nil {
			return nil, fmt.Errorf("postgres: %w", err)
		}
	}
	if err := s.cache.Set(ctx, key, "Hello", 0).Err(); err != nil {
		return nil, fmt.Errorf("redis: %w", err)
	}
	return s, nil
}

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	greeting, err := s.cache.Get(r.Context(), key).Result()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	var name string
	if err := s.db.QueryRow(r.Context(), query, 42).Scan(&name); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	fmt.Fprintf(w, "%s, %s!\n", greeting, name)
}
