// The smallest program that prints.
package main

func main() {
	println("hello, world")
}
