// Text is deflated at three levels and inflated again; no checksum.
package main

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
)

// text is a megabyte of words that repeat as words do.
func text() []byte {
	words := []string{"the", "compiler", "links", "every", "function", "that", "main", "can", "reach", "and", "no", "other"}
	state := uint32(1)
	var buf bytes.Buffer
	for buf.Len() < 1<<20 {
		state = state*1664525 + 1013904223
		buf.WriteString(words[state>>24%12])
		if state>>16&15 == 0 {
			fmt.Fprintf(&buf, " %d.\n", state>>8)
		}
		buf.WriteByte(' ')
	}
	return buf.Bytes()
}

func main() {
	data := text()
	for _, level := range []int{1, 6, 9} {
		var packed bytes.Buffer
		for range 3 {
			packed.Reset()
			w, err := flate.NewWriter(&packed, level)
			if err != nil {
				panic(err)
			}
			w.Write(data)
			w.Close()
		}
		for range 20 {
			back, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed.Bytes())))
			if err != nil || !bytes.Equal(back, data) {
				panic("another text")
			}
		}
		fmt.Println(level, packed.Len())
	}
}
