// A program that does nothing ends with exit code 0.
package main

func main() {}
