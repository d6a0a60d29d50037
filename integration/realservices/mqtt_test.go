package realservices

import (
	"bufio"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var mochi = &program{
	name: "mochi", path: "github.com/mochi-mqtt/server/v2", version: "v2.7.9", main: "./cmd",
}

// messages is how many each publisher sends.
const messages = 2000

// TestMQTT sends messages through the broker, with mosquitto's clients and
// quality of service 1: each arrives at least once.
func TestMQTT(t *testing.T) {
	compare(t, mochi, func(t *testing.T, b build, bin string) map[string]string {
		ports := freePorts(t, 3)
		port := ports[0]
		p := run(t, "mochi", t.TempDir(), b.env, bin, "-tcp", "127.0.0.1:"+port,
			"-ws", "127.0.0.1:"+ports[1], "-info", "127.0.0.1:"+ports[2])
		p.listens(t, "127.0.0.1:"+port)

		got := map[string]string{"one pair": relay(t, port, "one")}
		// The load: eight topics at once.
		var wg sync.WaitGroup
		var mu sync.Mutex
		began := time.Now()
		const pairs = 8
		for i := range pairs {
			wg.Go(func() {
				topic := fmt.Sprint("load/", i)
				s := relay(t, port, topic)
				mu.Lock()
				got[topic] = s
				mu.Unlock()
			})
		}
		wg.Wait()
		t.Logf("load: %7.0f messages/s", pairs*messages/time.Since(began).Seconds())
		p.stop(t, syscall.SIGTERM)
		return got
	})
}

// relay has mosquitto_pub send messages to a topic and mosquitto_sub receive
// them, and returns what arrived.
func relay(t *testing.T, port, topic string) string {
	common := slices.Clip([]string{"-h", "127.0.0.1", "-p", port, "-t", topic, "-q", "1", "-i"})
	// It ends after so many messages, or so many seconds. -d has it say when
	// the subscription holds, before which no message may be sent; through a
	// pipe it would say so at its end, but for stdbuf.
	sub := exec.CommandContext(t.Context(), "stdbuf",
		append([]string{"-oL", "mosquitto_sub"}, append(common, "sub-"+topic, "-d", "-C", fmt.Sprint(messages), "-W", fmt.Sprint(int(patience(t).Seconds())))...)...)
	stdout, err := sub.StdoutPipe()
	if err != nil {
		t.Error(err)
		return ""
	}
	if err := sub.Start(); err != nil {
		t.Error(err)
		return ""
	}
	subscribed := make(chan struct{})
	received := make(chan []string)
	go func() {
		var payloads []string
		once := sync.OnceFunc(func() { close(subscribed) })
		defer once() // it may have ended without a subscription
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			switch line := lines.Text(); {
			case strings.HasPrefix(line, "Subscribed "):
				once()
			case strings.HasPrefix(line, "message "):
				payloads = append(payloads, line)
			}
		}
		once()
		received <- payloads
	}()
	<-subscribed

	var sent strings.Builder
	for i := range messages {
		fmt.Fprintf(&sent, "message %d of %s\n", i, topic)
	}
	pub := exec.CommandContext(t.Context(), "mosquitto_pub", append(common, "pub-"+topic, "-l")...)
	pub.Stdin = strings.NewReader(sent.String())
	if out, err := pub.CombinedOutput(); err != nil {
		t.Errorf("mosquitto_pub to %s: %v\n%s", topic, err, out)
	}
	payloads := <-received
	if err := sub.Wait(); err != nil {
		t.Errorf("mosquitto_sub of %s: %v after %d of %d messages", topic, err, len(payloads), messages)
	}
	if got := strings.Join(payloads, "\n") + "\n"; got != sent.String() {
		t.Errorf("%s: the messages are not those that were sent, in their order", topic)
	}
	return fmt.Sprintf("%d messages, md5 %s", len(payloads), sum([]byte(strings.Join(payloads, "\n"))))
}
