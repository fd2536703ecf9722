// A panic with the value of one that was recovered is reported once.

package main

func main() {
	defer func() {
		r := recover()
		defer func() {
			panic(recover())
		}()
		panic(r)
	}()
	panic("a")
}
