// Base64, base32 and hexadecimal digits, there and back.
package main

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
)

func main() {
	data := make([]byte, 1<<20)
	for i := range data {
		data[i] = byte(i * i >> 3)
	}
	total := 0
	for range 60 {
		coded := base64.StdEncoding.EncodeToString(data)
		back, err := base64.StdEncoding.DecodeString(coded)
		if err != nil || !bytes.Equal(back, data) {
			panic("base64")
		}
		digits := hex.EncodeToString(data)
		if back, err = hex.DecodeString(digits); err != nil || !bytes.Equal(back, data) {
			panic("hex")
		}
		letters := base32.StdEncoding.EncodeToString(data)
		if back, err = base32.StdEncoding.DecodeString(letters); err != nil || !bytes.Equal(back, data) {
			panic("base32")
		}
		total += len(coded) + len(digits) + len(letters)
	}
	fmt.Println(total)
}
