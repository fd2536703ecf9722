// An HTTPS client whose roots are in the program: it runs where there are no files at all.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"time"

	_ "golang.org/x/crypto/x509roots/fallback"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

func issue(template, parent *x509.Certificate, public any, signer any) *x509.Certificate {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, signer)
	check(err)
	c, err := x509.ParseCertificate(der)
	check(err)
	return c
}

func authority() (*x509.Certificate, tls.Certificate) {
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	check(err)
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "own root", Organization: []string{"Bindery"}},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
		IsCA: true, BasicConstraintsValid: true,
	}
	root = issue(root, root, key.Public(), key)
	leafKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "loopback"}, DNSNames: []string{"service.test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	leaf = issue(leaf, root, leafKey.Public(), key)
	return root, tls.Certificate{Certificate: [][]byte{leaf.Raw}, PrivateKey: leafKey}
}

func bundled() {
	pool, err := x509.SystemCertPool()
	check(err)
	good, count := 0, 0
	for root := range bundle.Roots() {
		c, err := x509.ParseCertificate(root.Certificate)
		check(err)
		count++
		at := c.NotBefore.Add(time.Hour)
		if _, err := c.Verify(x509.VerifyOptions{Roots: pool, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err == nil && c.CheckSignatureFrom(c) == nil {
			good++
		}
	}
	fmt.Println("bundled roots:", count > 100, "verified:", good == count, count, good)
}

func main() {
	entries, err := os.ReadDir("/etc/ssl")
	fmt.Println("files of the system:", len(entries), err)
	bundled()
	root, certificate := authority()
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"http/1.1"}})
	check(err)
	go (&http.Server{ErrorLog: log.New(io.Discard, "", 0), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hello over %s for %s", tls.VersionName(r.TLS.Version), r.TLS.ServerName)
	})}).Serve(l)
	_, err = http.Get("https://" + l.Addr().String())
	var unknown x509.UnknownAuthorityError
	fmt.Println("own root unknown:", errors.As(err, &unknown))
	pool, err := x509.SystemCertPool()
	check(err)
	pool.AddCert(root)
	for _, name := range []string{"service.test", "other.test"} {
		c := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: name}}}
		r, err := c.Get("https://" + l.Addr().String())
		if err != nil {
			var cert *tls.CertificateVerificationError
			fmt.Println(errors.As(err, &cert), cert.Err)
			continue
		}
		text, err := io.ReadAll(r.Body)
		fmt.Println(r.Status, string(text), err)
	}
}
