// Keys, signatures, ciphers, certificates: what is written by one part is read by another; what is fixed is printed.
package main

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/hpke"
	"crypto/md5"
	"crypto/mldsa"
	"crypto/mlkem"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/rc4"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"hash"
	"io"
	"math/big"
	"net"
	"net/url"
	"os"
	"strings"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

func must[T any](v T, err error) T {
	check(err)
	return v
}

var text = []byte(strings.Repeat("what the goroutines say to the collector, ", 50))

func digests() {
	for name, h := range map[string]func() hash.Hash{"md5": md5.New} {
		fmt.Printf("%s %x\n", name, h().Sum(nil))
	}
	for _, h := range []crypto.Hash{crypto.SHA1, crypto.SHA224, crypto.SHA256, crypto.SHA384, crypto.SHA512, crypto.SHA512_224, crypto.SHA512_256, crypto.SHA3_256, crypto.SHA3_512} {
		w := h.New()
		for i := 0; i < len(text); i += i/3 + 1 {
			w.Write(text[i:min(len(text), i+i/3+1)])
		}
		mac := hmac.New(h.New, []byte("key"))
		mac.Write(text)
		fmt.Printf("%v %x %x\n", h, w.Sum(nil)[:8], mac.Sum(nil)[:8])
	}
	shake := sha3.NewSHAKE128()
	shake.Write(text)
	out := make([]byte, 40)
	shake.Read(out)
	fmt.Printf("%x\n%x\n", out, must(pbkdf2.Key(sha256.New, "password", []byte("salt"), 1000, 20)))
	fmt.Printf("%x\n", must(hkdf.Key(sha512.New, []byte("secret"), []byte("salt"), "info", 30)))
}

func ciphers() {
	key, iv := bytes.Repeat([]byte{7}, 32), bytes.Repeat([]byte{9}, 16)
	block := must(aes.NewCipher(key))
	sealed := must(cipher.NewGCM(block)).Seal(nil, iv[:12], text, []byte("more"))
	opened, err := must(cipher.NewGCM(block)).Open(nil, iv[:12], sealed, []byte("more"))
	fmt.Printf("gcm %x %v %v\n", sha1.Sum(sealed), bytes.Equal(opened, text), err)
	sealed[5] ^= 1
	_, err = must(cipher.NewGCM(block)).Open(nil, iv[:12], sealed, []byte("more"))
	fmt.Println(err)
	for name, make := range map[string]func() cipher.Stream{"ctr": func() cipher.Stream { return cipher.NewCTR(block, iv) }} {
		out := bytes.Clone(text)
		make().XORKeyStream(out, out)
		fmt.Printf("%s %x\n", name, sha1.Sum(out))
	}
	padded := bytes.Clone(text[:len(text)/16*16])
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(padded, padded)
	fmt.Printf("cbc %x\n", sha1.Sum(padded))
	triple := must(des.NewTripleDESCipher(key[:24]))
	cipher.NewCBCEncrypter(triple, iv[:8]).CryptBlocks(padded, padded)
	fmt.Printf("des %x\n", sha1.Sum(padded))
	stream := must(rc4.NewCipher(key))
	stream.XORKeyStream(padded, padded)
	fmt.Printf("rc4 %x %d\n", sha1.Sum(padded), subtle.ConstantTimeCompare(padded, text))
	_, err = aes.NewCipher(key[:5])
	fmt.Println(err)
}

func signatures() {
	public, private, err := ed25519.GenerateKey(bytes.NewReader(make([]byte, 32)))
	check(err)
	signature := ed25519.Sign(private, text)
	fmt.Printf("ed25519 %x %x %v %v\n", public[:8], signature[:8], ed25519.Verify(public, text, signature), ed25519.Verify(public, text[1:], signature))
	sum := sha256.Sum256(text)
	for _, curve := range []elliptic.Curve{elliptic.P224(), elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		key := must(ecdsa.GenerateKey(curve, rand.Reader))
		s := must(ecdsa.SignASN1(rand.Reader, key, sum[:]))
		good := ecdsa.VerifyASN1(&key.PublicKey, sum[:], s)
		s[len(s)-1] ^= 1
		fmt.Println(curve.Params().Name, good, ecdsa.VerifyASN1(&key.PublicKey, sum[:], s))
	}
	key := must(rsa.GenerateKey(rand.Reader, 2048))
	check(key.Validate())
	s := must(rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:]))
	fmt.Println("rsa", rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, sum[:], s), rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, sum[:], s[1:]))
	s = must(rsa.SignPSS(rand.Reader, key, crypto.SHA256, sum[:], nil))
	fmt.Println("pss", rsa.VerifyPSS(&key.PublicKey, crypto.SHA256, sum[:], s, nil))
	secret := must(rsa.EncryptOAEP(sha256.New(), rand.Reader, &key.PublicKey, []byte("secret"), []byte("label")))
	fmt.Printf("oaep %q\n", must(rsa.DecryptOAEP(sha256.New(), nil, key, secret, []byte("label"))))
	_, err = rsa.DecryptOAEP(sha256.New(), nil, key, secret, []byte("other"))
	fmt.Println(err)
	_, err = rsa.GenerateKey(rand.Reader, 512)
	fmt.Println(err)
	for _, parameters := range []mldsa.Parameters{mldsa.MLDSA44(), mldsa.MLDSA65(), mldsa.MLDSA87()} {
		key := must(mldsa.NewPrivateKey(parameters, bytes.Repeat([]byte{3}, 32)))
		s := must(key.SignDeterministic(text, nil))
		fmt.Printf("%v %x %x %v\n", parameters, sha1.Sum(key.PublicKey().Bytes()), sha1.Sum(s), mldsa.Verify(key.PublicKey(), text, s, nil))
	}
}

