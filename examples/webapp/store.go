package main

import (
	"context"
	"database/sql"
	"net/url"
	"sync"
	"time"

	_ "modernc.org/sqlite"
)

// A store is the guest book in its database. It is used by all requests at once; database/sql
// keeps connections, and has those who want one too many wait.
type store struct {
	db *sql.DB
	// SQLite has one writer at a time. Those who wait for it look again and again, in no order,
	// and give up after busy_timeout; who waits here has a turn.
	writing sync.Mutex
}

// An entry is what a guest has written.
type entry struct {
	Name, Text string
	When       time.Time
}

const schema = `create table if not exists entry (
	id   integer primary key,
	name text not null,
	text text not null,
	at   integer not null -- seconds since 1970
)`

// open opens the book in a file, and makes it if there is none.
func open(file string) (*store, error) {
	// Writers wait for other programs', and nobody waits for readers.
	source := url.URL{Scheme: "file", Opaque: url.PathEscape(file), RawQuery: "_pragma=journal_mode(wal)&_pragma=busy_timeout(5000)"}
	db, err := sql.Open("sqlite", source.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	if _, err := db.Exec(schema); err != nil {
		db.Close()
		return nil, err
	}
	return &store{db: db}, nil
}

func (s *store) Close() error { return s.db.Close() }

// add writes an entry, and with it to the disk.
func (s *store) add(ctx context.Context, e entry) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.insert(ctx, e)
}

// insert is add for the one who has the right to write.
//
//greenify:offload
func (s *store) insert(ctx context.Context, e entry) error {
	_, err := s.db.ExecContext(ctx, `insert into entry (name, text, at) values (?, ?, ?)`, e.Name, e.Text, e.When.Unix())
	return err
}

// entries returns the latest entries in which there is text, the last first. It looks at the
// whole table if it has to.
//
//greenify:offload
func (s *store) entries(ctx context.Context, text string, most int) (found []entry, err error) {
	rows, err := s.db.QueryContext(ctx,
		`select name, text, at from entry where instr(lower(text), lower(?)) > 0 order by id desc limit ?`, text, most)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e entry
		var at int64
		if err := rows.Scan(&e.Name, &e.Text, &at); err != nil {
			return nil, err
		}
		e.When = time.Unix(at, 0)
		found = append(found, e)
	}
	return found, rows.Err()
}
