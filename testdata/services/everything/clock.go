package main

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// Times are told as "not before": how late a timer is depends on the machine.

func getSleep(r *http.Request) (string, error) {
	n, err := number(r, 1000)
	if err != nil {
		return "", err
	}
	d := time.Duration(n) * time.Millisecond
	start := time.Now()
	time.Sleep(d)
	return fmt.Sprint("not too early: ", time.Since(start) >= d), nil
}

func getDeadline(r *http.Request) (string, error) {
	ctx, cancel := context.WithTimeout(r.Context(), 10*time.Millisecond)
	defer cancel()
	child, cancelChild := context.WithCancelCause(ctx)
	defer cancelChild(nil)
	<-child.Done()
	_, has := child.Deadline()
	return fmt.Sprintf("%v, deadline %t", context.Cause(child), has), nil
}

func getTicker(r *http.Request) (string, error) {
	t := time.NewTicker(2 * time.Millisecond)
	defer t.Stop()
	start := time.Now()
	for range 5 {
		<-t.C
	}
	early := time.Since(start) < 10*time.Millisecond
	t.Reset(time.Millisecond)
	<-t.C
	return fmt.Sprint("five ticks, too early: ", early), nil
}

func getAfterFunc(r *http.Request) (string, error) {
	fired := make(chan string, 2)
	var stopped atomic.Bool
	never := time.AfterFunc(time.Hour, func() { stopped.Store(true) })
	time.AfterFunc(time.Millisecond, func() { fired <- "timer" })
	first := <-fired
	ctx, cancel := context.WithCancel(r.Context())
	context.AfterFunc(ctx, func() { fired <- "context" })
	cancel()
	second := <-fired
	return fmt.Sprintln(first, second, never.Stop(), stopped.Load()), nil
}
