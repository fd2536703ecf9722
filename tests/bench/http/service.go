// An HTTP/JSON service: orders are kept in memory, read and listed. It says where it listens, and ends with its input.
//
// Run: service [tls]
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"
)

type order struct {
	ID       int       `json:"id"`
	Customer string    `json:"customer"`
	Items    []item    `json:"items"`
	Total    float64   `json:"total"`
	Received time.Time `json:"received"`
}

type item struct {
	Name  string  `json:"name"`
	Count int     `json:"count"`
	Price float64 `json:"price"`
}

const kept = 1000

type store struct {
	mu     sync.RWMutex
	orders [kept]order
	next   int
}

func (s *store) add(w http.ResponseWriter, r *http.Request) {
	var o order
	if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	for _, i := range o.Items {
		o.Total += float64(i.Count) * i.Price
	}
	o.Received = time.Now()
	s.mu.Lock()
	s.next++
	o.ID = s.next
	s.orders[o.ID%kept] = o
	s.mu.Unlock()
	answer(w, o)
}

func (s *store) read(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil {
		http.Error(w, "no number", http.StatusBadRequest)
		return
	}
	s.mu.RLock()
	o := s.orders[id%kept]
	s.mu.RUnlock()
	answer(w, o)
}

func answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(value)
}

func certificate() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		NotAfter:     time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func main() {
	s := new(store)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /orders", s.add)
	mux.HandleFunc("GET /orders/{id}", s.read)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "nothing at", r.URL.Path) })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr())
	if len(os.Args) > 1 {
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{certificate()}})
	}
	go http.Serve(listener, mux)
	io.Copy(io.Discard, os.Stdin)
}
