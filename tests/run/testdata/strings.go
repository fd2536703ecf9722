// Strings: indexing, slicing, comparison, concatenation, conversions, ranging over characters.
package main

//go:noinline
func concat(a, b, c string) string { return a + b + c }

func main() {
	s := "héllo, 世界"
	println(len(s), s[0], s[1], s[7:], s[:1], s[1:3] == "é")
	for i, r := range s {
		println(i, r, string(r))
	}
	for i := range "añb" {
		print(i, " ")
	}
	println()
	for range "xyz" {
		print("-")
	}
	println()
	println(concat("a", "", "b"), concat("", "x", ""), concat("", "", "") == "")
	println("a" < "b", "abc" < "abd", "ab" < "abc", "b" <= "a", "z" > "Z", "x" >= "x", "x" != "y")
	b := []byte(s)
	b[0] = 'H'
	println(string(b), s)
	r := []rune(s)
	println(len(r), r[1], string(r[7:]))
	r[7] = 0x1F600
	println(string(r), len(string(r)))
	println(string(rune(65)), string(rune(0x10FFFF+1)), string(rune(-1)), len(string(rune(0xD800))))
	bad := "a\xffb\xc0\x80\xed\xa0\x80z\xe4\xb8"
	for i, c := range bad {
		println(i, c)
	}
	println(len([]rune(bad)), string([]rune(bad)) == bad)
	acc := ""
	for i := 0; i < 10; i++ {
		acc += string(rune('a' + i))
	}
	println(acc, acc[len(acc)-1:], len(acc[3:3]))
	raw := `raw \n "text"
second line`
	println(raw)
	multi := "x" + acc + "y" + acc + "z"
	println(multi, len(multi))
	switch multi[0:1] {
	case "x":
		println("starts with x")
	}
	type label string
	var l label = "label"
	println(l+"s", string(l), l == "label")
}
