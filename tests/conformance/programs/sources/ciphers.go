// Ciphers and checksums that have instructions of the processor, at the lengths where loops end: whole groups of blocks, single
// blocks, parts of one; in place, with counters that overflow, with tags that do not fit.
package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/crc32"
)

func fill(n int) []byte {
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(i*i>>3 ^ i)
	}
	return data
}

func checksums(data []byte) {
	castagnoli := crc32.MakeTable(crc32.Castagnoli)
	for _, n := range []int{0, 1, 15, 16, 63, 64, 65, 127, 128, 1000, 4999} {
		fmt.Println(n, crc32.ChecksumIEEE(data[:n]), crc32.Checksum(data[:n], castagnoli), crc32.Checksum(data[n/3:n], castagnoli))
	}
}

func digests(data []byte) {
	for _, n := range []int{0, 1, 55, 56, 63, 64, 65, 128, 1000, 5000} {
		sum := sha256.Sum256(data[:n])
		small := sha256.Sum224(data[:n])
		code := hmac.New(sha256.New, data[:n/2])
		code.Write(data[:n])
		fmt.Println(n, hex.EncodeToString(sum[:]), hex.EncodeToString(small[:]), hex.EncodeToString(code.Sum(nil)))
	}
}

func ciphers(data []byte) {
	for _, length := range []int{16, 24, 32} {
		block, err := aes.NewCipher(fill(length))
		if err != nil {
			panic(err)
		}
		one := make([]byte, 16)
		block.Encrypt(one, data[40:])
		fmt.Println(length, hex.EncodeToString(one))
		block.Decrypt(one, one)
		fmt.Println(bytes.Equal(one, data[40:56]))
		for _, n := range []int{16, 32, 64, 128, 256, 1024} {
			out := make([]byte, n)
			cipher.NewCBCEncrypter(block, data[7:23]).CryptBlocks(out, data[:n])
			fmt.Print(hex.EncodeToString(out[n-16:]), " ")
			cipher.NewCBCDecrypter(block, data[7:23]).CryptBlocks(out, out)
			fmt.Print(bytes.Equal(out, data[:n]), " ")
			nonce := bytes.Repeat([]byte{0xff}, 16)
			out = make([]byte, n-3)
			cipher.NewCTR(block, nonce).XORKeyStream(out, data[:n-3])
			fmt.Println(hex.EncodeToString(out[max(n-19, 0):]))
		}
		for _, size := range []int{12, 7, 32} {
			mode, err := cipher.NewGCMWithNonceSize(block, size)
			if err != nil {
				panic(err)
			}
			for _, n := range []int{0, 1, 15, 16, 17, 127, 128, 129, 300, 4999} {
				sealed := mode.Seal(nil, fill(size), data[:n], data[:n%50])
				sum := sha256.Sum256(sealed)
				back, err := mode.Open(sealed[:0], fill(size), bytes.Clone(sealed), data[:n%50])
				fmt.Println(size, n, hex.EncodeToString(sum[:8]), bytes.Equal(back, data[:n]), err == nil)
				sealed = mode.Seal(nil, fill(size), data[:n], nil)
				sealed[n/2] ^= 1
				_, err = mode.Open(nil, fill(size), sealed, nil)
				fmt.Println(err)
			}
		}
	}
}

func main() {
	data := fill(5000)
	checksums(data)
	digests(data)
	ciphers(data)
}
