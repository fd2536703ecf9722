package main

func main() {
	defer println("runs")
	var f func()
	defer f()
	println("body")
}
