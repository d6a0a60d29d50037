package server_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/internal/testlog"
	"github.com/go-greenify/greenify/greenrt/server"
)

// certificate returns one for 127.0.0.1 that signs itself.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

func TestStreamServerTLS(t *testing.T) {
	//gevent:server.ssl
	cert, roots := certificate(t)
	var log testlog.Log
	var handlers, secure atomic.Int32
	s := started(t, &server.StreamServer{
		TLS: &tls.Config{Certificates: []tls.Certificate{cert}},
		Handler: func(ctx context.Context, conn net.Conn) {
			handlers.Add(1)
			if c, ok := conn.(*tls.Conn); ok && c.ConnectionState().HandshakeComplete {
				secure.Add(1)
			}
			echo(ctx, conn)
		},
		Log: log.Logger(),
	})
	conn := tls.Client(dial(t, s), &tls.Config{RootCAs: roots, ServerName: "127.0.0.1"})
	if got, err := ask(conn, "secret"); got != "secret" || secure.Load() != 1 {
		t.Error(got, err, secure.Load())
	}
	// The end is TLS's own.
	if err := conn.CloseWrite(); err != nil {
		t.Error(err)
	}
	if _, err := conn.Read(make([]byte, 1)); err != io.EOF {
		t.Error(err)
	}
	plain := dial(t, s)
	io.WriteString(plain, "GET / HTTP/1.0\r\n\r\n")
	io.ReadAll(plain)
	quiesce.Until(t, "both have ended", func() bool { return s.Handlers() == 0 })
	if handlers.Load() != 1 || !strings.Contains(log.String(), "TLS handshake") {
		t.Errorf("%d handlers; log:\n%s", handlers.Load(), &log)
	}
}

func TestStreamServerTLSHandshakeTimeout(t *testing.T) {
	cert, _ := certificate(t)
	s := started(t, &server.StreamServer{
		TLS: &tls.Config{Certificates: []tls.Certificate{cert}}, HandshakeTimeout: time.Millisecond,
		Handler: func(context.Context, net.Conn) { t.Error("called without a handshake") },
	})
	if _, err := io.ReadAll(dial(t, s)); err != nil {
		t.Log(err) // closed, by a FIN or a RST
	}
	quiesce.Until(t, "it has ended", func() bool { return s.Handlers() == 0 })
}
