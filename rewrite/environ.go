package rewrite

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// env returns the environment of the go command.
func (cfg *Config) env() []string {
	if cfg.Env != nil {
		return cfg.Env
	}
	return os.Environ()
}

// GoEnv returns the environment of a go command that runs in cfg.Dir.
func (cfg *Config) GoEnv() []string {
	return withPWD(cfg.env(), cfg.Dir)
}

// getenv returns the value of key in env. The last one counts, as in os/exec.
func getenv(env []string, key string) string {
	for _, kv := range slices.Backward(env) {
		if k, v, ok := strings.Cut(kv, "="); ok && k == key {
			return v
		}
	}
	return ""
}

// withoutEnv returns a copy of env without the named variables.
func withoutEnv(env []string, keys ...string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(kv string) bool {
		k, _, _ := strings.Cut(kv, "=")
		return slices.Contains(keys, k)
	})
}

// withPWD tells a command that will run in dir the name that the user knows
// that directory by. os/exec does so only for a command without Env.
func withPWD(env []string, dir string) []string {
	if dir == "" {
		return env
	}
	if abs, err := filepath.Abs(dir); err == nil {
		return append(withoutEnv(env, "PWD"), "PWD="+abs)
	}
	return env
}

// lookPath is exec.LookPath with the PATH of env in place of this process's.
func lookPath(file string, env []string) (string, error) {
	for _, dir := range filepath.SplitList(getenv(env, "PATH")) {
		if !filepath.IsAbs(dir) {
			continue // as os/exec refuses to run from the current directory
		}
		if path, err := exec.LookPath(filepath.Join(dir, file)); err == nil {
			return path, nil
		}
	}
	return "", exec.ErrNotFound
}
