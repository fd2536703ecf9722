package main

type code int

func (c code) Error() string { return "coded" }

type fine struct{ error }

func main() {
	var err error = code(4)
	panic(fine{err})
}
