// Labels of goroutines, as traces show them (GODEBUG=tracebacklabels=1, the default of modules since Go 1.27).

package runtime

// A label is one of a LabelSet of runtime/pprof, which is a list of them.
type label struct {
	key   string
	value string
}

func showsLabels() bool { return godebugSettingOr("tracebacklabels", 1) == 1 }

// printLabels writes ` {key: value, ...}`, nothing if there are none.
func printLabels(labels []label) {
	for i, one := range labels {
		if i == 0 {
			printstring(" {")
		} else {
			printstring(", ")
		}
		printWord(one.key)
		printstring(": ")
		printWord(one.value)
	}
	if len(labels) > 0 {
		printstring("}")
	}
}

// printWord writes a string, in quotes unless it consists of letters, digits, dots, slashes and underscores.
func printWord(s string) {
	for i := range len(s) {
		b := s[i]
		if !('a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '.' || b == '/' || b == '_') {
			printQuoted(s)
			return
		}
	}
	printstring(s)
}

// printQuoted writes a string literal of printable ASCII.
func printQuoted(s string) {
	printbyte('"')
	for i := 0; i < len(s); {
		r, next := decoderune(s, i)
		switch {
		case r == '\n':
			printstring(`\n`)
		case r == '\r':
			printstring(`\r`)
		case r == '\t':
			printstring(`\t`)
		case r == '\\', r == '"':
			printbyte('\\')
			printbyte(byte(r))
		case r == runeError && next == i+1:
			printDigits(`\x`, uint32(s[i]), 2)
		case r >= ' ' && r <= '~':
			printbyte(byte(r))
		case r < 0x7f:
			printDigits(`\x`, uint32(r), 2)
		case r < 0x10000:
			printDigits(`\u`, uint32(r), 4)
		default:
			printDigits(`\U`, uint32(r), 8)
		}
		i = next
	}
	printbyte('"')
}

// printDigits writes a prefix and a hexadecimal number of so many digits.
func printDigits(prefix string, n uint32, count int) {
	printstring(prefix)
	for shift := 4 * (count - 1); shift >= 0; shift -= 4 {
		printbyte("0123456789abcdef"[n>>shift&0xf])
	}
}
