package greenrt_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"testing"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
)

// Who is killed in database/sql leaves no connection in the middle of a conversation to the
// next one, and keeps none.

// readAll reads the rows and closes them.
func readAll(rows *sql.Rows, err error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() || rows.NextResultSet() {
	}
	return rows.Err()
}

// tx does f in a transaction.
func tx(db *sql.DB, f func(tx *sql.Tx) error) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// prepared does f with a statement that was prepared on a connection which is closed.
func prepared(db *sql.DB, f func(stmt *sql.Stmt) error) error {
	db.SetMaxIdleConns(-1)
	stmt, err := db.Prepare("prepared")
	if err != nil {
		return err
	}
	defer stmt.Close()
	return f(stmt)
}

func TestKillInSQL(t *testing.T) {
	for _, tt := range []struct {
		name string
		hold string // the driver's call in which it is killed
		f    func(db *sql.DB, hold func()) error
	}{
		{"Connect", "connect", func(db *sql.DB, hold func()) error { hold(); return db.Ping() }},
		{"Ping", "ping", func(db *sql.DB, hold func()) error { hold(); return db.Ping() }},
		{"ResetSession", "reset", func(db *sql.DB, hold func()) error {
			db.Ping()
			hold()
			return db.Ping()
		}},
		{"DB.Exec", "exec", func(db *sql.DB, hold func()) error {
			hold()
			_, err := db.Exec("first")
			return err
		}},
		{"DB.Exec, prepare", "prepare", func(db *sql.DB, hold func()) error {
			hold()
			_, err := db.Exec("prepared")
			return err
		}},
		{"DB.Exec, prepared", "stmt-exec", func(db *sql.DB, hold func()) error {
			hold()
			_, err := db.Exec("prepared")
			return err
		}},
		{"DB.Exec, close", "stmt-close", func(db *sql.DB, hold func()) error {
			hold()
			_, err := db.Exec("prepared")
			return err
		}},
		{"DB.Query", "query", func(db *sql.DB, hold func()) error { hold(); return readAll(db.Query("first")) }},
		{"DB.Query, prepare", "prepare", func(db *sql.DB, hold func()) error { hold(); return readAll(db.Query("prepared")) }},
		{"DB.Query, prepared", "stmt-query", func(db *sql.DB, hold func()) error { hold(); return readAll(db.Query("prepared")) }},
		{"DB.Query, close", "stmt-close", func(db *sql.DB, hold func()) error { hold(); return readAll(db.Query("prepared")) }},
		{"Rows.Next", "next", func(db *sql.DB, hold func()) error { hold(); return readAll(db.Query("first")) }},
		{"Rows.NextResultSet", "next-result", func(db *sql.DB, hold func()) error { hold(); return readAll(db.Query("first")) }},
		{"Rows.Close", "rows-close", func(db *sql.DB, hold func()) error { hold(); return readAll(db.Query("first")) }},
		{"Row.Scan", "next", func(db *sql.DB, hold func()) error {
			hold()
			var answer string
			return db.QueryRow("first").Scan(&answer)
		}},
		{"DB.Prepare", "prepare", func(db *sql.DB, hold func()) error {
			hold()
			return prepared(db, func(*sql.Stmt) error { return nil })
		}},
		{"Stmt.Exec, prepare", "prepare", func(db *sql.DB, hold func()) error {
			return prepared(db, func(stmt *sql.Stmt) error {
				hold()
				_, err := stmt.Exec()
				return err
			})
		}},
		{"Stmt.Exec", "stmt-exec", func(db *sql.DB, hold func()) error {
			return prepared(db, func(stmt *sql.Stmt) error {
				hold()
				_, err := stmt.Exec()
				return err
			})
		}},
		{"Stmt.Query", "stmt-query", func(db *sql.DB, hold func()) error {
			return prepared(db, func(stmt *sql.Stmt) error {
				hold()
				return readAll(stmt.Query())
			})
		}},
		{"Begin", "begin", func(db *sql.DB, hold func()) error {
			hold()
			return tx(db, func(*sql.Tx) error { return nil })
		}},
		{"Tx.Exec", "exec", func(db *sql.DB, hold func()) error {
			return tx(db, func(tx *sql.Tx) error {
				hold()
				_, err := tx.Exec("first")
				return err
			})
		}},
		{"Tx.Query", "next", func(db *sql.DB, hold func()) error {
			return tx(db, func(tx *sql.Tx) error { hold(); return readAll(tx.Query("first")) })
		}},
		{"Tx.Exec, and goes on", "exec", func(db *sql.DB, hold func()) error {
			return tx(db, func(tx *sql.Tx) error {
				killed := false
				func() {
					defer func() { killed = recover() != nil }()
					hold()
					tx.Exec("first")
				}()
				if _, err := tx.Exec("second"); killed != errors.Is(err, driver.ErrBadConn) {
					return fmt.Errorf("after a kill: %v; returns %w", killed, err)
				}
				if err := tx.Commit(); killed != errors.Is(err, driver.ErrBadConn) {
					return fmt.Errorf("after a kill: %v; commits %w", killed, err)
				}
				if killed {
					panic(new(greenrt.Exit))
				}
				return sql.ErrTxDone
			})
		}},
		{"Tx.Commit", "commit", func(db *sql.DB, hold func()) error {
			return tx(db, func(*sql.Tx) error { hold(); return nil })
		}},
		{"Tx.Rollback", "rollback", func(db *sql.DB, hold func()) error {
			return tx(db, func(tx *sql.Tx) error { hold(); tx.Rollback(); return sql.ErrTxDone })
		}},
		{"Conn.Exec", "exec", func(db *sql.DB, hold func()) error {
			c, err := db.Conn(context.Background())
			if err != nil {
				return err
			}
			defer c.Close()
			hold()
			_, err = c.ExecContext(context.Background(), "first")
			return err
		}},
		{"Conn.Exec, and goes on", "exec", func(db *sql.DB, hold func()) error {
			c, err := db.Conn(context.Background())
			if err != nil {
				return err
			}
			defer c.Close()
			killed := false
			func() {
				defer func() { killed = recover() != nil }()
				hold()
				c.ExecContext(context.Background(), "first")
			}()
			if err := c.PingContext(context.Background()); killed != errors.Is(err, sql.ErrConnDone) {
				return fmt.Errorf("after a kill: %v; returns %w", killed, err)
			}
			if killed {
				panic(new(greenrt.Exit))
			}
			return nil
		}},
		{"Conn, Tx.Exec", "exec", func(db *sql.DB, hold func()) error {
			c, err := db.Conn(context.Background())
			if err != nil {
				return err
			}
			defer c.Close()
			tx, err := c.BeginTx(context.Background(), nil)
			if err != nil {
				return err
			}
			defer tx.Rollback()
			hold()
			if _, err = tx.Exec("first"); err != nil {
				return err
			}
			return tx.Commit()
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDialogue(t)
			db := sql.OpenDB(d)
			defer db.Close()
			db.SetMaxOpenConns(1)
			gl := greenrt.GoErr(func() error {
				return tt.f(db, func() { d.hold.Store(tt.hold) })
			})
			<-d.arrived
			if greenrt.Enabled() {
				if err := gl.KillTimeout(patience); err != nil || !gl.Killed() {
					t.Error(err, gl)
				}
				close(d.release)
			} else {
				close(d.release)
				gl.Join()
				if err := gl.Err(); err != nil && err != sql.ErrTxDone {
					t.Error(err)
				}
			}
			afterwards(t, db)
		})
	}
}

