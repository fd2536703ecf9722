// What servers and clients of net/http do beside plain answers: streams of events, hijacked connections, proxies, uploads,
// cookies, redirects, ranges, compression, deadlines, informational answers, HTTP/2 with and without TLS, orderly shutdown.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/http/httptrace"
	"net/http/httputil"
	"net/textproto"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing/fstest"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

func body(r *http.Response) string {
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return fmt.Sprintf("%q and then %v", text, err)
	}
	return string(text)
}

func events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	for i := range 5 {
		fmt.Fprintf(w, "id: %d\ndata: event %d\n\n", i, i)
		check(control.Flush())
		select {
		case <-r.Context().Done():
			return
		case <-time.After(time.Millisecond):
		}
	}
}

// socket speaks as much of WebSocket as an echo needs.
func socket(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Upgrade") != "websocket" {
		http.Error(w, "no upgrade", http.StatusUpgradeRequired)
		return
	}
	conn, rw, err := w.(http.Hijacker).Hijack()
	check(err)
	defer conn.Close()
	sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	fmt.Fprintf(rw, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
		base64.StdEncoding.EncodeToString(sum[:]))
	check(rw.Flush())
	for {
		payload, err := readFrame(rw.Reader)
		if err != nil {
			return
		}
		check(writeFrame(rw.Writer, []byte(strings.ToUpper(string(payload))), nil))
	}
}

func readFrame(r *bufio.Reader) ([]byte, error) {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	size := uint16(head[1] & 127)
	if size == 126 {
		if err := binary.Read(r, binary.BigEndian, &size); err != nil {
			return nil, err
		}
	}
	var mask [4]byte
	if head[1]&128 != 0 {
		if _, err := io.ReadFull(r, mask[:]); err != nil {
			return nil, err
		}
	}
	payload := make([]byte, size)
	_, err := io.ReadFull(r, payload)
	for i := range payload {
		payload[i] ^= mask[i%4]
	}
	return payload, err
}

func writeFrame(w *bufio.Writer, payload, mask []byte) error {
	head := []byte{0x81, byte(len(payload))}
	if len(payload) > 125 {
		head = binary.BigEndian.AppendUint16([]byte{0x81, 126}, uint16(len(payload)))
	}
	sent := bytes.Clone(payload)
	if mask != nil {
		head[1] |= 128
		head = append(head, mask...)
		for i := range sent {
			sent[i] ^= mask[i%4]
		}
	}
	w.Write(append(head, sent...))
	return w.Flush()
}

func upload(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseMultipartForm(1 << 10); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	keys := []string{}
	for key, values := range r.MultipartForm.Value {
		keys = append(keys, fmt.Sprintf("%s=%q", key, values))
	}
	for key, files := range r.MultipartForm.File {
		for _, header := range files {
			f, err := header.Open()
			check(err)
			content, err := io.ReadAll(f)
			check(err)
			keys = append(keys, fmt.Sprintf("%s: %s %s %d %x", key, header.Filename, header.Header.Get("Content-Type"), header.Size, sha1.Sum(content)))
		}
	}
	slices.Sort(keys)
	fmt.Fprintln(w, strings.Join(keys, "\n"))
}

func compressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		next.ServeHTTP(zipping{w, z}, r)
	})
}

type zipping struct {
	http.ResponseWriter
	z io.Writer
}

func (z zipping) Write(b []byte) (int, error) { return z.z.Write(b) }

func handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /events", events)
	mux.HandleFunc("/socket", socket)
	mux.HandleFunc("POST /upload", upload)
	mux.HandleFunc("/proto", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Proto, " ", r.TLS != nil) })
	mux.HandleFunc("/login", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "a b\"c", Path: "/", HttpOnly: true, MaxAge: 60, SameSite: http.SameSiteStrictMode})
		http.SetCookie(w, &http.Cookie{Name: "gone", Value: "x", MaxAge: -1})
		http.Redirect(w, r, "/me?from=login", http.StatusSeeOther)
	})
	mux.HandleFunc("/me", func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie("session")
		fmt.Fprintln(w, r.Method, r.FormValue("from"), c, err, len(r.Cookies()))
	})
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	files := fstest.MapFS{
		"index.html": {Data: []byte("<h1>index</h1>")}, "a/data.txt": {Data: []byte(strings.Repeat("0123456789", 100)), ModTime: time.Unix(1e9, 0)},
		"a/picture.gif": {Data: []byte("GIF89a......")}, "a/b/.hidden": {Data: []byte("x")},
	}
	mux.Handle("/files/", http.StripPrefix("/files", http.FileServerFS(files)))
	mux.Handle("/zipped/", compressed(http.StripPrefix("/zipped", http.FileServerFS(files))))
	mux.HandleFunc("/early", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", "</style.css>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		w.Header().Set("Trailer", "X-Sum")
		n, err := io.Copy(w, r.Body)
		w.Header().Set("X-Sum", fmt.Sprint(n, err))
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
			gone <- r.Context().Err()
		case <-time.After(20 * time.Second):
		}
	})
	mux.Handle("/timeout", http.TimeoutHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }), 10*time.Millisecond, "too slow"))
	mux.Handle("/limited", http.MaxBytesHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		var tooLarge *http.MaxBytesError
		fmt.Fprint(w, errors.As(err, &tooLarge), err)
	}), 10))
	mux.HandleFunc("/auth", func(w http.ResponseWriter, r *http.Request) {
		user, password, ok := r.BasicAuth()
		fmt.Fprint(w, user, password, ok, r.UserAgent(), r.Referer())
	})
	mux.HandleFunc("/broken", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		fmt.Fprint(w, "short")
	})
	mux.HandleFunc("/panics", func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) })
	return mux
}

