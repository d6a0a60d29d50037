package main

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"
)

const schema = `CREATE TABLE IF NOT EXISTS items (id bigserial PRIMARY KEY, name text NOT NULL UNIQUE)`

// A store is where the items are.
type store struct {
	db    *pgxpool.Pool
	cache *redis.Client

	waiting, most atomic.Int64 // in wait: now, and at once so far
}

type item struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Views int64  `json:"views"`
}

// open connects to both servers. The url says how large the pool is.
func open(ctx context.Context, url, addr string) (*store, error) {
	db, err := pgxpool.New(ctx, url)
	if err != nil {
		return nil, err
	}
	s := &store{db: db, cache: redis.NewClient(&redis.Options{Addr: addr})}
	if _, err := db.Exec(ctx, schema); err != nil {
		s.close()
		return nil, fmt.Errorf("schema: %w", err)
	}
	if err := s.cache.Ping(ctx).Err(); err != nil {
		s.close()
		return nil, fmt.Errorf("redis: %w", err)
	}
	return s, nil
}

func (s *store) close() {
	s.cache.Close()
	s.db.Close()
}

func (s *store) add(ctx context.Context, name string) (*item, error) {
	it := &item{Name: name}
	err := s.db.QueryRow(ctx, `INSERT INTO items (name) VALUES ($1) RETURNING id`, name).Scan(&it.ID)
	return it, err
}

// get reads an item and counts the view, both at once.
func (s *store) get(ctx context.Context, id int64) (*item, error) {
	it := &item{ID: id}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		return s.db.QueryRow(ctx, `SELECT name FROM items WHERE id = $1`, id).Scan(&it.Name)
	})
	g.Go(func() (err error) {
		it.Views, err = s.cache.Incr(ctx, fmt.Sprintf("views:%d", id)).Result()
		return err
	})
	return it, g.Wait()
}

// wait is a query that takes 50 ms and no CPU time.
func (s *store) wait(ctx context.Context) error {
	n := s.waiting.Add(1)
	defer s.waiting.Add(-1)
	for most := s.most.Load(); n > most && !s.most.CompareAndSwap(most, n); most = s.most.Load() {
	}
	_, err := s.db.Exec(ctx, `SELECT pg_sleep(0.05)`)
	return err
}
