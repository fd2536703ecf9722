// The body of a range over a function becomes a function; what leads out of it is carried out behind the loop.

package main

type Seq func(yield func(int, string) bool)

func first(s Seq) (int, string) {
	for i, t := range s {
		return i, t
	}
	return 0, ""
}

func everyWay(s Seq, p *int) (n int) {
outer:
	for i := range s {
		defer println(i)
		for j := range s {
			switch j {
			case 1:
				continue
			case 2:
				continue outer
			case 3:
				break outer
			case 4:
				return j
			case 5:
				goto end
			}
			n++
		}
		if i == 6 {
			break
		}
		recover()
		*p = i
	}
end:
	return
}

func assigned(s Seq) (k int) {
	for k, _ = range s {
	}
	for range s {
	}
	return
}

func main() {}
