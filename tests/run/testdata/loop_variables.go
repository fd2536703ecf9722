// Every iteration has its own variable (Go 1.22).
package main

func main() {
	var ps []*int
	for i := 0; i < 4; i++ {
		ps = append(ps, &i)
		i += 0
	}
	for _, p := range ps {
		print(*p, " ")
	}
	println()
	var qs []*string
	for _, s := range []string{"a", "b", "c"} {
		qs = append(qs, &s)
	}
	for _, q := range qs {
		print(*q, " ")
	}
	println()
	var rs []*int
	for i := range 3 {
		rs = append(rs, &i)
		i *= 10
	}
	for _, r := range rs {
		print(*r, " ")
	}
	println()
	var changed []*int
	for i := 0; i < 6; i++ {
		p := &i
		if i%2 == 0 {
			*p++
		}
		changed = append(changed, p)
	}
	for _, c := range changed {
		print(*c, " ")
	}
	println()
}
