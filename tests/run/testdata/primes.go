// A sieve and matrix multiplication.
package main

type matrix [4][4]float64

func (m matrix) times(n matrix) (r matrix) {
	for i := range 4 {
		for j := range 4 {
			for k := range 4 {
				r[i][j] += m[i][k] * n[k][j]
			}
		}
	}
	return
}

func sieve(n int) []int {
	composite := make([]bool, n+1)
	var primes []int
	for i := 2; i <= n; i++ {
		if composite[i] {
			continue
		}
		primes = append(primes, i)
		for j := i * i; j <= n; j += i {
			composite[j] = true
		}
	}
	return primes
}

func main() {
	primes := sieve(10000)
	println(len(primes), primes[len(primes)-1])
	var m, id matrix
	for i := range m {
		id[i][i] = 1
		for j := range m[i] {
			m[i][j] = float64(i*4 + j)
		}
	}
	p := m.times(m).times(id)
	println(p[0][0], p[1][2], p[3][3], m.times(id) == m)
}
