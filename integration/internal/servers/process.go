package servers

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// patience is how long a server may take until it serves.
const patience = 30 * time.Second

// A Process is a server that serves.
type Process struct {
	cmd  *exec.Cmd
	end  syscall.Signal // that ends it in good order
	said bytes.Buffer   // what it printed; to be read when it has ended
	done chan struct{}  // closed when it has ended
	err  error
}

// Start starts the server in dir, as nobody if the caller is root, and returns when it
// serves. The words of before come before its command: taskset with its arguments, say.
// It ends with the caller, should that be killed.
func (s *Server) Start(dir string, before ...string) (*Process, error) {
	p := &Process{end: s.End, done: make(chan struct{})}
	command := slices.Concat(before, s.Command)
	p.cmd = exec.Command(command[0], command[1:]...)
	p.cmd.Dir, p.cmd.SysProcAttr = dir, AsNobody()
	p.cmd.SysProcAttr.Pdeathsig = s.End
	p.cmd.Stdout, p.cmd.Stderr = &p.said, &p.said
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	for began := time.Now(); ; {
		err := s.Ready()
		if err == nil {
			return p, nil
		}
		select {
		case <-p.done:
			return nil, fmt.Errorf("%s ended before it served: %v\n%s", s.Command[0], p.err, p.said.Bytes())
		case <-time.After(20 * time.Millisecond):
		}
		if time.Since(began) > patience {
			err = fmt.Errorf("%s does not serve after %v: %w", s.Command[0], patience, err)
			return nil, errors.Join(err, p.Stop())
		}
	}
}

// Stop ends the server, if it has not ended already, and reports if it failed.
func (p *Process) Stop() error {
	if err := p.cmd.Process.Signal(p.end); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-p.done
	if p.err != nil {
		return fmt.Errorf("%v: %w\n%s", p.cmd.Args, p.err, p.said.Bytes())
	}
	return nil
}
