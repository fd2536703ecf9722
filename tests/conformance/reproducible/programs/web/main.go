package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"

	"example.com/lib"
)

func main() {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]string{"greeting": lib.Greeting(r.URL.Path)})
	})
	record := httptest.NewRecorder()
	handler.ServeHTTP(record, httptest.NewRequest("GET", "/x", nil))
	println(record.Body.String())
}
