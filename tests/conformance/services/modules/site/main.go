// A site whose pages are in the program: files, templates and their tree through go:embed, http.FileServer and fs.
package main

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing/fstest"
)

//go:embed static all:hidden pages/*.html
var files embed.FS

//go:embed motto.txt
var motto string

//go:embed motto.txt
var raw []byte

type page struct {
	Title string
	Items []string
}

func main() {
	fmt.Printf("%q %d\n", motto, len(raw))
	fmt.Println(fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		info, infoErr := entry.Info()
		fmt.Println(path, entry.IsDir(), info.Mode(), info.Size(), info.ModTime().IsZero(), err, infoErr)
		return nil
	}))
	fmt.Println(fstest.TestFS(files, "static/style.css", "hidden/.env", "pages/index.html"))
	_, err := files.ReadFile("static/.ignored")
	fmt.Println(err, errors.Is(err, fs.ErrNotExist))
	matches, err := fs.Glob(files, "pages/*.html")
	fmt.Println(matches, err)
	pages := template.Must(template.ParseFS(files, "pages/*.html"))
	static, err := fs.Sub(files, "static")
	fmt.Println(err)
	mux := http.NewServeMux()
	mux.Handle("GET /static/", http.StripPrefix("/static/", http.FileServer(http.FS(static))))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if err := pages.ExecuteTemplate(w, "index.html", page{"Home & <garden>", []string{"a", "b"}}); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	mux.Handle("GET /moved", http.RedirectHandler("/", http.StatusMovedPermanently))
	server := httptest.NewServer(mux)
	defer server.Close()
	for _, path := range []string{"/", "/moved", "/static/style.css", "/static/", "/static/data/", "/static/none", "/other"} {
		r, err := http.Get(server.URL + path)
		if err != nil {
			fmt.Println(err)
			continue
		}
		text, err := io.ReadAll(r.Body)
		r.Body.Close()
		fmt.Println(path, r.Status, r.Header.Get("Content-Type"), r.Header.Get("Last-Modified") == "", err)
		fmt.Println(strings.TrimSpace(string(text)))
	}
	r, err := http.Post(server.URL+"/", "text/plain", nil)
	fmt.Println(r.Status, r.Header.Get("Allow"), err)
}
