// Records as TLS has them are sealed and opened.
package main

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"
)

func main() {
	block, err := aes.NewCipher([]byte("0123456789abcdef"))
	if err != nil {
		panic(err)
	}
	mode, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	nonce := make([]byte, mode.NonceSize())
	header := []byte{23, 3, 3, 64, 0}
	var sum byte
	for _, size := range []int{64, 1400, 16384} {
		record := make([]byte, size)
		sealed := make([]byte, 0, size+16)
		for i := range 4 << 20 / size * 24 {
			nonce[0], nonce[1] = byte(i), byte(i>>8)
			sealed = mode.Seal(sealed[:0], nonce, record, header)
			if record, err = mode.Open(record[:0], nonce, sealed, header); err != nil {
				panic(err)
			}
			sum ^= sealed[len(sealed)-1]
		}
	}
	fmt.Println(sum)
}
