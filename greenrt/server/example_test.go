package server_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"

	"github.com/go-greenify/greenify/greenrt/server"
)

func ExampleStreamServer() {
	s := &server.StreamServer{
		Addr:     "127.0.0.1:0", // any port
		PoolSize: 1000,
		Handler: func(_ context.Context, conn net.Conn) {
			lines := bufio.NewScanner(conn)
			for lines.Scan() {
				fmt.Fprintln(conn, "you said", lines.Text())
			}
		},
	}
	if err := s.Start(); err != nil {
		fmt.Println(err)
		return
	}
	defer s.Stop(server.DefaultStopTimeout)
	conn, err := net.Dial("tcp", s.LocalAddr().String())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Fprintln(conn, "hello")
	conn.(*net.TCPConn).CloseWrite()
	answer, _ := io.ReadAll(conn)
	fmt.Printf("%s", answer)
	// Output: you said hello
}

func ExampleStreamServer_ServeForever() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	s := server.NewStreamServer("127.0.0.1:7000", func(_ context.Context, conn net.Conn) { io.Copy(conn, conn) })
	if err := s.ServeForever(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

func ExampleDatagramServer() {
	s := server.NewDatagramServer("127.0.0.1:0", nil)
	s.Handler = func(_ context.Context, data []byte, from net.Addr) {
		s.WriteTo([]byte("got "+string(data)), from)
	}
	if err := s.Start(); err != nil {
		fmt.Println(err)
		return
	}
	defer s.Stop(0)
	conn, err := net.Dial("udp", s.LocalAddr().String())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Fprint(conn, "it")
	answer := make([]byte, 100)
	n, _ := conn.Read(answer)
	fmt.Printf("%s\n", answer[:n])
	// Output: got it
}
