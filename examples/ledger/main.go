// Ledger parses amounts of money, keeps them sorted and prints a balance, with errors as ordinary results.
package main

// A cents value is an amount of money; fractions of a cent do not exist.
type cents int64

// An entry is one line of the ledger.
type entry struct {
	label  string
	amount cents
}

// parse reads amounts such as "12.50" or "-3"; ok is false for anything else.
func parse(text string) (amount cents, ok bool) {
	negative := false
	if len(text) > 0 && text[0] == '-' {
		negative = true
		text = text[1:]
	}
	digits, fraction := 0, -1
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '.' && fraction < 0:
			fraction = 0
		case c >= '0' && c <= '9':
			amount = amount*10 + cents(c-'0')
			digits++
			if fraction >= 0 {
				fraction++
			}
		default:
			return 0, false
		}
	}
	if digits == 0 || fraction > 2 {
		return 0, false
	}
	for range 2 - max(fraction, 0) {
		amount *= 10
	}
	if negative {
		amount = -amount
	}
	return amount, true
}

// format writes an amount with its two decimals.
func (c cents) format() string {
	sign := ""
	if c < 0 {
		sign, c = "-", -c
	}
	return sign + decimal(int64(c/100)) + "." + decimal(int64(c%100/10)) + decimal(int64(c%10))
}

// decimal writes a number that is not negative.
func decimal(n int64) string {
	var buffer [20]byte
	at := len(buffer)
	for {
		at--
		buffer[at] = byte('0' + n%10)
		n /= 10
		if n == 0 {
			return string(buffer[at:])
		}
	}
}

// insert keeps the ledger sorted by amount.
func insert(ledger []entry, e entry) []entry {
	ledger = append(ledger, e)
	for i := len(ledger) - 1; i > 0 && ledger[i].amount < ledger[i-1].amount; i-- {
		ledger[i], ledger[i-1] = ledger[i-1], ledger[i]
	}
	return ledger
}

func main() {
	lines := [][2]string{
		{"rent", "-950"},
		{"salary", "2850.40"},
		{"coffee", "-3.80"},
		{"books", "-41.9"},
		{"typo", "12.345"},
	}
	var ledger []entry
	var balance cents
	for _, line := range lines {
		amount, ok := parse(line[1])
		if !ok {
			println("skipped:", line[0], line[1])
			continue
		}
		ledger = insert(ledger, entry{label: line[0], amount: amount})
		balance += amount
	}
	for _, e := range ledger {
		println(e.amount.format(), e.label)
	}
	println("balance:", balance.format())
}
