package main

func main() {
	var x, y any = []int{1}, []int{1}
	println(x == y)
}