var gone = make(chan error, 1)

func streams(c *http.Client, base string) {
	r, err := c.Get(base + "/events")
	check(err)
	scanner := bufio.NewScanner(r.Body)
	count := 0
	for scanner.Scan() {
		if data, ok := strings.CutPrefix(scanner.Text(), "data: "); ok {
			count++
			fmt.Print(data, "; ")
		}
	}
	fmt.Println(count, r.Header.Get("Content-Type"), r.ContentLength, scanner.Err())
	r.Body.Close()
}

func uploads(c *http.Client, base string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	check(w.SetBoundary("boundary-of-the-test"))
	w.WriteField("name", "Ünï")
	w.WriteField("name", "second")
	f, _ := w.CreateFormFile("file", "a \"quoted\" name.txt")
	f.Write(bytes.Repeat([]byte("content "), 1000))
	part, _ := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="other"; filename="o.json"`}, "Content-Type": {"application/json"}})
	io.WriteString(part, `{"a":1}`)
	check(w.Close())
	r, err := c.Post(base+"/upload", w.FormDataContentType(), bytes.NewReader(b.Bytes()))
	check(err)
	fmt.Print(r.StatusCode, " ", body(r))
	r, err = c.Post(base+"/upload", "multipart/form-data; boundary=x", strings.NewReader("--y\r\n"))
	check(err)
	fmt.Print(r.StatusCode, " ", body(r))
	r, err = c.PostForm(base+"/upload", url.Values{"a": {"1"}})
	check(err)
	fmt.Print(r.StatusCode, " ", body(r))
}

func files(c *http.Client, base string) {
	for _, path := range []string{"/files/", "/files/a", "/files/a/", "/files/a/data.txt", "/files/none", "/files/../etc", "/files/index.html", "/files/a/b/"} {
		r, err := c.Get(base + path)
		check(err)
		text := body(r)
		fmt.Println(path, r.Request.URL.Path, r.Status, r.Header.Get("Content-Type"), r.Header.Get("Last-Modified"), len(text), strings.Count(text, "href"))
	}
	for _, header := range [][2]string{{"Range", "bytes=5-14"}, {"Range", "bytes=-3"}, {"Range", "bytes=0-1,5-6"}, {"Range", "bytes=2000-"}, {"If-Modified-Since", "Sun, 09 Sep 2001 01:46:40 GMT"}, {"If-Unmodified-Since", "Sat, 08 Sep 2001 01:46:40 GMT"}} {
		request, _ := http.NewRequest("GET", base+"/files/a/data.txt", nil)
		request.Header.Set(header[0], header[1])
		r, err := c.Do(request)
		check(err)
		text := body(r)
		kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
		fmt.Println(header, r.Status, kind, r.Header.Get("Content-Range"), len(text) < 300 && strings.Contains(text, "5"))
	}
	r, err := c.Get(base + "/zipped/a/data.txt")
	check(err)
	fmt.Println(r.Uncompressed, len(body(r)), r.Header.Get("Content-Encoding"))
	r, err = c.Head(base + "/files/a/data.txt")
	check(err)
	fmt.Println(r.ContentLength, body(r) == "")
}

func special(c *http.Client, base string) {
	var hints []string
	trace := &httptrace.ClientTrace{Got1xxResponse: func(code int, h textproto.MIMEHeader) error {
		hints = append(hints, fmt.Sprint(code, h.Get("Link")))
		return nil
	}}
	request, _ := http.NewRequestWithContext(httptrace.WithClientTrace(context.Background(), trace), "POST", base+"/early", io.LimitReader(strings.NewReader(strings.Repeat("z", 5000)), 4000))
	r, err := c.Do(request)
	check(err)
	fmt.Println(r.Status, len(body(r)), r.Trailer, hints)
	ctx, cancel := context.WithCancel(context.Background())
	request, _ = http.NewRequestWithContext(ctx, "GET", base+"/slow", nil)
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err = c.Do(request)
	fmt.Println(errors.Is(err, context.Canceled), <-gone)
	r, err = c.Get(base + "/timeout")
	check(err)
	fmt.Println(r.Status, body(r))
	r, err = c.Post(base+"/limited", "text/plain", strings.NewReader("more than ten bytes"))
	check(err)
	fmt.Println(body(r))
	request, _ = http.NewRequest("GET", base+"/auth", nil)
	request.SetBasicAuth("user", "pässword")
	request.Header.Set("User-Agent", "agent")
	request.Header.Set("Referer", "before")
	r, err = c.Do(request)
	check(err)
	fmt.Println(body(r))
	_, err = c.Get(base + "/loop")
	fmt.Println(strings.HasSuffix(fmt.Sprint(err), "stopped after 10 redirects"))
	r, err = c.Get(base + "/broken")
	check(err)
	fmt.Println(errors.Is(readError(r), io.ErrUnexpectedEOF))
	_, err = c.Get(base + "/panics")
	fmt.Println(err != nil)
	r, err = c.Get(base + "/proto")
	check(err)
	fmt.Println(body(r))
}

func readError(r *http.Response) error {
	defer r.Body.Close()
	_, err := io.ReadAll(r.Body)
	return err
}

func websocket(addr string) {
	conn, err := net.Dial("tcp", addr)
	check(err)
	defer conn.Close()
	fmt.Fprintf(conn, "GET /socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	in := bufio.NewReader(conn)
	r, err := http.ReadResponse(in, nil)
	check(err)
	fmt.Println(r.Status, r.Header.Get("Sec-WebSocket-Accept"))
	out := bufio.NewWriter(conn)
	for _, text := range []string{"hello", strings.Repeat("long ", 100), ""} {
		check(writeFrame(out, []byte(text), []byte{1, 2, 3, 4}))
		answer, err := readFrame(in)
		fmt.Println(len(answer), string(answer) == strings.ToUpper(text), err)
	}
}

func proxies(base string) {
	target, err := url.Parse(base)
	check(err)
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.SetXForwarded()
			r.Out.Header.Set("User-Agent", "proxy for "+r.In.UserAgent())
		},
		ModifyResponse: func(r *http.Response) error {
			r.Header.Set("X-Through", "proxy")
			if r.StatusCode == http.StatusNotFound {
				return errors.New("not here")
			}
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			http.Error(w, "proxy: "+err.Error(), http.StatusBadGateway)
		},
	}
	server := httptest.NewServer(proxy)
	defer server.Close()
	for _, path := range []string{"/auth", "/files/none", "/proto"} {
		r, err := server.Client().Get(server.URL + path)
		check(err)
		fmt.Println("proxy", r.Status, r.Header.Get("X-Through"), strings.TrimSpace(body(r)))
	}
	streams(server.Client(), server.URL)
	websocket(server.Listener.Addr().String())
	request, _ := http.NewRequest("PUT", "http://host/path?q=1", strings.NewReader("dumped"))
	text, err := httputil.DumpRequestOut(request, true)
	fmt.Printf("%q %v\n", text, err)
}

func shutdown() {
	started, release := make(chan bool), make(chan bool)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	var mu sync.Mutex
	states := map[http.ConnState]int{}
	server := &http.Server{
		Handler:   http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { started <- true; <-release; fmt.Fprint(w, "finished") }),
		ConnState: func(_ net.Conn, s http.ConnState) { mu.Lock(); states[s]++; mu.Unlock() },
	}
	server.RegisterOnShutdown(func() { close(release) })
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	answer := make(chan string)
	go func() {
		r, err := http.Get("http://" + l.Addr().String())
		check(err)
		answer <- body(r)
	}()
	<-started
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	err = server.Shutdown(ctx)
	fmt.Println("shutdown:", err, <-ended, <-answer)
	_, err = http.Get("http://" + l.Addr().String())
	fmt.Println("afterwards:", err != nil)
	mu.Lock()
	fmt.Println(states[http.StateNew], states[http.StateActive], states[http.StateClosed])
	mu.Unlock()
}

func clear() {
	server := httptest.NewUnstartedServer(handler())
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	server.Config.Protocols.SetHTTP1(true)
	server.Start()
	defer server.Close()
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	c := &http.Client{Transport: transport}
	r, err := c.Get(server.URL + "/proto")
	check(err)
	fmt.Println(body(r))
	streams(c, server.URL)
	transport.CloseIdleConnections()
}

func main() {
	log.SetOutput(io.Discard)
	for _, kind := range []string{"plain", "tls", "http2"} {
		server := httptest.NewUnstartedServer(handler())
		server.Config.ErrorLog = log.Default()
		server.EnableHTTP2 = kind == "http2"
		if kind == "plain" {
			server.Start()
		} else {
			server.StartTLS()
		}
		fmt.Println("--", kind)
		c := server.Client()
		jar, err := cookiejar.New(nil)
		check(err)
		c.Jar = jar
		streams(c, server.URL)
		uploads(c, server.URL)
		files(c, server.URL)
		special(c, server.URL)
		r, err := c.Get(server.URL + "/login")
		check(err)
		fmt.Print(body(r))
		if kind == "plain" {
			websocket(server.Listener.Addr().String())
			proxies(server.URL)
		}
		server.Close()
	}
	clear()
	shutdown()
}
