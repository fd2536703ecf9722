// An HTTP service that speaks JSON over TLS, and many clients of it at once, in processes of their own.
//
// The server is the program named by PEER, or this one. LOAD_SECONDS says how long 100 clients work; the counts that
// they and the server keep must agree, and no request may fail. SIGTERM ends the server in order.
package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const clients = 100

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

type account struct {
	ID      int               `json:"id"`
	Owner   string            `json:"owner"`
	Balance int64             `json:"balance"`
	Tags    []string          `json:"tags,omitempty"`
	Notes   map[string]string `json:"notes,omitempty"`
	Opened  time.Time         `json:"opened"`
}

type transfer struct {
	From   int   `json:"from"`
	To     int   `json:"to"`
	Amount int64 `json:"amount"`
}

type problem struct {
	Error string `json:"error"`
}

type bank struct {
	mu       sync.Mutex
	accounts map[int]*account
	next     int
	requests atomic.Int64
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}

func (b *bank) open(w http.ResponseWriter, r *http.Request) {
	var a account
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16))
	d.DisallowUnknownFields()
	if err := d.Decode(&a); err != nil {
		reply(w, http.StatusBadRequest, problem{err.Error()})
		return
	}
	b.mu.Lock()
	b.next++
	a.ID = b.next
	a.Opened = time.Date(2026, 1, 1, 0, 0, a.ID%60, 0, time.UTC)
	b.accounts[a.ID] = &a
	b.mu.Unlock()
	reply(w, http.StatusCreated, a)
}

func (b *bank) show(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil {
		reply(w, http.StatusBadRequest, problem{err.Error()})
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.accounts[id]
	if a == nil {
		reply(w, http.StatusNotFound, problem{"no such account"})
		return
	}
	reply(w, http.StatusOK, a)
}

func (b *bank) move(w http.ResponseWriter, r *http.Request) {
	var t transfer
	if err := json.NewDecoder(r.Body).Decode(&t); err != nil {
		reply(w, http.StatusBadRequest, problem{err.Error()})
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	from, to := b.accounts[t.From], b.accounts[t.To]
	switch {
	case from == nil || to == nil:
		reply(w, http.StatusNotFound, problem{"no such account"})
	case from.Balance < t.Amount:
		reply(w, http.StatusConflict, problem{"not enough"})
	default:
		from.Balance -= t.Amount
		to.Balance += t.Amount
		reply(w, http.StatusOK, t)
	}
}

func (b *bank) total() (sum int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, a := range b.accounts {
		sum += a.Balance
	}
	return sum
}

func (b *bank) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /accounts", b.open)
	mux.HandleFunc("GET /accounts/{id}", b.show)
	mux.HandleFunc("POST /transfers", b.move)
	mux.HandleFunc("GET /total", func(w http.ResponseWriter, r *http.Request) {
		reply(w, http.StatusOK, map[string]int64{"total": b.total()})
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.requests.Add(1)
		mux.ServeHTTP(w, r)
	})
}

func certificate() (tls.Certificate, []byte) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	t := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "bank"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	check(err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, der
}

func serve() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	cert, der := certificate()
	b := &bank{accounts: map[int]*account{}}
	var log1 bytes.Buffer
	server := &http.Server{
		Handler: b.handler(), TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}},
		ErrorLog: log.New(&log1, "", 0), ReadHeaderTimeout: 10 * time.Second,
	}
	fmt.Println(l.Addr())
	pem.Encode(os.Stdout, &pem.Block{Type: "CERTIFICATE", Bytes: der})
	fmt.Println()
	ended := make(chan error)
	go func() { ended <- server.ServeTLS(l, "", "") }()
	<-ctx.Done()
	limit, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err = server.Shutdown(limit)
	fmt.Println("requests:", b.requests.Load())
	fmt.Println("shutdown:", err, <-ended)
	fmt.Print(log1.String())
}

type client struct {
	http *http.Client
	base string
	sent int64
}

func (c *client) call(method, path string, in, out any) (int, error) {
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return 0, err
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, c.base+path, body)
	if err != nil {
		return 0, err
	}
	c.sent++
	response, err := c.http.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(out); err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