// afterwards tests that db's one connection is there, and answers what it is asked.
func afterwards(t *testing.T, db *sql.DB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := readAll(db.QueryContext(ctx, "afterwards")); err != nil {
		t.Error("afterwards:", err)
	}
	if stats := db.Stats(); stats.InUse != 0 || stats.OpenConnections > 1 {
		t.Errorf("afterwards: %d connections, %d in use", stats.OpenConnections, stats.InUse)
	}
}

// Who is killed while it waits for a connection leaves the next one to others, also if
// it has been given it already.
func TestKillWaitingForSQL(t *testing.T) {
	for _, given := range []string{"first", "between", "last"} { // before the kill, before it is raised, after
		t.Run("given "+given, func(t *testing.T) {
			db := sql.OpenDB(newDialogue(t))
			defer db.Close()
			db.SetMaxOpenConns(1)
			c, err := db.Conn(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			waits := greenrt.GoErr(func() error { return db.Ping() })
			quiesce.Until(t, "it waits", func() bool { return db.Stats().WaitCount > 0 })
			quiesce.Others()
			if given == "first" {
				c.Close()
			}
			if greenrt.Enabled() {
				if given == "between" {
					waits.Raise(errInterrupted) // its wait is over, and it has not run yet
					c.Close()
				}
				if err := waits.KillTimeout(patience); err != nil {
					t.Error(err, waits)
				}
			}
			c.Close() // if it was not
			waits.Join()
			afterwards(t, db)
		})
	}
}
