// Servers and clients of net/http in one process: plain, over TLS with a certificate of its own, HTTP/2.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

func certificate() (tls.Certificate, *x509.CertPool) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	t := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "loopback"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(c)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hello %s over %s tls=%v", r.PathValue("name"), r.Proto, r.TLS != nil)
	})
	mux.HandleFunc("POST /sum", func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		n := 0
		for _, c := range b {
			n += int(c)
		}
		w.Header().Set("X-Sum", fmt.Sprint(n))
		w.WriteHeader(http.StatusCreated)
	})
	mux.HandleFunc("/panic", func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) })
	return mux
}

func talk(what string, c *http.Client, base string) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	answers := map[string]int{}
	for i := range 20 {
		wg.Go(func() {
			r, err := c.Get(fmt.Sprintf("%s/hello/%d", base, i%4))
			if err != nil {
				fmt.Println(err)
				return
			}
			defer r.Body.Close()
			b, _ := io.ReadAll(r.Body)
			mu.Lock()
			answers[string(b)]++
			mu.Unlock()
		})
	}
	wg.Wait()
	fmt.Println(what, answers)
	r, err := c.Post(base+"/sum", "text/plain", strings.NewReader(strings.Repeat("abc", 100000)))
	if err != nil {
		fmt.Println(err)
		return
	}
	r.Body.Close()
	fmt.Println(what, r.Status, r.Header.Get("X-Sum"))
	r, err = c.Get(base + "/missing")
	fmt.Println(what, r.Status, err)
	r.Body.Close()
	_, err = c.Get(base + "/panic")
	fmt.Println(what, err != nil)
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	srv := &http.Server{Handler: handler()}
	go srv.Serve(l)
	talk("plain", &http.Client{}, "http://"+l.Addr().String())
	srv.Close()
	cert, pool := certificate()
	for _, h2 := range []bool{false, true} {
		l, _ = net.Listen("tcp", "127.0.0.1:0")
		srv = &http.Server{Handler: handler(), TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}}, ErrorLog: log.New(io.Discard, "", 0)}
		if !h2 {
			srv.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){}
		}
		go srv.ServeTLS(l, "", "")
		c := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: h2}, Timeout: 20 * time.Second}
		talk(fmt.Sprint("tls h2=", h2), c, "https://"+l.Addr().String())
		_, err = http.Get("https://" + l.Addr().String() + "/")
		fmt.Println(strings.Contains(fmt.Sprint(err), "certificate signed by unknown authority"))
		c.CloseIdleConnections()
		srv.Close()
	}
}
