package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// A setting is an environment under which drive runs the binary, for its share of the time.
type setting struct {
	share int
	env   []string
}

var settings = []setting{
	{3, []string{"GOMAXPROCS=1", "GREENRT=check=1"}},
	{4, []string{"GOMAXPROCS=2", "GREENRT=check=1"}},
	{3, []string{"GOMAXPROCS=8", "GREENRT=check=1"}},
	{1, []string{"GOMAXPROCS=2", "GREENRT=check=1,preempt=off"}},
	{1, []string{"GOMAXPROCS=2", "GREENRT=off=1"}},
}

// drive runs binary, a build of this command, under each setting for its share
// of total. It is the watchdog of last resort: a process that is late is told to dump its
// goroutines and die. It returns the exit code.
func drive(binary string, total time.Duration) int {
	shares := 0
	for _, s := range settings {
		shares += s.share
	}
	for _, s := range settings {
		d := (total * time.Duration(s.share) / time.Duration(shares)).Round(time.Second)
		cmd := exec.Command(binary,
			"-duration="+d.String(), fmt.Sprintf("-seed=%d", seed),
			"-only="+*only, "-except="+*except, "-round="+roundLen.String(), "-stall="+stall.String(), fmt.Sprintf("-parked=%d", *parked))
		cmd.Env = append(os.Environ(), append([]string{"GOGC=5"}, s.env...)...)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		fmt.Println("stress:", s.env, cmd.Args)
		if err := cmd.Start(); err != nil {
			fmt.Println("stress:", err)
			return 2
		}
		// The last round may need its time, and -stall is the process's own business.
		late := time.AfterFunc(d+2**stall+time.Minute, func() {
			fmt.Println("stress: FAIL: the process neither ends nor notices that it hangs")
			cmd.Process.Signal(syscall.SIGQUIT)
			time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
		})
		err := cmd.Wait()
		late.Stop()
		if err != nil {
			fmt.Printf("stress: FAIL seed=%d %v: %v\n", seed, s.env, err)
			return 1
		}
	}
	fmt.Printf("stress: ok under all settings, seed=%d\n", seed)
	return 0
}