func exchanges() {
	for _, curve := range []ecdh.Curve{ecdh.X25519(), ecdh.P256(), ecdh.P384(), ecdh.P521()} {
		a, b := must(curve.GenerateKey(rand.Reader)), must(curve.GenerateKey(rand.Reader))
		fmt.Println(curve, bytes.Equal(must(a.ECDH(b.PublicKey())), must(b.ECDH(a.PublicKey()))))
	}
	a := must(ecdh.X25519().NewPrivateKey(bytes.Repeat([]byte{1}, 32)))
	b := must(ecdh.X25519().NewPrivateKey(bytes.Repeat([]byte{2}, 32)))
	fmt.Printf("%x\n", must(a.ECDH(b.PublicKey())))
	seed := bytes.Repeat([]byte{5}, 64)
	d := must(mlkem.NewDecapsulationKey768(seed))
	shared, sealed := d.EncapsulationKey().Encapsulate()
	fmt.Printf("mlkem %x %v\n", sha1.Sum(d.EncapsulationKey().Bytes()), bytes.Equal(must(d.Decapsulate(sealed)), shared))
	d2 := must(mlkem.NewDecapsulationKey1024(seed))
	fmt.Printf("mlkem %x\n", sha1.Sum(d2.EncapsulationKey().Bytes()))
	kem := hpke.MLKEM768X25519()
	key := must(kem.GenerateKey())
	message := must(hpke.Seal(key.PublicKey(), hpke.HKDFSHA256(), hpke.AES256GCM(), []byte("info"), text))
	fmt.Println("hpke", bytes.Equal(must(hpke.Open(key, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte("info"), message)), text))
}

func encodings() {
	ec, _ := ecdsa.ParseRawPrivateKey(elliptic.P256(), bytes.Repeat([]byte{4}, 32))
	_, ed, _ := ed25519.GenerateKey(bytes.NewReader(make([]byte, 32)))
	for _, key := range []any{ec, ed} {
		der := must(x509.MarshalPKCS8PrivateKey(key))
		back := must(x509.ParsePKCS8PrivateKey(der))
		public := back.(crypto.Signer).Public()
		block := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Headers: map[string]string{"Kind": fmt.Sprintf("%T", key)}, Bytes: der})
		decoded, rest := pem.Decode(block)
		fmt.Printf("%s%x %d %v\n", block, sha1.Sum(must(x509.MarshalPKIXPublicKey(public))), len(rest), decoded.Headers)
	}
	_, err := x509.ParseCertificate([]byte("no certificate"))
	fmt.Println(err)
}

type authority struct {
	cert *x509.Certificate
	key  crypto.Signer
}

func (a *authority) issue(t *x509.Certificate, key crypto.Signer) *authority {
	parent, signer := t, key
	if a != nil {
		parent, signer = a.cert, a.key
	}
	der := must(x509.CreateCertificate(rand.Reader, t, parent, key.Public(), signer))
	return &authority{must(x509.ParseCertificate(der)), key}
}

