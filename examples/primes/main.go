// Primes sieves the primes below a limit and prints what it found.
package main

const limit = 100_000

// sieve marks every composite number below its length.
func sieve(composite []bool) {
	for i := 2; i*i < len(composite); i++ {
		if composite[i] {
			continue
		}
		for j := i * i; j < len(composite); j += i {
			composite[j] = true
		}
	}
}

func main() {
	composite := make([]bool, limit)
	sieve(composite)
	count, last := 0, 0
	for i := 2; i < len(composite); i++ {
		if !composite[i] {
			count++
			last = i
		}
	}
	println("primes below", limit, "are", count, "- the largest is", last)
}
