package threadpool

import "time"

// Idle returns how long p's threads wait for work before they end.
func Idle(p *Pool) time.Duration { return p.keep }

// SetIdle changes it, of threads that are yet to be made.
func SetIdle(p *Pool, d time.Duration) { p.keep = d }