func chains() {
	at := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	template := func(n int64, name string, ca bool) *x509.Certificate {
		return &x509.Certificate{
			SerialNumber: big.NewInt(n), Subject: pkix.Name{CommonName: name, Country: []string{"DE"}, Organization: []string{"Prüfung, \"Inc\""}},
			NotBefore: at.AddDate(0, -1, 0), NotAfter: at.AddDate(0, 1, 0), IsCA: ca, BasicConstraintsValid: true,
			KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature | x509.KeyUsageCRLSign,
		}
	}
	_, edKey, _ := ed25519.GenerateKey(bytes.NewReader(make([]byte, 32)))
	root := (*authority)(nil).issue(template(1, "root", true), edKey)
	middle := template(2, "middle", true)
	middle.PermittedDNSDomains, middle.PermittedDNSDomainsCritical, middle.MaxPathLenZero = []string{"example.com"}, true, true
	second := root.issue(middle, must(rsa.GenerateKey(rand.Reader, 2048)))
	leaf := template(3, "leaf", false)
	leaf.DNSNames, leaf.EmailAddresses = []string{"www.example.com", "*.shop.example.com"}, []string{"a@example.com"}
	leaf.IPAddresses, leaf.URIs = []net.IP{net.IPv6loopback}, []*url.URL{must(url.Parse("https://example.com/x"))}
	leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	end := second.issue(leaf, must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)))
	outside := template(4, "outside", false)
	outside.DNSNames = []string{"www.example.org"}
	other := second.issue(outside, edKey)
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(root.cert)
	between.AddCert(second.cert)
	for _, try := range []struct {
		cert *x509.Certificate
		o    x509.VerifyOptions
	}{
		{end.cert, x509.VerifyOptions{DNSName: "www.example.com"}},
		{end.cert, x509.VerifyOptions{DNSName: "a.shop.example.com"}},
		{end.cert, x509.VerifyOptions{DNSName: "shop.example.com"}},
		{end.cert, x509.VerifyOptions{DNSName: "[::1]"}},
		{end.cert, x509.VerifyOptions{CurrentTime: at.AddDate(1, 0, 0)}},
		{end.cert, x509.VerifyOptions{KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}}},
		{other.cert, x509.VerifyOptions{DNSName: "www.example.org"}},
	} {
		try.o.Roots, try.o.Intermediates = roots, between
		if try.o.CurrentTime.IsZero() {
			try.o.CurrentTime = at
		}
		found, err := try.cert.Verify(try.o)
		fmt.Println(len(found), err)
	}
	fmt.Println(end.cert.Subject, "|", end.cert.Issuer, "|", end.cert.SignatureAlgorithm, root.cert.SignatureAlgorithm, end.cert.PublicKeyAlgorithm, end.cert.DNSNames, end.cert.IPAddresses, end.cert.URIs)
	request := must(x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "asked"}, DNSNames: []string{"x"}}, edKey))
	parsed := must(x509.ParseCertificateRequest(request))
	fmt.Println(parsed.CheckSignature(), parsed.Subject, parsed.DNSNames)
	list := must(x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number: big.NewInt(7), ThisUpdate: at, NextUpdate: at.AddDate(0, 0, 7),
		RevokedCertificateEntries: []x509.RevocationListEntry{{SerialNumber: big.NewInt(3), RevocationTime: at, ReasonCode: 1}},
	}, root.cert, root.key))
	revoked := must(x509.ParseRevocationList(list))
	fmt.Println(revoked.CheckSignatureFrom(root.cert), revoked.RevokedCertificateEntries[0].SerialNumber, revoked.Number)
	handshakes(root, second, end, at)
}

// connection gives both ends of a connection of the loopback: those of net.Pipe would wait for each other.
func connection() (a, b net.Conn) {
	l := must(net.Listen("tcp", "127.0.0.1:0"))
	defer l.Close()
	accepted := make(chan net.Conn)
	go func() { accepted <- must(l.Accept()) }()
	a = must(net.Dial("tcp", l.Addr().String()))
	return a, <-accepted
}

func handshakes(root, second, end *authority, at time.Time) {
	roots := x509.NewCertPool()
	roots.AddCert(root.cert)
	server := &tls.Config{Time: func() time.Time { return at }, Certificates: []tls.Certificate{{Certificate: [][]byte{end.cert.Raw, second.cert.Raw}, PrivateKey: end.key}}, NextProtos: []string{"a", "b"}}
	for _, change := range []func(s, c *tls.Config){
		func(s, c *tls.Config) {},
		func(s, c *tls.Config) { c.MaxVersion = tls.VersionTLS12 },
		func(s, c *tls.Config) {
			s.MaxVersion, s.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256}
		},
		func(s, c *tls.Config) { c.CurvePreferences = []tls.CurveID{tls.X25519MLKEM768} },
		func(s, c *tls.Config) { s.CurvePreferences = []tls.CurveID{tls.CurveP384} },
		func(s, c *tls.Config) { s.MinVersion, c.MaxVersion = tls.VersionTLS13, tls.VersionTLS12 },
		func(s, c *tls.Config) { c.ServerName = "elsewhere" },
		func(s, c *tls.Config) { s.ClientAuth = tls.RequireAnyClientCert },
	} {
		client := &tls.Config{Time: server.Time, RootCAs: roots, ServerName: "www.example.com", NextProtos: []string{"b"}}
		own := server.Clone()
		change(own, client)
		a, b := connection()
		done := make(chan error)
		go func() {
			s := tls.Server(b, own)
			_, err := io.Copy(s, io.LimitReader(s, 5))
			s.Close()
			done <- err
		}()
		c := tls.Client(a, client)
		err := c.Handshake()
		if err == nil {
			_, err = c.Write([]byte("hello"))
		}
		answer, readErr := io.ReadAll(c)
		state := c.ConnectionState()
		fmt.Printf("%s %s %v %s %q %v %v\n", tls.VersionName(state.Version), tls.CipherSuiteName(state.CipherSuite), state.CurveID, state.NegotiatedProtocol, answer, err, readErr == nil)
		c.Close()
		fmt.Println(<-done == nil)
	}
}

func main() {
	digests()
	ciphers()
	signatures()
	exchanges()
	encodings()
	chains()
	fmt.Println(len(rand.Text()), hex.EncodeToString(must(hex.DecodeString("00ff"))))
}
