package verdicts

// A target is a module at a version, and what of it is checked.
type target struct {
	name, module, version string
	pattern               string
	flags                 []string
	cgo                   bool // it needs a C compiler
}

var targets = []target{
	{name: "ants", module: "github.com/panjf2000/ants/v2", version: "v2.12.1", pattern: "."},
	{name: "bbolt", module: "go.etcd.io/bbolt", version: "v1.5.0", pattern: "."},
	{name: "caddy", module: "github.com/caddyserver/caddy/v2", version: "v2.11.9", pattern: "./cmd/caddy"},
	{name: "chi", module: "github.com/go-chi/chi/v5", version: "v5.5.0", pattern: "."},
	{name: "conc", module: "github.com/sourcegraph/conc", version: "v0.3.0", pattern: "./..."},
	{name: "crypto-ssh", module: "golang.org/x/crypto", version: "v0.58.0", pattern: "./ssh"},
	{name: "dns", module: "github.com/miekg/dns", version: "v1.1.73", pattern: "."},
	{name: "fsnotify", module: "github.com/fsnotify/fsnotify", version: "v1.10.1", pattern: "."},
	{name: "gnet", module: "github.com/panjf2000/gnet/v2", version: "v2.9.7", pattern: "."},
	{name: "go-redis", module: "github.com/redis/go-redis/v9", version: "v9.23.0", pattern: "."},
	{name: "go-sqlite3", module: "github.com/mattn/go-sqlite3", version: "v1.14.53", pattern: ".", cgo: true},
	{name: "miniredis", module: "github.com/alicebob/miniredis/v2", version: "v2.40.0", pattern: "."},
	{name: "mochi-mqtt", module: "github.com/mochi-mqtt/server/v2", version: "v2.7.9", pattern: "./cmd"},
	{name: "prometheus", module: "github.com/prometheus/prometheus", version: "v0.316.0", pattern: "./cmd/prometheus", flags: []string{"-tags=remove_all_sd"}},
	{name: "sync", module: "golang.org/x/sync", version: "v0.24.0", pattern: "./..."},
	{name: "websocket", module: "github.com/coder/websocket", version: "v1.8.15", pattern: "."},
	{name: "yamux", module: "github.com/hashicorp/yamux", version: "v0.1.2", pattern: "."},
}