func (c *client) work(number int, until time.Time) error {
	var mine, other account
	for _, a := range []*account{&mine, &other} {
		in := account{Owner: fmt.Sprint("client ", number), Balance: 1000, Tags: []string{"a", "ü"}, Notes: map[string]string{"k": "v\n<>"}}
		if status, err := c.call("POST", "/accounts", in, a); status != http.StatusCreated {
			return fmt.Errorf("open: %d %v", status, err)
		}
		if a.Owner != in.Owner || a.Tags[1] != "ü" || a.Notes["k"] != "v\n<>" || a.Opened.Year() != 2026 {
			return fmt.Errorf("opened %v", *a)
		}
	}
	for round := 0; round == 0 || time.Now().Before(until); round++ {
		var t transfer
		if status, err := c.call("POST", "/transfers", transfer{mine.ID, other.ID, 7}, &t); status != http.StatusOK || t.Amount != 7 {
			return fmt.Errorf("transfer: %d %v %v", status, err, t)
		}
		var back transfer
		if status, err := c.call("POST", "/transfers", transfer{other.ID, mine.ID, 7}, &back); status != http.StatusOK {
			return fmt.Errorf("transfer: %d %v", status, err)
		}
		var a account
		if status, err := c.call("GET", fmt.Sprint("/accounts/", mine.ID), nil, &a); status != http.StatusOK || a.Balance != 1000 {
			return fmt.Errorf("show: %d %v %v", status, err, a)
		}
	}
	return nil
}

func single(c *client) {
	var p problem
	status, err := c.call("POST", "/accounts", map[string]int{"age": 3}, &p)
	fmt.Println(status, p.Error, err)
	status, err = c.call("POST", "/accounts", map[string]string{"balance": "x"}, &p)
	fmt.Println(status, p.Error, err)
	status, err = c.call("GET", "/accounts/100000", nil, &p)
	fmt.Println(status, p.Error, err)
	status, err = c.call("GET", "/accounts/x", nil, &p)
	fmt.Println(status, p.Error, err)
	status, err = c.call("POST", "/transfers", transfer{1, 2, 1 << 40}, &p)
	fmt.Println(status, p.Error, err)
	var total map[string]int64
	status, err = c.call("GET", "/total", nil, &total)
	fmt.Println(status, total, err)
}

func main() {
	if len(os.Args) > 1 {
		serve()
		return
	}
	peer := os.Getenv("PEER")
	if peer == "" {
		peer = os.Args[0]
	}
	server := exec.Command(peer, "serve")
	server.Stderr = os.Stderr
	out, err := server.StdoutPipe()
	check(err)
	check(server.Start())
	lines := bufio.NewReader(out)
	addr, err := lines.ReadString('\n')
	check(err)
	var text strings.Builder
	for {
		line, err := lines.ReadString('\n')
		check(err)
		if line == "\n" {
			break
		}
		text.WriteString(line)
	}
	pool := x509.NewCertPool()
	fmt.Println("certificate:", pool.AppendCertsFromPEM([]byte(text.String())))
	seconds, _ := strconv.ParseFloat(os.Getenv("LOAD_SECONDS"), 64)
	until := time.Now().Add(time.Duration(seconds * float64(time.Second)))
	base := "https://" + strings.TrimSpace(addr)

	var wg sync.WaitGroup
	var sent atomic.Int64
	failures := make(chan error, clients)
	for i := range clients {
		wg.Go(func() {
			// Every second client speaks HTTP/2.
			transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: i%2 == 1}
			c := &client{http: &http.Client{Transport: transport, Timeout: time.Minute}, base: base}
			if err := c.work(i, until); err != nil {
				failures <- err
			}
			sent.Add(c.sent)
			transport.CloseIdleConnections()
		})
	}
	wg.Wait()
	close(failures)
	for err := range failures {
		fmt.Println("failed:", err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	last := &client{http: &http.Client{Transport: transport}, base: base}
	single(last)
	transport.CloseIdleConnections()
	_, err = http.Get(base)
	var unknown x509.UnknownAuthorityError
	fmt.Println("unknown authority:", errors.As(err, &unknown))
	check(server.Process.Signal(syscall.SIGTERM))
	count, err := lines.ReadString('\n')
	check(err)
	fmt.Println("counts agree:", count == fmt.Sprintf("requests: %d\n", sent.Load()+last.sent))
	check(os.WriteFile("requests.count", fmt.Appendln(nil, sent.Load()), 0o644))
	rest, err := io.ReadAll(lines)
	check(err)
	for line := range strings.Lines(string(rest)) {
		if !strings.Contains(line, "remote error: tls: bad certificate") {
			fmt.Print(line)
		}
	}
	fmt.Println(server.Wait())
}
