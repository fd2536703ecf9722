// Digests of long and of short messages.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
)

func main() {
	long := make([]byte, 1<<20)
	for i := range long {
		long[i] = byte(i * 7)
	}
	sum := sha256.Sum256(long)
	for range 600 {
		copy(long, sum[:])
		sum = sha256.Sum256(long)
	}
	for range 800_000 {
		sum = sha256.Sum256(sum[:])
	}
	for range 300_000 {
		code := hmac.New(sha256.New, sum[:])
		code.Write(sum[:16])
		code.Sum(sum[:0])
	}
	fmt.Printf("%x\n", sum)
}
