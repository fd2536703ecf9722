// print and println: text on the standard error stream.
//
// The compiler turns one print statement into printlock, a call per operand, and printunlock. Output is collected in a
// buffer and written when the outermost printunlock is reached, so that a statement is one system call.
//
// Invariant: printed[:printedLen] is text that is not written yet; it is empty when nobody holds printMutex.

package runtime

import "unsafe"

const (
	stderr      = 2
	printBuffer = 1024 // bytes
)

var (
	printed    [printBuffer]byte
	printedLen int
	printMutex mutex // held by the thread that prints

	// Where a trace goes that is not for the stream, and how much of it is there; set by the thread that prints.
	traceText   []byte
	traceLength int
)

func printlock() {
	mp := acquirem()
	if mp.printing == 0 {
		lock(&printMutex)
	}
	mp.printing++
}

func printunlock() {
	mp := getg().m
	mp.printing--
	if mp.printing == 0 {
		flushPrinted()
		unlock(&printMutex)
	}
	releasem(mp)
}

// flushPrinted writes what was collected; text that the stream does not take is lost.
func flushPrinted() {
	writePrinted(stderr)
	if fd := crashFD; fd != noCrashFD && getg().m.dying > 0 {
		writePrinted(fd)
	}
	printedLen = 0
}

func writePrinted(fd uintptr) {
	done := 0
	for done < printedLen {
		n := write(fd, unsafe.Pointer(&printed[done]), int32(printedLen-done))
		if n <= 0 {
			break
		}
		done += int(n)
	}
}

func printbyte(b byte) {
	if traceText != nil {
		if traceLength < len(traceText) {
			traceText[traceLength] = b
			traceLength++
		}
		return
	}
	if printedLen == printBuffer {
		flushPrinted()
	}
	printed[printedLen] = b
	printedLen++
}

func printstring(s string) {
	printlock()
	for i := 0; i < len(s); i++ {
		printbyte(s[i])
	}
	printunlock()
}

func printsp() {
	printstring(" ")
}

func printnl() {
	printstring("\n")
}

func printbool(v bool) {
	if v {
		printstring("true")
	} else {
		printstring("false")
	}
}

func printuint(v uint64) {
	var digits [20]byte
	i := formatDecimal(&digits, v)
	printlock()
	for ; i < len(digits); i++ {
		printbyte(digits[i])
	}
	printunlock()
}

// formatDecimal writes a number to the end of digits; it gives the index of the first digit.
func formatDecimal(digits *[20]byte, v uint64) int {
	i := len(digits) - 1
	for v >= 10 {
		digits[i] = byte('0' + v%10)
		v /= 10
		i--
	}
	digits[i] = byte('0' + v)
	return i
}

func printint(v int64) {
	printlock()
	u := uint64(v)
	if v < 0 {
		printbyte('-')
		u = -u
	}
	printuint(u)
	printunlock()
}

func printhex(v uint64) {
	shift := 60
	for shift > 0 && v>>shift == 0 {
		shift -= 4
	}
	printlock()
	printstring("0x")
	for ; shift >= 0; shift -= 4 {
		printbyte("0123456789abcdef"[v>>shift&15])
	}
	printunlock()
}

func printuintptr(v uintptr) {
	printuint(uint64(v))
}

func printpointer(p unsafe.Pointer) {
	printhex(uint64(uintptr(p)))
}

func printslice(s []byte) {
	printlock()
	printbyte('[')
	printint(int64(len(s)))
	printbyte('/')
	printint(int64(cap(s)))
	printbyte(']')
	printpointer(unsafe.Pointer(unsafe.SliceData(s)))
	printunlock()
}

func printeface(v any) {
	e := efaceOf(&v)
	printlock()
	printbyte('(')
	printpointer(unsafe.Pointer(e.typ))
	printbyte(',')
	printpointer(e.data)
	printbyte(')')
	printunlock()
}

func printfloat64(v float64) {
	var text floatText
	text.format(shortestFloat64(v))
	text.print()
}

func printfloat32(v float32) {
	var text floatText
	text.format(shortestFloat32(v))
	text.print()
}

func printcomplex128(v complex128) {
	var re, im floatText
	re.format(shortestFloat64(real(v)))
	im.format(shortestFloat64(imag(v)))
	printComplexParts(&re, &im)
}

func printcomplex64(v complex64) {
	var re, im floatText
	re.format(shortestFloat32(real(v)))
	im.format(shortestFloat32(imag(v)))
	printComplexParts(&re, &im)
}

func printComplexParts(re, im *floatText) {
	printlock()
	printbyte('(')
	re.print()
	if im.data[0] != '+' && im.data[0] != '-' {
		printbyte('+')
	}
	im.print()
	printstring("i)")
	printunlock()
}
